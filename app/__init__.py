"""The composition root: settings, the command line, the processes and how they are wired; and set-up (``app.setup``).

May import every room and is imported by none. Start reading at ``cli.py``, then ``node.py`` and ``desk.py``;
``app/setup/`` runs before anything is installed and therefore uses the standard library only.
"""
