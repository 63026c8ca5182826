"""The register itself: looking somebody up, and what it holds of them, never in clear."""
