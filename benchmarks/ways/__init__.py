"""Three ways to put the same callers through to the same agents.

``ours.py``: a whole house. ``plain.py``: an Asterisk alone, with one of two dialplans in ``asterisk/``: everything
native, as a good Asterisk engineer would write it by hand; or the decision by a Python process per call
(``route.py``, on pyst2), as a competent author of an AGI script would. The menu of both is the same text.
Our way works on SQLite, inside node and desk; ``on_postgresql.py`` shows what a database of its own costs a call.

Modules, SIP, queues, prompts, agents and switches are the house's own, rendered by the house's own renderers.
Recording is off in all three: what it costs is measured apart. Start reading in ``way.py``.
"""
