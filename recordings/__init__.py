"""Everything the caller hears from us, and everything we keep of what was said.

Prompts: texts become masters (``voice/``, an optional group), masters become the telephone's formats (``convert.py``),
pieces become sentences (``compose.py``). Call recordings: a closed file is measured, repaired and filed
(``filing.py``). May import ``dialplan`` and ``storage``. Start reading at ``prompts.py``, then ``compose.py``.
"""
