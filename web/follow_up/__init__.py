"""Follow-up calls (回访) at the desk."""
