"""``hotline webhooks WHAT``: which systems are told of events, and how it goes with them.

Works beside the house or while it stands still: the desk that leads looks at the subscriptions each second.
Imports ``notices.hooks`` and storage. Start reading at ``opened.py``, then ``add.py``.
"""
