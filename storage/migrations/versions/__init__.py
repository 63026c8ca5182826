"""One migration a file, a single chain; explicit DDL, so that an old one never changes when a table does."""
