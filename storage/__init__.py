"""What every room keeps its things in: the engine, the metadata, migrations, sealed numbers, the audit log.

No table of a domain lives here: each room declares its own tables in its ``tables.py`` against
:data:`storage.metadata.metadata` and reads and writes them in its ``store.py``. This room imports no other.
Start reading at ``database.py``.
"""
