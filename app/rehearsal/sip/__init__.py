"""A small SIP telephone of our own: enough of RFC 3261, 3264, 2617 and 4733 to be a caller or an agent's phone.

Why not SIPp here: its digits and audio need raw sockets, hence root, and it cannot say live what a phone does.
The fault proofs use SIPp beside it, as a witness that is not ours. UDP, loopback networks, G.711 only.
Start reading at ``phone.py`` and ``caller.py``; below them stand ``dialog.py``, ``link.py``, ``media.py``.
"""
