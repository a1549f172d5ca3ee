"""The way of one document, as plain functions over the rooms below. The steps, in order:

    receive   journey/receive.py   messages come out of a mailbox and stay there untouched
    seal      journey/seal.py      the bytes are archived, then the message is in custody
    unwrap    journey/unwrap.py    mail, zip, Outlook file: taken apart into parts
    read      journey/read.py      parts become drafts, drafts become documents
    match     journey/match.py     the rules judge a document on its case (journey/facts/case.py)
    decide    journey/decide.py    approved, held for a person, waiting for goods, or rejected
    post      journey/post.py      an approved document goes to the ERP, exactly once
    file      journey/file.py      at rest, indexed, to be found ten years later

Beside the way: `resolve` (journey/resolve.py) is what a person does about a held document, `wake` (journey/wake.py)
what a new fact does to a waiting one; both lead back to `match`. `withdraw` (journey/withdraw.py) takes back what
was posted and filed.

Each step is committed before the next begins and does nothing when it is done again, so a run that was
killed anywhere is finished by the next one; match and decide of an invoice are committed together
(journey/tally.py). `journey/batch.py` strings the steps together for a poll;
`flows` does the same under Prefect. Nothing here knows Prefect or HTTP.

What a step stands on has rooms of its own:

    mailroom/     letters out of mailboxes, one poll at a time; what cannot be had is set aside
    facts/        the case of a document: typed, with its supplier, orders, items, lots, units
    verdicts/     the rules on a case, a stored verdict given again, another policy on the past
    learning/     what approved documents teach, and how the next is read by it
    queue/        exceptions: whose they are, by when, and what one cause lies behind
    clearing/     what people do about an exception, act by act; letters/ and notices/ go out from there
    goods_in/     what is expected and counted at the door
    masterdata/   tables of the ERP, suppliers as the house knows them
    archive/      found, looked at, proved, taken out; each look logged first
    people/       who signs in, deputies, tokens
"""

from __future__ import annotations
