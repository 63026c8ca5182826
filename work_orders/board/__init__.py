"""Finding orders among many: lists by view and filter, what each person may see of them, counts, search, saved views.

``words.py`` makes of a text what it is found by; ``views.py`` says what each list holds (pure); ``store.py`` asks the
database, which alone decides who sees what here; ``shared.py`` keeps counts for a moment. ``saved/`` has the views
that people keep, ``team/`` who of a unit has what in hand. Everything is found through an index and comes in pages.
"""
