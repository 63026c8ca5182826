"""Files that people attach to orders: checked by what is in them, scanned where a scanner is there, sealed on disk.

``kinds.py`` tells by its content what a file is, and which are taken (pure); ``scan.py`` has it scanned; ``folder.py``
keeps them sealed; ``use.py`` attaches and withdraws with history; ``store.py`` has the rows. Nothing here is ever
opened or shown: a file leaves as a download, under the name of its kind.
"""
