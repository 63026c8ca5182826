"""``hotline audit WHAT``: the audit log, read and verified.

Imports storage. Start reading at ``verify.py``.
"""
