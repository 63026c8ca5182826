"""Finding a person: Asterisk's queue events, who is ready, who rings, what the agent's screen shows.

May import ``people``, ``dialplan``, ``routing``, ``work_orders`` and ``storage``. panoramisk is used in ``ami.py`` and
``ami_protocol.py`` alone; everything else speaks to Asterisk through :class:`agent_bridge.link.Asterisk`.
Start reading at ``desk.py``, then ``pops.py`` and ``presence.py``.
"""
