"""Triggers, in the words of each database. Frozen: step 0005 is written with it.

A document's move is not guarded here: its state is one column, and the trail tells how it came there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

APPEND_ONLY: Final = ("audit", "verdict", "allocation", "resolution")

_SQLITE_APPEND_ONLY: Final = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SQLITE_CAP: Final = """
CREATE TRIGGER allocation_within_cap BEFORE INSERT ON allocation
BEGIN
  SELECT RAISE(ABORT, 'more than may be billed') FROM receipt_line
  WHERE receipt_key = NEW.receipt_key AND line = NEW.receipt_line
    AND NEW.quantity > 0 AND (cap IS NULL OR allocated + NEW.quantity > cap);
  SELECT RAISE(ABORT, 'a reversal gives back another entry whole')
  WHERE NEW.reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM allocation WHERE id = NEW.reverses AND quantity = -NEW.quantity
      AND document_id = NEW.document_id AND receipt_key = NEW.receipt_key AND receipt_line = NEW.receipt_line);
  UPDATE receipt_line SET allocated = allocated + NEW.quantity
  WHERE receipt_key = NEW.receipt_key AND line = NEW.receipt_line;
END
"""

_SQLITE_HEAD: Final = """
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'the head of the trail moves forward only'); END
"""

_SQLITE_HEAD_STAYS: Final = """
CREATE TRIGGER audit_head_no_DELETE BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'audit_head is append-only'); END
"""

_POSTGRESQL_FUNCTIONS: Final = (
    """
CREATE FUNCTION tallymark_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
""",
    """
CREATE FUNCTION tallymark_within_cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM allocation WHERE id = NEW.reverses AND quantity = -NEW.quantity
      AND document_id = NEW.document_id AND receipt_key = NEW.receipt_key AND receipt_line = NEW.receipt_line)
  THEN RAISE EXCEPTION 'a reversal gives back another entry whole'; END IF;
  UPDATE receipt_line SET allocated = allocated + NEW.quantity
  WHERE receipt_key = NEW.receipt_key AND line = NEW.receipt_line
    AND (NEW.quantity <= 0 OR allocated + NEW.quantity <= cap);
  IF NOT FOUND AND EXISTS (
    SELECT 1 FROM receipt_line WHERE receipt_key = NEW.receipt_key AND line = NEW.receipt_line)
  THEN RAISE EXCEPTION 'more than may be billed' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$
""",
    """
CREATE FUNCTION tallymark_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <= OLD.seq THEN RAISE EXCEPTION 'the head of the trail moves forward only'; END IF;
  RETURN NEW;
END $$
""",
)

_POSTGRESQL_TRIGGERS: Final = (
    "CREATE TRIGGER allocation_within_cap BEFORE INSERT ON allocation"
    " FOR EACH ROW EXECUTE FUNCTION tallymark_within_cap()",
    "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head"
    " FOR EACH ROW EXECUTE FUNCTION tallymark_head_forward()",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_head"
    " FOR EACH STATEMENT EXECUTE FUNCTION tallymark_append_only()",
)


def statements(dialect: str) -> Iterator[str]:
    """The statements that put the guards up, and the head of the trail in its place."""
    yield "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')"
    if dialect == "sqlite":
        yield from _sqlite()
    else:
        yield from _POSTGRESQL_FUNCTIONS
        yield from _POSTGRESQL_TRIGGERS
        for table in APPEND_ONLY:
            yield (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION tallymark_append_only()"
            )


def removals(dialect: str) -> Iterator[str]:
    """The statements that take them down again."""
    if dialect == "sqlite":
        for table in APPEND_ONLY:
            yield f"DROP TRIGGER {table}_no_UPDATE"
            yield f"DROP TRIGGER {table}_no_DELETE"
        for trigger in ("allocation_within_cap", "audit_head_forward", "audit_head_no_DELETE"):
            yield f"DROP TRIGGER {trigger}"
    else:
        for name in ("append_only", "within_cap", "head_forward"):
            yield f"DROP FUNCTION tallymark_{name}() CASCADE"
    yield "DELETE FROM audit_head"


def _sqlite() -> Iterator[str]:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            yield _SQLITE_APPEND_ONLY.format(table=table, act=act)
    yield from (_SQLITE_CAP, _SQLITE_HEAD, _SQLITE_HEAD_STAYS)


__all__ = ["APPEND_ONLY", "removals", "statements"]
