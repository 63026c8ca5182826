"""``hotline roster …`` and ``hotline calendar …``: what a supervisor does with the duty files at a terminal."""
