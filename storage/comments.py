"""Comments: what people say of a document, and who is named in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from documents.errors import WrongUseError
from storage.audit import AuditTrail
from storage.encoding import digest, instant, instant_text
from storage.prepared import Prepared, Row
from storage.records.desk import Comment, CommentKind
from storage.tables import COMMENT, MENTION
from storage.transaction import Transaction

LONGEST: Final = 4000
_OF: Final = Prepared(select(COMMENT).where(COMMENT.c.document_id == bindparam("document")).order_by(COMMENT.c.id))
_UNSEEN: Final = Prepared(
    select(COMMENT)
    .join(MENTION, MENTION.c.comment_id == COMMENT.c.id)
    .where(MENTION.c.person == bindparam("named"), MENTION.c.seen_at.is_(None))
    .order_by(COMMENT.c.id)
)


class Comments:
    """Writing and reading comments."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def say(
        self, document_id: int, person: str, words: str, kind: CommentKind = CommentKind.COMMENT,
        mentions: Iterable[str] = (),
    ) -> Comment:  # fmt: skip
        """Say something of a document. Raises WrongUseError where nothing is said, or too much."""
        said = words.strip()
        if not said or len(said) > LONGEST:
            raise WrongUseError(f"a comment has 1 to {LONGEST} signs")
        at = self._transaction.now()
        values = {"document_id": document_id, "person": person, "kind": kind.value, "words": said}
        stored = insert(COMMENT).values(**values, at=instant_text(at)).returning(COMMENT.c.id)
        number = int(self._transaction.value(stored))
        named = tuple(dict.fromkeys(mentions))
        if named:
            self._transaction.run(insert(MENTION), [{"comment_id": number, "person": one} for one in named])
        details = {"comment": number, "kind": kind.value, "sha256": digest(said.encode()), "mentions": list(named)}
        self._audit.append(person, "comment:said", f"document:{document_id}", "", details)
        return Comment(number, document_id, person, kind, said, at, named)

    def of(self, document_id: int) -> tuple[Comment, ...]:
        """What was said of a document, oldest first."""
        return self._comments(self._transaction.rows(_OF, {"document": document_id}))

    def unseen(self, person: str) -> tuple[Comment, ...]:
        """The comments in which a person is named and that they have not seen, oldest first."""
        return self._comments(self._transaction.rows(_UNSEEN, {"named": person}))

    def see(self, document_id: int, person: str) -> None:
        """Note that a person has seen where they are named in what was said of a document."""
        said = select(COMMENT.c.id).where(COMMENT.c.document_id == document_id)
        mine = (MENTION.c.person == person, MENTION.c.seen_at.is_(None), MENTION.c.comment_id.in_(said))
        seen_at = instant_text(self._transaction.now())
        self._transaction.run(update(MENTION).where(*mine).values(seen_at=seen_at))

    def _comments(self, rows: Sequence[Row]) -> tuple[Comment, ...]:
        named = self._named([row["id"] for row in rows])
        return tuple(
            Comment(
                row["id"], row["document_id"], row["person"], CommentKind(row["kind"]), row["words"],
                instant(row["at"]), tuple(named.get(row["id"], ())),
            )
            for row in rows
        )  # fmt: skip

    def _named(self, comments: Sequence[int]) -> dict[int, list[str]]:
        query = select(MENTION).where(MENTION.c.comment_id.in_(comments)).order_by(MENTION.c.person)
        named: dict[int, list[str]] = {}
        for row in self._transaction.rows(query) if comments else ():
            named.setdefault(row["comment_id"], []).append(row["person"])
        return named


__all__ = ["LONGEST", "Comments"]
