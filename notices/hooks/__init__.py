"""Webhooks: other systems of the intranet are told what becomes of orders and urgent events, as they subscribed to it.

An event is written in the transaction of what it tells of, and only where somebody wants such events; the desk that
leads delivers it, at least once, in order for each order. Follows the Standard Webhooks specification.
May import ``storage`` and what ``notices`` holds. Start reading at ``event.py``, then ``switchboard.py``,
``dispatch.py`` and ``target.py``.
"""
