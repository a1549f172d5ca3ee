"""Whatever is done to a file: it is read or refused with a sentence. What fuzzing once found is kept here as cases."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.extractors.fuzz_seeds import SEEDS
from tests.extractors.fuzzing import damaged, keep, outcome
from tests.extractors.test_laid_out import word_file
from tests.extractors.test_structured_damage import WHOLE

ROOT = Path(__file__).resolve().parents[2]

QUICK = 6


@pytest.mark.parametrize("name", SEEDS)
def test_whole_files_have_an_outcome(name: str) -> None:
    assert outcome(SEEDS[name], name)


@pytest.mark.parametrize("name", SEEDS)
def test_a_few_wounds_do_no_harm(name: str) -> None:
    dice = random.Random(name)
    for _ in range(QUICK):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome(damaged(SEEDS[name], dice, list(SEEDS.values())), name)


def repacked(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in archive.infolist():
            content = archive.read(info)
            made.writestr(info.filename, content.replace(old, new) if info.filename == member else content)
    return out.getvalue()


def scratched(data: bytes) -> bytes:
    """The packed bytes of the document inside are damaged, the directory is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 60
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


def of_version(data: bytes, version: int) -> bytes:
    """A zip whose directory asks for a later unpacker (APPNOTE 4.4.3.2)."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 6] + bytes([version, 0]) + data[at + 8 :]


FOUND = {
    "a package without types": ("a.docx", repacked(word_file(), "[Content_Types].xml", b"<Types", b"<Kinds")),
    "relations that are none": ("a.docx", repacked(word_file(), "_rels/.rels", b"Relationships", b"Friendships")),
    "a relation to nowhere": ("a.docx", repacked(word_file(), "_rels/.rels", b"Target=", b"Aim=")),
    "a scratched member": ("a.docx", scratched(word_file())),
    "a zip of the future": ("a.xlsx", of_version(WHOLE["book.xlsx"], 141)),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found_is_refused_with_a_sentence(case: str) -> None:
    name, data = FOUND[case]
    assert "corrupt" in repr(outcome(data, name))


@pytest.mark.soak
def test_fuzzing_finds_nothing(tmp_path: Path) -> None:
    """TALLYMARK_FUZZ_SECONDS (1,800) in all, TALLYMARK_FUZZ_SEEDS a folder of further files to damage. Each round has
    dice of its own, told in the message; what kills the process is a finding too."""
    seconds = float(os.environ.get("TALLYMARK_FUZZ_SECONDS", "1800"))
    until, dice, tried = time.monotonic() + seconds, int(time.time()), 0
    while (left := until - time.monotonic()) > 1:
        words = [sys.executable, "-m", "tests.extractors.fuzzing", str(min(left, 120)), str(tmp_path), str(dice)]
        folder = os.environ.get("TALLYMARK_FUZZ_SEEDS")
        done = subprocess.run([*words, *([folder] if folder else [])], cwd=ROOT, capture_output=True, check=False)
        if done.returncode != 0:
            why = f"exit {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}"
            keep(tmp_path, (tmp_path / "in-hand").read_bytes(), (tmp_path / "in-hand.name").read_text(), why)
        else:
            tried += int(done.stdout)
        dice += 1
    findings = sorted(path.read_text() for path in tmp_path.glob("*.txt"))
    assert not findings, "\n\n".join([f"{len(findings)} findings in {tmp_path}, last dice {dice}", *findings])
    assert tried > 0
