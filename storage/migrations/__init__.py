"""Numbered migrations of the database, one file each in ``versions/``; run by ``storage.migrate``."""
