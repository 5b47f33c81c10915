"""What names and imports mean across files: pure functions over facts."""
