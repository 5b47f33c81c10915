"""The inventory of functions that validate."""
