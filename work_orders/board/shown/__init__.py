"""What each list holds and who sees it."""
