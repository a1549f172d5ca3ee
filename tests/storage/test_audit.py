"""The trail and the proof: whatever is changed, removed or reordered is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from documents.lifecycle import State
from storage import Workspace
from storage.encoding import canonical, digest
from storage.engine import writing
from storage.errors import DamagedError
from storage.verification import anchor, verify_all
from tests.storage.builders import document, verdict


def test_an_entry_says_who_did_what_to_what_and_why(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first = unit.audit.append("anna", "policy:changed", "policy", "new limits", {"limit": "5000", "from": "1000"})
        second = unit.audit.append("ben", "policy:changed", "policy")
        assert unit.audit.entries() == (first, second)
        assert unit.audit.entries("policy", after=1) == (second,)
        assert unit.audit.entries(kind="document:moved") == ()
        assert (first.seq, second.seq, second.previous) == (1, 2, first.hash)
        assert unit.audit.head() == (2, second.hash)


def test_the_hash_can_be_worked_out_by_anybody(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        unit.audit.append("anna", "policy:changed", "policy", "größer", {"b": 1, "a": [2]})
        unit.audit.flush()
        row = dict(unit.transaction.rows(text("SELECT * FROM audit"))[0])
    sha256 = row.pop("hash")
    text_hashed = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256 == digest(text_hashed.encode())


@pytest.mark.parametrize("table", ["audit", "verdict", "audit_head"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_written(workspace: Workspace, table: str, statement: str) -> None:
    with workspace.begin() as unit:
        unit.verdicts.store(document(unit, workspace).id, verdict(), b"{}")
    column = {"audit": "actor = 'x'", "verdict": "decision = 'hold'", "audit_head": "seq = 1"}[table]
    with pytest.raises(DBAPIError, match=r"append-only|forward only"), workspace.begin() as unit:
        unit.transaction.run(text(statement.format(table, column)))


def without_guards(workspace: Workspace, *statements: str) -> None:
    """What somebody with the database's password could do."""
    with writing(workspace._engine) as connection:
        _drop_guards(connection)
        for statement in statements:
            connection.execute(text(statement))


def _drop_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("DROP FUNCTION tallymark_append_only() CASCADE"))
        connection.execute(text("DROP FUNCTION tallymark_head_forward() CASCADE"))


ENTRY = (
    "INSERT INTO audit SELECT 21, at, actor, kind, subject, because, details, previous, '{}' FROM audit WHERE seq = 20"
)


@pytest.mark.damaging
@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (["UPDATE audit SET actor = 'nobody' WHERE seq = 7"], ["audit entry 7 was changed"]),
        (["UPDATE audit SET details = '[]' WHERE seq = 7"], ["audit entry 7 was changed"]),
        (["UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 1"], ["audit entry 1 was changed"]),
        (["DELETE FROM audit WHERE seq = 7"], ["audit entry 7 was deleted"]),
        (["DELETE FROM audit WHERE seq IN (7, 8)"], ["audit entry 7 was deleted", "audit entry 8 was deleted"]),
        (["DELETE FROM audit WHERE seq = 1"], ["audit entry 1 was deleted"]),
        (
            [
                "UPDATE audit SET seq = 99 WHERE seq = 7",
                "UPDATE audit SET seq = 7 WHERE seq = 8",
                "UPDATE audit SET seq = 8 WHERE seq = 99",
            ],
            ["audit entry 7 was changed", "audit entry 8 was changed"],
        ),
        (["DELETE FROM audit WHERE seq > 18"], ["audit entries 19 to 20 were deleted from the end"]),
        (["DELETE FROM audit"], ["audit entries 1 to 20 were deleted from the end"]),
        (
            [ENTRY.format("f" * 64)],
            ["audit entry 21 was changed", "audit entry 21 is not the one that was written last (20)"],
        ),
    ],
)
def test_tampering_is_named(workspace: Workspace, statements: list[str], faults: list[str]) -> None:
    with workspace.begin() as unit:
        for number in range(1, 21):
            unit.audit.append("anna", "test:done", f"test:{number}", "", {"n": number})
        assert unit.audit.verify() == ()
    without_guards(workspace, *statements)
    assert [fault for fault in verify_all(workspace).entries if "does not follow" not in fault] == faults


@pytest.mark.damaging
def test_a_forger_who_rebuilds_the_chain_is_found_by_the_anchor(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number in range(1, 6):
            unit.audit.append("anna", "test:done", f"test:{number}")
    assert anchor(workspace)[0] == 5
    without_guards(workspace, "DELETE FROM audit", "UPDATE audit_head SET seq = 0, hash = '" + "0" * 64 + "'")
    with workspace.begin() as unit:
        for number in range(1, 6):
            unit.audit.append("mallory", "test:done", f"test:{number}")
        assert unit.audit.verify() == ()
    assert verify_all(workspace).entries == ("audit entry 5 is not the one that was anchored outside the database",)


def test_an_anchor_of_a_whole_trail_is_no_fault(workspace: Workspace) -> None:
    anchor(workspace)
    with workspace.begin() as unit:
        document(unit, workspace)
    anchor(workspace)
    assert verify_all(workspace).faultless


@pytest.mark.damaging
def test_each_damaged_object_is_named_by_its_full_hash(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number in range(30):
            document(unit, workspace, f"INV-{number}")
    hashes = sorted(workspace.archive.hashes())
    changed, missing = hashes[3:20:4], hashes[30:33]
    for sha256 in changed:
        path = workspace.archive.path(sha256)
        data = bytearray(path.read_bytes())
        data[0] ^= 1
        path.unlink()
        path.write_bytes(data)
    for sha256 in missing:
        workspace.archive.path(sha256).unlink()
    report = verify_all(workspace)
    assert report.objects == tuple(sorted([*changed, *missing]))
    assert not report.faultless
    assert report.checked_objects == len(hashes)


@pytest.mark.damaging
def test_a_verdict_or_document_that_vanished_is_named(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = document(unit, workspace, "INV-1"), document(unit, workspace, "INV-2")
        kept = unit.verdicts.store(first.id, verdict(), b"{}")
        gone = unit.verdicts.store(second.id, verdict(), b"{}")
    without_guards(
        workspace,
        f"DELETE FROM verdict WHERE id = {gone.id}",
        f"UPDATE verdict SET verdict = '{{}}' WHERE id = {kept.id}",
        f"DELETE FROM sighting WHERE document_id = {second.id}",
        f"DELETE FROM document WHERE id = {second.id}",
    )
    assert verify_all(workspace).records == (
        f"document {second.id} is in the trail, but no longer in custody",
        f"verdict {kept.id} is not the one that the trail recorded",
        f"verdict {gone.id} is in the trail, but no longer stored",
    )


def test_an_access_is_on_record_before_the_bytes_leave(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = workspace.archive.put(b"an invoice")
    seen: list[int] = []
    get = workspace.archive.get

    def spy(asked: str) -> bytes:
        with workspace.look() as unit:
            seen.append(len(unit.audit.entries(f"object:{asked}", "access:read")))
        return get(asked)

    monkeypatch.setattr(workspace.archive, "get", spy)
    assert workspace.fetch(sha256, "carla", "tax audit 2026") == b"an invoice"
    with pytest.raises(DamagedError):
        workspace.fetch(digest(b"missing"), "carla", "tax audit 2026")
    assert seen == [1, 1]
    with workspace.look() as unit:
        assert unit.audit.entries(f"object:{sha256}")[0].because == "tax audit 2026"


def test_ten_thousand_entries_are_proved_in_a_blink(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for number in range(2500):
            unit.audit.append("anna", "test:done", f"test:{number}")
        assert unit.audit.verify() == ()


def test_every_state_is_told_by_the_trail(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        for state in (State.MATCHED, State.WAITING, State.READ, State.IGNORED):
            unit.custody.move(entered.id, state)
    assert verify_all(workspace).faultless


def test_canonical_json_is_one_spelling() -> None:
    assert canonical({"b": [1, "ä"], "a": None}) == '{"a":null,"b":[1,"ä"]}'
    assert os.linesep not in canonical({"a": "x\ny"})


def test_anchors_lie_outside_the_database(workspace: Workspace) -> None:
    anchor(workspace)
    lines = Path(workspace.home / "logs" / "audit-anchors.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["seq"] == 0
