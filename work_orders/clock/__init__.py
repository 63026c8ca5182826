"""The clocks of an order: when each is due and why, what a change does to them, whom they tell, kept in the database.

``clock.py`` has the values, ``deadline.py`` says when one is due, ``run.py`` what an action does to an order's clocks,
``agenda.py`` what one has to tell next. All of that is pure; ``store.py`` keeps it. ``why.py`` explains.
"""
