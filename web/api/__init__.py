"""The REST API for other systems, ``/api/v1``: no cookies and no pages, a token each, described by what serves it.

``routes.py`` is the whole of it: what is not listed there is neither served nor described.
"""
