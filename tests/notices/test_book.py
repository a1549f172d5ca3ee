"""The operator's files: what is wrong in them is said with the key's name, and no secret is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connectors.out.book import read_book
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.notices.book import book_of
from journey.queue.hours import timetable

MAIL = '[mail]\nhost = "smtp.factory.example"\nsender = "tallymark@factory.example"\n'


def test_a_whole_book_is_read(tmp_path: Path) -> None:
    (tmp_path / "notices.toml").write_text(
        f'digest_at = "06:00"\n{MAIL}user = "tally"\npassword = "file:/run/secrets/smtp"\n'
        '[chat.money]\nkind = "teams"\nurl = "env:TEAMS"\n'
        '[roles.treasury]\nmail = ["treasury@factory.example"]\nchat = ["money"]\ndigest = false\n'
        '[people.anna]\nmail = ["anna@factory.example"]\n',
        encoding="utf-8",
    )
    book = book_of(tmp_path)
    assert book.domain == "factory.example"
    assert book.roles[Role.TREASURY].chat == ("money",)
    assert book.mail is not None
    assert (book.mail.port, book.mail.security.value) == (587, "starttls")


def test_the_examples_of_the_documentation_are_right(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "notices.md").read_text(encoding="utf-8")
    book, hours = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "notices.toml").write_text(book, encoding="utf-8")
    (tmp_path / "hours.toml").write_text(hours, encoding="utf-8")
    assert set(book_of(tmp_path).roles) == {Role.TREASURY, Role.BUYER, Role.APPROVER}
    table = timetable(tmp_path)
    assert (table.hours.zone, len(table.terms), table.next_role(Role.QUALITY)) == ("Europe/Berlin", 3, Role.BUYER)
    assert table.next_role(Role.CLERK) is Role.APPROVER


def test_without_a_file_nobody_is_told_anything(tmp_path: Path) -> None:
    assert book_of(tmp_path).roles == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MAIL + 'sneder = "x"\n', "there is no mail.sneder, perhaps sender"),
        ('[mail]\nhost = "h"\n', "mail.sender is missing"),
        (MAIL + 'password = "hunter2"\n', "never the secret itself"),
        (MAIL + "port = 70000\n", "mail.port"),
        (MAIL + 'security = "ssl"\n', "mail.security"),
        (MAIL + '[roles.buyer]\nmail = ["a@b.example\\nBcc: c@d.example"]\n', "is no address of mail"),
        (MAIL + '[roles.byer]\nmail = []\n', "roles.byer"),
        ('[roles.buyer]\nmail = ["a@b.example"]\n', "there is no [mail]"),
        ('[roles.buyer]\nchat = ["money"]\n', "there is no chat money"),
        ('[chat.money]\nkind = "slack"\nurl = "https://hooks.slack.example/T/secret"\n', "never the secret itself"),
        ('digest_at = "25:00"\n', "digest_at"),
        ("[mail\n", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "notices.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUseError) as refused:
        read_book(file)
    assert told in refused.value.sentence
    assert "hunter2" not in refused.value.sentence
    assert "T/secret" not in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('zone = "Europe/Atlantis"\n', "no time zone"),
        ('zone = "../../etc/passwd"\n', "no time zone"),
        ('monday = ["8-17"]\n', "no span of a day"),
        ('monday = ["17:00-08:00"]\n', "ends before it begins"),
        ('monday = ["08:00-12:00", "11:00-17:00"]\n', "in order and apart"),
        ('mondy = ["08:00-12:00"]\n', "perhaps monday"),
        ("[[term]]\nhours = 0\n", "term.0.hours"),
        ('[[term]]\nhours = 2\nreason = "price-ovre"\n', "there is no finding price-ovre"),
        ('[escalate]\nbuyer = "boss"\n', "escalate.buyer"),
        ("holidays = [2026-12-32]\n", "cannot be read"),
    ],
)
def test_what_is_wrong_with_the_hours_is_named(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "hours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUseError) as refused:
        timetable(tmp_path)
    assert told in refused.value.sentence
