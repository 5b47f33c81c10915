"""The inventory of hooks."""
