"""From Asterisk's word that a telephone rings to the pop on the agent's screen, with two hundred desks signed in.

Start reading at ``measure.py``; ``page.py`` is the browser, ``desks.py`` the other desks in a process of their own.
"""
