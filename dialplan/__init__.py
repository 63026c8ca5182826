"""The words shared with Asterisk, and the renderers of its configuration, fed with plain values.

Imports no other room. Start reading at ``words.py``, then ``hotline.py``.
"""
