"""A folder as a mailbox: letters in name order, never half a file, and nothing in it is ever changed."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from connectors.mail.folder import FolderSource, open_folder
from connectors.mail.source import MailSource
from documents.errors import WrongUseError

LETTER = b"From: a@b.example\nSubject: one\n\ntext\n"


def old(path: Path, data: bytes = LETTER) -> Path:
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def no_pause(_seconds: float) -> None:
    return None


def taken(source: FolderSource) -> list[str]:
    return [letter.name for letter in source.messages()]


def test_mails_and_documents_come_in_name_order(tmp_path: Path) -> None:
    for name in ("0010.eml", "0002.msg", "scan.pdf", "0001.eml"):
        old(tmp_path / name, name.encode())
    account, letters = open_folder(str(tmp_path))
    assert account == f"folder:{tmp_path}"
    assert list(letters) == [(name, name.encode()) for name in ("0001.eml", "0002.msg", "0010.eml", "scan.pdf")]


def test_it_is_a_mail_source_and_acknowledging_changes_nothing(tmp_path: Path) -> None:
    old(tmp_path / "1.eml")
    source = FolderSource(tmp_path)
    assert isinstance(source, MailSource)
    before = [(path.name, path.stat()) for path in tmp_path.iterdir()]
    for letter in source.messages():
        source.acknowledge(letter.name)
    after = [(path.name, path.stat()) for path in tmp_path.iterdir()]
    assert [(name, s.st_mtime_ns, s.st_ino) for name, s in before] == [(n, s.st_mtime_ns, s.st_ino) for n, s in after]


def test_a_folder_that_may_only_be_read_is_enough(tmp_path: Path) -> None:
    old(tmp_path / "1.eml").chmod(0o444)
    tmp_path.chmod(0o555)
    assert taken(FolderSource(tmp_path)) == ["1.eml"]
    tmp_path.chmod(0o755)


@pytest.mark.parametrize("name", [".hidden", "~$a.docx", "a.pdf.part", "a.tmp", "scan.pdf.filepart", "Thumbs.db"])
def test_what_programs_are_still_writing_is_passed_over(tmp_path: Path, name: str) -> None:
    old(tmp_path / name)
    assert taken(FolderSource(tmp_path)) == []


def test_a_file_is_taken_when_it_has_stopped_growing(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 half")

    def grows(_seconds: float) -> None:
        scan.write_bytes(b"%PDF-1.4 half and more")

    growing = FolderSource(tmp_path, pause=grows)
    assert taken(growing) == []
    assert [left.name for left in growing.left] == ["scan.pdf"]
    waiting: list[float] = []
    rests = FolderSource(tmp_path, settle=3.0, pause=waiting.append)
    assert taken(rests) == ["scan.pdf"]
    assert waiting == [3.0]
    assert rests.left == ()


def test_a_file_that_goes_away_is_left(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"x")
    source = FolderSource(tmp_path, pause=lambda _: scan.unlink())
    assert taken(source) == []
    assert len(source.left) == 1


def test_old_files_are_not_waited_for(tmp_path: Path) -> None:
    old(tmp_path / "1.eml")
    waiting: list[float] = []
    assert taken(FolderSource(tmp_path, pause=waiting.append)) == ["1.eml"]
    assert waiting == []


def test_what_the_ledger_has_seen_is_not_fetched_again(tmp_path: Path) -> None:
    old(tmp_path / "1.eml")
    old(tmp_path / "2.eml")
    source = FolderSource(tmp_path)
    assert [letter.name for letter in source.messages(frozenset({"1.eml"}))] == ["2.eml"]
    assert source.names() == ["1.eml", "2.eml"]


def test_a_maildir_gives_its_letters_by_the_name_that_stays(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    old(tmp_path / "new" / "1002.h")
    old(tmp_path / "cur" / "1001.h:2,S")
    old(tmp_path / "tmp" / "1000.h")
    assert taken(FolderSource(tmp_path)) == ["1001.h", "1002.h"]


def test_an_mbox_gives_its_letters_byte_for_byte(tmp_path: Path) -> None:
    second = LETTER.replace(b"one", b"two")
    old(tmp_path / "box.mbox", b"From a Mon Mar  2 10:00:00 2026\n" + LETTER + b"\nFrom b\n" + second + b"\n")
    source = FolderSource(tmp_path)
    assert source.names() == ["box.mbox/000001.eml", "box.mbox/000002.eml"]
    assert list(source.messages()) == [
        ("box.mbox/000001.eml", LETTER + b"\n"), ("box.mbox/000002.eml", second + b"\n"),
    ]  # fmt: skip


def test_folders_inside_are_not_entered(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    old(tmp_path / "archive" / "1.eml")
    assert taken(FolderSource(tmp_path)) == []


def test_no_such_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="there is no folder"):
        open_folder(tmp_path / "nowhere")


def test_a_scan_is_taken_whole_while_the_scanner_writes_it(tmp_path: Path) -> None:
    pieces = [bytes([65 + number]) * 5000 for number in range(12)]

    def scan() -> None:
        with (tmp_path / "scan.pdf").open("wb", buffering=0) as file:
            for piece in pieces:
                file.write(piece)
                time.sleep(0.05)

    scanner = threading.Thread(target=scan)
    scanner.start()
    got: list[bytes] = []
    while not got:
        got = [letter.data for letter in FolderSource(tmp_path, settle=0.3).messages()]
    scanner.join()
    assert got == [b"".join(pieces)]


def test_a_letter_is_asked_for_again_by_its_name(tmp_path: Path) -> None:
    old(tmp_path / "1.eml")
    source = FolderSource(tmp_path, pause=no_pause)
    assert source.again("1.eml") == ("1.eml", LETTER)
    assert source.again("2.eml") is None
