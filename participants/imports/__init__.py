"""Bringing the register in step with a table: read, compared, shown, applied."""
