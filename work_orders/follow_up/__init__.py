"""Follow-up calls (回访): which orders are called, when one may call, and what is left at the end of a shift.

``sample.py`` draws the day's sample so that anybody can draw it again; ``visits.py`` puts one participant's orders into
one call and says when it may be made. Both are pure.
"""
