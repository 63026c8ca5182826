"""Calendar, rosters, overrides, duty versions, publishing: who answers this line at this instant, and why.

May import ``people`` and ``storage``. The only room that reads YAML: other rooms read their sections of
``hotline.yaml`` through ``document.py``. Start reading at ``answer.py``, then ``book.py`` (the questions),
``compile.py`` (texts to book), ``publish.py`` and ``follow.py`` (how a saved file comes to decide calls).
"""
