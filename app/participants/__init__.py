"""``hotline participants``: one file per verb; the register's rooms do the work."""
