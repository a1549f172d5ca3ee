"""Fuzzing of everything that reads foreign bytes: `python -m tests.extractors.fuzzing SECONDS OUT [SEED [FOLDER]]`.

Whole files are damaged at random, as bytes and, where they are archives, inside; what leads to an outcome that was not
seen before is damaged further. A finding is an exception other than a refusal, or an answer that takes long; it is
written to OUT with its traceback. The file in hand lies in OUT/in-hand, so that one that kills the process is known.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Outcome
from extractors import read
from extractors.sandbox.ending import CODES
from extractors.source import ReadOptions
from extractors.unwrap import unwrap
from tests.extractors.fuzz_seeds import LARGEST, seeds

SLOW = 120.0
"""Seconds of CPU for a file of at most 400 KB, above which it counts as a finding."""

_MEMORY = 3 << 30
_KEPT = 40
_WEDGES = (
    b"", b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"<", b">", b"&#0;", b"&a;", b"<!DOCTYPE a [",
    b"9" * 400, b"-1", b"1e999999999", b"NaN", b"\xe2\x80\xae", b"\xd9\xa3", b"/Kids [1 0 R]", b"endobj", b"stream\r\n",
    b"<<" * 300, b"(" * 300, b"=?utf-8?b?//8=?=", b"\r\n\r\n", b"--", b"boundary=", b"'", b"+", b"~", b"*", b";", b"\t",
    b"0 0 0 0 re", b"BT", b"ET", b"q " * 200, b"/FlateDecode", b"/Length 999999", b"colspan=9999999", b"\x1b\x0c\x0b",
)  # fmt: skip

Dice = random.Random
Seeds = dict[str, list[bytes]]


def damaged(data: bytes, dice: Dice, others: list[bytes]) -> bytes:
    """A file with one to six wounds; an archive now and then inside."""
    if data[:2] == b"PK" and dice.random() < 0.7:
        inside = _inside(data, dice, others)
        if inside is not None:
            return inside
    for _ in range(dice.randint(1, 6)):
        data = dice.choice(_WOUNDS)(data, dice, others)[:LARGEST]
    return data


def _inside(data: bytes, dice: Dice, others: list[bytes]) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    if not members:
        return None
    chosen = dice.choice(sorted(members))
    members[chosen] = dice.choice(_WOUNDS)(members[chosen], dice, others)
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _wedge(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(_WEDGES) + data[at + dice.choice((0, 0, 1, 4, 40)) :]


def _flip(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _round in range(dice.randint(1, 12) if data else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _drop(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + data[at + dice.randint(1, 300) :]


def _repeat(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    at = dice.randrange(len(data) + 1)
    piece = data[at : at + dice.randint(1, 200)]
    return data[:at] + piece * dice.randint(2, 30) + data[at:]


def _number(data: bytes, dice: Dice, _: list[bytes]) -> bytes:
    """A digit somewhere becomes a larger or a negative number."""
    places = [at for at, byte in enumerate(data[:20_000]) if 48 <= byte <= 57]
    if not places:
        return data
    at = dice.choice(places)
    return data[:at] + dice.choice((b"-7", b"0", b"65536", b"4294967295", b"1.5", b"")) + data[at + 1 :]


def _graft(data: bytes, dice: Dice, others: list[bytes]) -> bytes:
    other = dice.choice(others)
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


_WOUNDS: tuple[Callable[[bytes, Dice, list[bytes]], bytes], ...] = (
    _wedge, _wedge, _flip, _flip, _cut, _drop, _repeat, _number, _number, _graft,
)  # fmt: skip


def outcome(data: bytes, name: str) -> Any:
    """What comes of a file, taken apart and read as a mailbox's would be; raises what nobody foresaw."""
    signs: list[Any] = []
    try:
        unwrapped = unwrap(data, name)
    except UnreadableError as refused:
        return _refusal(refused)
    for part in unwrapped.parts[:12]:
        if part.fate is not Outcome.CONSUMED:
            signs.append((part.fate, part.reason))
            continue
        try:
            signs += [_sign(draft) for draft in read(part.data, part.path, ReadOptions(max_pages=10))]
        except UnreadableError as refused:
            signs.append(_refusal(refused))
    return tuple(signs)


def _refusal(refused: UnreadableError) -> tuple[str, str]:
    if refused.code not in CODES or not refused.sentence.strip():
        raise AssertionError(f"a refusal needs a known code and a sentence: {refused.code!r} {refused.sentence!r}")
    return refused.code, refused.sentence[:60]


def _sign(draft: Draft) -> tuple[Any, ...]:
    written = json.dumps(draft.to_json(text=True, printed=True), allow_nan=False)
    again = Draft.from_json(json.loads(written))
    assert json.dumps(again.to_json(text=True, printed=True), allow_nan=False) == written
    return draft.kind, tuple(sorted(draft.fields)), len(draft.lines), draft.warnings[:2], draft.medium


def try_one(data: bytes, name: str, out: Path) -> Any:
    """The outcome of a file, None where it is a finding, which is then written down."""
    (out / "in-hand").write_bytes(data)
    (out / "in-hand.name").write_text(name, encoding="utf-8")
    before = time.process_time()
    try:
        told = outcome(data, name)
    except (MemoryError, RecursionError):
        return ("limit",)  # the sandbox tells these itself
    except Exception:
        return keep(out, data, name, traceback.format_exc())
    spent = time.process_time() - before
    return keep(out, data, name, f"took {spent:.0f} s of CPU\n") if spent > SLOW else told


def keep(out: Path, data: bytes, name: str, why: str) -> None:
    """Write a finding down, one for each place at which it arose."""
    where = [line.strip() for line in why.splitlines() if line.strip().startswith("File")][-1:] or [why]
    digest = sha256(where[0].encode()).hexdigest()[:10]
    if not (out / f"{digest}.txt").exists():
        (out / f"{digest}.bin").write_bytes(data)
        (out / f"{digest}.txt").write_text(f"{name}\n{why}", encoding="utf-8")


def fuzz(seconds: float, out: Path, seed: int = 0, folder: str | None = None) -> int:
    """Damage and read until the time is up; returns how many files were tried."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    warnings.simplefilter("ignore")
    dice, whole = Dice(seed), seeds(folder)
    family: Seeds = {name: [data] for name, data in whole.items()}
    names, known, tried = sorted(family), set[Any](), 0
    patience = dict.fromkeys(names, 20.0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        (name,) = dice.choices(names, [patience[name] for name in names])
        data = damaged(dice.choice(family[name]), dice, [whole[dice.choice(names)]])
        before = time.process_time()
        told = repr(try_one(data, name, out))
        patience[name] = 1 / (0.05 + time.process_time() - before)  # what costs OCR is tried less often
        if told not in known and len(family[name]) < _KEPT:
            family[name].append(data)
        known.add(told)
        tried += 1
    return tried


def main(arguments: list[str]) -> None:
    """Fuzz, then say how many files were tried."""
    seconds, out, *rest = arguments
    tried = fuzz(float(seconds), Path(out), int(rest[0]) if rest else 0, rest[1] if len(rest) > 1 else None)
    sys.stdout.write(f"{tried}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

__all__ = ["damaged", "fuzz", "keep", "outcome", "try_one"]
