"""``hotline keys WHAT``: the vault's keys from the making of one until nothing is sealed with it any more.

Imports the rooms' tables (through ``app.every_table``) and storage. Start reading at ``rotate.py``.
"""
