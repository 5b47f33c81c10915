"""The inventory of zod schemas."""
