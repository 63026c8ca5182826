"""The supervisors' doors: the duty files and their versions, who is on duty when, what was ordered above it.

Nothing is decided here: files are checked and published by ``schedules``. Start reading at ``files.py``.
"""
