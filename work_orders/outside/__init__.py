"""Orders as other systems see them: which of them, and in which order they are listed.

May import what ``work_orders`` may. Start reading at ``system.py``.
"""
