"""What the documents name exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from journey.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    gone = [
        target for target in targets if "://" not in target and not (page.parent / target.replace("\\", "")).exists()
    ]
    assert not gone, f"{_name(page)} links to {gone}"


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting}`" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_the_words_of_the_trade_are_in_order_and_their_places_exist() -> None:
    rows = re.findall(r"^\| ([\w -]+) \| .* \| (.*) \|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
    words = [word for word, _ in rows if word not in ("word", "---")]
    assert words == sorted(words, key=str.lower)
    places = {place for _, cell in rows for place in re.findall(r"`([\w/.]+)`", cell)}
    assert not [place for place in places if not (ROOT / place).exists()]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted(ROOT.glob("docs/adr/*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
