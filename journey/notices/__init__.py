"""Notices: who is told what, and when. Each is a row of the outbox, written in the transaction of what it tells.

bank        journey/notices/bank.py        a bank account changes: treasury, at once
mention     journey/notices/mention.py     somebody is named in a comment: they, at once
digest      journey/notices/digest.py      what is open for a role, once a working day
escalation  journey/notices/escalation.py  an exception's time has run out: the next role, once
sending     journey/notices/sending.py     what is due leaves by mail or chat, with patience
round       journey/notices/round.py       all of it, one after the other: what a schedule calls
"""

from __future__ import annotations
