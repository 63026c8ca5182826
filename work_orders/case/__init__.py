"""An order on its way through the loop (办理): where it stands, who holds it, what has been done, and what may be done.

``case.py`` is the order as the desk works on it; ``take.py`` decides what becomes of it when somebody acts (pure), and
why somebody may not; ``use.py`` does so in one transaction with history, clocks and notices. What an order is born with
stands in ``work_orders/order.py``.
"""
