"""Each top-level package is ours: a distribution of the same name would shadow or merge with it."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("name", PACKAGES)
def test_package_is_the_one_in_this_repository(name: str) -> None:
    module = importlib.import_module(name)
    places = [module.__file__] if module.__file__ else list(module.__path__)
    assert [Path(place).resolve().is_relative_to(ROOT / name) for place in places if place] == [True] * len(places)


def test_console_script_exists() -> None:
    module, function = PYPROJECT["project"]["scripts"]["tallymark"].split(":")
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_with_hashes_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "--hash=sha256:" in text
    assert "index-url" not in text and "://" not in text


def test_every_dependency_is_locked() -> None:
    pins = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line]
    locked = {line.split("==")[0].lower() for line in pins}
    wanted = {name for line in PYPROJECT["project"]["dependencies"] if (name := _bare(line))}
    assert wanted <= {name.split("[")[0] for name in locked}


def _bare(requirement: str) -> str:
    for stop in "[<>=;~! ":
        requirement = requirement.split(stop)[0]
    return requirement.lower()
