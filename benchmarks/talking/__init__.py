"""Agents who talk, both sides recorded: how many this machine carries, and what recording them costs.

Start reading at ``measure.py``; ``standing.py`` says what a number of calls costs and how even its voice is,
``beat.py`` speaks for everybody, ``gaps.py`` listens to a few of them, ``alone.py`` is the simplest way to record.
"""
