"""What every room keeps its things in: the engine, the metadata, migrations, sealed numbers, the audit log.

No table of a domain lives here: each room declares its own tables in its ``tables.py`` against
:data:`storage.metadata.metadata` and reads and writes them in its ``store.py``. This room imports no other.
Start reading at ``database.py``; the statements of the call path go through ``lane.py``. What is private is sealed by
``vault.py`` and shown by ``looks.py``; what is over ends in ``ending.py``, by which classes ``records.py`` describes.
"""
