"""Letters to suppliers: drafted with arithmetic and marked pages, filed as documents of our own, sent by a person.

    wording      the words of a language, from `wording/*.toml`
    contents     what a letter says: the findings that are the supplier's to put right, line by line
    paper        the letter as DOCX
    marking      the pages that it is about, with the places marked
    addressee    to whom it goes, where that is certain
    drafting     all of it: drafted, archived, entered as a document
    releasing    a person sends it, or puts it aside

`draft`, `release` and `withdraw` are what the desk and the command line call.
"""

from __future__ import annotations

from journey.letters.drafting import draft
from journey.letters.releasing import release, withdraw

__all__ = ["draft", "release", "withdraw"]
