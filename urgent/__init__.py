"""Important or urgent events (重要/紧急服务事件): found or marked, told in time, followed to the end.

What software can find is found by ``same_matter.py`` (many participants with one matter, or one participant again and
again) and ``volume.py`` (far more or far fewer calls than usual); each shows its evidence, and a dispatcher decides.
May import ``notices``, ``people``, ``schedules``, ``storage`` and ``work_orders``. Start reading at ``event.py``, then
``course.py`` (who may do what), ``due.py`` (what has to be told by when) and ``use.py`` (the transactions).
"""
