"""The rehearsal behind ``./run demo``: real SIP callers and agents' phones, a programme of calls, what they lacked.

Start reading at ``demo.py``; ``programme.py`` is the list of calls; ``sip/`` is the telephone they use.
"""
