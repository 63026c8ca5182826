"""Orders through the API: lists and single ones, entering, changing, acting; only what a system may know of."""
