"""Answering the dialplan's questions, and reading what it wrote down: FastAGI server, pure answers, witness.

May import ``dialplan``, ``schedules``, ``routing``, ``work_orders``, ``recordings`` and ``storage``; never
``agent_bridge``: a call passes through Asterisk. Start reading at ``visits.py``.
"""
