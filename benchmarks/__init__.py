"""``./bench``: what our decisions cost a call, as figures and as ratios to something else measured in the same run.

Imports everything, is imported by nobody, and is not shipped. Times are never judged here, only shown beside their bar;
counts (lost, doubled, late orders) are judged, and fail the run.

Start reading in ``__main__.py``; ``parts.py`` lists what is measured, ``figures.py`` says what a measurement is.
"""
