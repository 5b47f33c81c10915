"""The inventory of modules: what each imports and exports, what is unused, what goes in cycles."""
