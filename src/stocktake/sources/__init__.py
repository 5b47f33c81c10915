"""Which files are in view: walking, ignore rules, packages, configuration files of the scanned repository."""
