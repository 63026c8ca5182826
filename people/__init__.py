"""The staff: persons, roles, groups, passwords and sessions, and the phones they answer.

People are named in ``config/people.yaml`` (read by ``schedules``, synchronised here). May import ``storage``.
Start reading at ``person.py``, then ``sign_in.py``.
"""
