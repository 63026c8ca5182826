"""The State Council's notice of a new year's holidays, on its way into ``calendar.yaml``.

``table.py`` reads a table of its days, ``judge.py`` refuses what cannot be one, ``enter.py`` writes it into the
calendar with the comments kept, ``compare.py`` says which days it changes. Pure: files are read and written by others.
"""
