"""The inventory of React components."""
