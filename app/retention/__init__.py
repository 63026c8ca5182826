"""``hotline retention WHAT``: which records are older than they are kept, and their end, with proof.

Imports the rooms' tables (through ``app.every_table``) and storage. Start reading at ``classes.py``, then ``end.py``.
"""
