"""Lists as tables that leave the house (CSV): ``columns.py`` says what stands in them, ``pages.py`` gives them out."""
