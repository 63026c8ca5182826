"""Other systems that ask us: what each may, the tokens that let it in, and what it was answered already.

Imports ``storage`` alone; knows nothing of HTTP, which is ``web/api``. Start reading at ``client.py``, then
``store.py``.
"""
