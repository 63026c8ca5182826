"""One file per command of ``hotline``: ``add`` describes its options, ``run`` does it and returns the exit code."""
