"""Callers and agents' telephones by SIPp, the same for every way that is measured: SIPp is not ours.

May import ``app.rehearsal`` (addresses, waiting). Start reading in ``callers.py``; for load beside a measurement of
your own: ``async with load(folder, hotline, rate) as callers: …``.
"""
