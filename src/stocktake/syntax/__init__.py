"""The only door to tree-sitter: grammars, limits, partial parses, node helpers."""
