"""The voice and the ear: speaking masters and checking them, offline.

Optional: needs the dependency group ``voice``. Nothing here runs while calls are served.
Start reading at ``render.py``, then ``check.py``.
"""
