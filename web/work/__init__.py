"""Work on orders in the closed loop, as JSON: the page of an order and what may be done with it, lists, search,
saved views, attachments.

Who may do what is decided by ``work_orders``; here people become ``Acting`` (``acting.py``), answers become JSON
(``shapes.py``), and refusals get their words and numbers (``outcome.py``).
"""
