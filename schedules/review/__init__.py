"""What a supervisor looks at before, and after, a change: findings, plans, differences. Pure; the clock is an argument.

``check.py`` says what is wrong, ``lint.py`` what is probably not meant, ``plan.py`` who is on duty in a stretch of
days, ``diff.py`` what another version changes.
"""
