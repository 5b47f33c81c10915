"""The inventory of types, interfaces, enums."""
