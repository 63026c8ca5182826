"""How orders that calls opened come to the desk, and how it learns what calls tell of them afterwards.

Start reading at ``bring.py``.
"""
