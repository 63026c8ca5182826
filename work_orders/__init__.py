"""The work order: one for every call that was routed, its clocks, its owner and its history.

An order's way: ``open.py`` opens it when its call is routed, and ``progress.py`` keeps what that call tells of it;
``case/use.py`` takes it in to the desk, where ``case/take.py`` decides what each action of the loop (``loop/``) makes
of it, ``clock/`` counts what is due and tells of it, ``board/`` finds it among all others, ``attachments/`` keeps its
files, and ``follow_up/`` calls the participant back, until an action archives it. What a review of its risk decided on
goes on in ``measures/``.

Knows nothing of the telephone: it learns from its callers that somebody arrived, was answered, left. May import
``notices``, ``people``, ``schedules`` and ``storage``. Start reading at ``order.py``, then ``open.py``.
"""
