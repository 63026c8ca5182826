"""Views that people saved: a name and what is looked for under it."""
