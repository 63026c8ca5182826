"""``hotline hold WHAT``: what must be kept, however old it becomes.

Imports people, the rooms that know whether a subject exists, and storage. Start reading at ``put.py``.
"""
