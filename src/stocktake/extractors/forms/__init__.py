"""The inventory of forms."""
