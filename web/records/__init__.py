"""What must be kept, and the proofs of what was deleted. Start reading at ``page.py``."""
