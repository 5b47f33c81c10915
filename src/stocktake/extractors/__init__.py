"""What is taken stock of: a package for each inventory, and what several of them read (``code``)."""
