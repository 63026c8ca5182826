"""The closed loop (工单闭环) of a hotline as data: ``config/work_orders.yaml`` read into values that say everything.

``loop.py`` is what a loop consists of; ``read.py`` and its neighbours read the file; ``check.py`` finds what cannot
work (a step that nobody reaches or leaves, a clock without an end); ``table.py`` shows all of it on one page.
``risk.py`` has the levels of risk, each with the response that it asks for. What happens to an order in a loop stands
in ``work_orders/case``.
"""
