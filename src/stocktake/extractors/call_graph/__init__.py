"""The inventory of what calls, renders and uses what."""
