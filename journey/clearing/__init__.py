"""Clearing: what people do at the desk, exception by exception. Each act and each duty is enforced here.

docket     what sorts an exception in the queue: what leaving it may cost, whose it is, its root cause
listing    the queue as a person sees it: mine, my roles', all; counts; what comes next
looking    who has a document before them; taking over; the moment that a form was filled in
hands      claim, give, ask, answer, escalate, park, comment
acts       accept, correct, re-point, reject, mark a copy: on the document as it was seen, or not at all
bulk       the same act on many exceptions, with a preview in documents and money
opened     all that the page of one exception shows
sheet      the tally: document line, order line, receipt lines, and the differences
fields     what was read, what is doubtful, what is proved, and where it stands on the page
trail      what happened to a document, in words
pages      pictures of pages
pieces     one document divided into several, or several joined
"""

from __future__ import annotations
