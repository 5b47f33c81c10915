"""What is taken stock of: one module an inventory."""
