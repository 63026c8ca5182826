"""Set-up: from a fresh clone with git and Python ≥ 3.11 to a machine on which the hotline runs.

Runs before the Python environment exists, so everything here imports the standard library and its own neighbours only.
Start reading in ``app/setup/__main__.py`` (``./run`` starts it); the list of steps is in ``app/setup/steps.py``.
"""
