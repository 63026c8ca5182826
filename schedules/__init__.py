"""Calendar, rosters, overrides, duty versions, publishing: who answers this line at this instant, and why.

May import ``people`` and ``storage``. The only room that reads YAML. Start reading at ``answer.py``, then ``book.py``.
"""
