"""Who is named as @login is told: a row with the comment, once, to who is named and who stands in for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from documents.errors import WrongUseError
from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.people import Person
from journey.clearing import hands, looking
from journey.clearing.remarks import remark, strangers
from journey.notices.sending import send_due
from storage.records import Comment, Outgoing, OutgoingKind
from tests.notices.conftest import MAIL
from tests.storage import builders

BOOK = f"""{MAIL}[people.anna]
mail = ["anna@factory.example"]
[people.ben]
mail = ["ben@factory.example", "desk@factory.example"]
[people.dora]
mail = ["desk@factory.example"]
"""
CLARA = Person("clara", "Clara Kern", frozenset({Role.CLERK}))


@pytest.fixture
def held(desk: Any) -> int:
    """A document with an exception, in a house of four."""

    def enter(unit: Any) -> int:
        for login in ("anna", "ben", "clara", "dora"):
            unit.people.add(login, login.title(), [Role.CLERK, Role.BUYER], "tests")
        document = builders.document(unit, desk.shift.workspace, "INV-7")
        unit.queue.open(document.id, [Finding("price-over", Severity.BLOCK, Role.BUYER, "dear")], currency="EUR")
        return int(document.id)

    desk.says(BOOK.format(port=1))
    made: int = desk.shift.workspace.run(enter)
    return made


def outbox(desk: Any) -> list[Outgoing]:
    with desk.shift.workspace.look() as unit:
        return list(unit.outbox.list())


def comments(desk: Any, document: int) -> tuple[Comment, ...]:
    with desk.shift.workspace.look() as unit:
        found: tuple[Comment, ...] = unit.comments.of(document)
        return found


def test_who_is_named_is_told_with_the_words_and_a_link(desk: Any, held: int) -> None:
    said = remark(desk.shift, CLARA, held, "@anna, is the price\nagreed? @Anna @nobody bills@factory.example")
    assert said.mentions == ("anna",)
    [row] = outbox(desk)
    assert (row.recipient, row.kind, row.document, row.urgent) == (
        "anna@factory.example", OutgoingKind.NOTICE, held, False
    )  # fmt: skip
    assert row.key == f"mention/{said.id}/mail/anna@factory.example"
    assert row.subject == "Clara Kern to @anna: invoice INV-7 of S1"
    assert row.body.splitlines() == [
        "Clara Kern writes to @anna on invoice INV-7 of S1 (read):", "",
        "> @anna, is the price", "> agreed? @Anna @nobody bills@factory.example", "",
        f"Open it: https://desk.factory.example/exceptions/{held}",
    ]  # fmt: skip
    with desk.shift.workspace.look() as unit:
        assert [one.id for one in unit.comments.unseen("anna")] == [said.id]


def test_several_are_told_once_each_and_who_stands_in_too_but_not_the_writer(desk: Any, held: int) -> None:
    with desk.shift.workspace.begin() as unit:
        for deputy in ("dora", "clara"):
            day = desk.shift.as_of
            unit.people.delegate("ben", deputy, Role.BUYER, day, day + timedelta(3), reason="away", actor="ben")
    desk.says(BOOK.format(port=1) + '[people.clara]\nmail = ["clara@factory.example"]\n')
    remark(desk.shift, CLARA, held, "@ben @anna @clara look")
    assert sorted(row.recipient for row in outbox(desk)) == [
        "anna@factory.example", "ben@factory.example", "desk@factory.example"
    ]  # fmt: skip


def test_a_notice_writes_out_no_account_and_not_all_of_a_long_comment(desk: Any, held: int) -> None:
    remark(desk.shift, CLARA, held, "@anna pay DE02 1203 0000 0000 2020 51 or de02120300000000202051 now " + "x" * 3000)
    [row] = outbox(desk)
    assert "pay DE … 2051 or DE … 2051 now" in row.body and len(row.body) < 2300


def test_what_moves_an_exception_tells_whom_its_words_name(desk: Any, held: int) -> None:
    with desk.shift.workspace.look() as unit:
        [item] = unit.queue.of(held)
        anna = unit.people.person("anna")
    hands.assign(desk.shift, CLARA, item.id, "anna", "yours, I think")
    looking.leave(desk.shift, CLARA, held)
    hands.ask(desk.shift, anna, item.id, Role.QUALITY, "are they good? @ben saw them")
    looking.take_over(desk.shift, CLARA, held, "anna is at lunch")
    told = [(row.recipient, row.body.splitlines()[2]) for row in outbox(desk)]
    assert told == [
        ("anna@factory.example", "> @anna yours, I think"),
        ("ben@factory.example", "> are they good? @ben saw them"),
        ("desk@factory.example", "> are they good? @ben saw them"),
        ("anna@factory.example", "> Took this over from @anna: anna is at lunch"),
    ]


def test_nothing_is_told_that_was_not_said(desk: Any, held: int) -> None:
    with pytest.raises(WrongUseError):
        remark(desk.shift, CLARA, held, "@anna " + "x" * 5000)
    desk.says("[mail]\nhost = 3\n")
    with pytest.raises(WrongUseError, match=r"notices\.toml"):
        remark(desk.shift, CLARA, held, "@anna look")
    remark(desk.shift, CLARA, held, "nobody is named here")
    assert outbox(desk) == [] and len(comments(desk, held)) == 1


def test_without_a_book_they_find_it_at_the_desk_alone(desk: Any, held: int) -> None:
    desk.says("")
    assert remark(desk.shift, CLARA, held, "@anna look").mentions == ("anna",)
    assert outbox(desk) == []


@pytest.mark.parametrize(
    ("words", "unknown"), [("@anna @zoe. and @Zoe", ("zoe",)), ("mail anna@factory.example", ()), ("@ben", ("ben",))]
)
def test_names_that_nobody_signs_in_with_are_told_to_the_writer(
    desk: Any, held: int, words: str, unknown: tuple[str, ...]
) -> None:
    with desk.shift.workspace.begin() as unit:
        unit.people.disable("ben", "tests", "left", disabled=True)
    assert strangers(desk.shift, words) == unknown
    assert set(remark(desk.shift, CLARA, held, words).mentions).isdisjoint(unknown)


def test_it_leaves_by_mail_once(desk: Any, held: int, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(BOOK.format(port=office.port))
    remark(desk.shift, CLARA, held, "@anna look\n\nBcc: evil@evil.example")
    for _ in range(2):
        send_due(desk.shift)
    [mail] = office.mails()
    assert (mail["To"], mail["Bcc"]) == ("anna@factory.example", None)
    assert "> Bcc: evil@evil.example" in mail.get_content()
