"""Finding orders among many: lists by view and filter, what each person may see of them, counts, search, saved views.

``words.py`` makes of a text what it is found by; ``views.py`` names the lists and what is asked of them (pure);
``shown/`` says what each list holds and who sees it; ``store.py`` asks the database, which alone decides both here;
``shared.py`` keeps counts for a moment. ``saved/`` has the views that people keep, ``team/`` who of a unit has what in
hand. Everything is found through an index and comes in pages.
"""
