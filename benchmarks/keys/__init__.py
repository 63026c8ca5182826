"""What a pressed key sets in motion, and how fast: the decision, the order, the agent's telephone; and no key lost.

Start reading at ``latency.py`` and ``digits.py``; both call by our own telephone, whose audio is in ``audio.py``.
"""
