"""What a person, or a gateway, is told: on the screen, by SMS, by e-mail. Told once, whatever fails on the way.

A notice is written in the transaction of what it is about; what leaves the house waits in the outbox until a gateway
took it. May import ``people`` and ``storage``. Start reading at ``notice.py``, then ``tell.py`` and ``postman.py``.
"""
