"""The desk speaks as accounts payable and receiving do: what nobody says at work stands on no page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DESK = Path(__file__).resolve().parents[2] / "desk"
RETIRED = (
    "presses", "into custody", "say it", "laid before", "give back", "given back", "parted", "leave it",
    "lies with", "reckoned", "put aside", "sniffed",
)  # fmt: skip


@pytest.mark.parametrize("path", sorted(DESK.rglob("*.html")), ids=lambda path: path.name)
def test_no_page_says_what_nobody_says(path: Path) -> None:
    code = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
    text = code.sub(" ", path.read_text(encoding="utf-8")).casefold()
    assert [word for word in RETIRED if word in text] == []


@pytest.mark.parametrize("path", sorted(DESK.glob("pages/*.py")), ids=lambda path: path.name)
def test_no_answer_says_what_nobody_says(path: Path) -> None:
    said = " ".join(re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8"))).casefold()
    assert [word for word in RETIRED if word in said] == []
