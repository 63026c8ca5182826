"""The participant register (市场主体档案): who takes part in the market, and how a caller shows to be one of them.

Companies and persons with the people who speak for them, imported from tables and kept sealed; searched by keyed
hashes; identity levels per conversation (``identity/``): what a caller says is compared here, and the stored value
never leaves. May import ``storage`` only. Start reading at ``participant.py``.
"""
