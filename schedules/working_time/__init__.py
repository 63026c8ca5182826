"""Working-time arithmetic for every clock that runs: when is it due, why, how much of it has passed, which one binds.

``hours.py`` says whose time counts, ``due.py`` adds a term to an instant, ``before.py`` takes it away from an event,
``elapsed.py`` measures between two instants. All of it is pure, total, and explains itself stretch by stretch.
"""
