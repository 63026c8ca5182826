"""Where does this call go, and where has it been: facts in, a decision with its reason out; call record and ledger.

May import ``dialplan``, ``schedules`` and ``storage``. Start reading at ``decide.py``, then ``ledger.py``.
"""
