"""The work order: one for every call that was routed, its clocks, its owner and its history.

Knows nothing of the telephone: it learns from its callers that somebody arrived, was answered, left. May import
``people``, ``schedules`` and ``storage``. Start reading at ``order.py``, then ``open.py``.
"""
