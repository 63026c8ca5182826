"""Agents who talk, both sides recorded: how many this machine carries, and what recording them costs.

Start reading at ``measure.py``; ``beat.py`` speaks for everybody, ``gaps.py`` listens to a few of them.
"""
