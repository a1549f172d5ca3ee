"""Reading records of a case file: every refusal names the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from documents.errors import WrongUseError
from documents.measures import Confidence
from rules.figures import plausible

ChoiceT = TypeVar("ChoiceT", bound=Enum)


class CaseError(WrongUseError, ValueError):
    """A case file says something that it cannot mean; the sentence names the key."""

    code = "case"


class Record:
    """A JSON object at a place of the case file, read key by key."""

    def __init__(self, data: Mapping[str, Any], place: str) -> None:
        self._data = data
        self._place = place

    def value(self, key: str) -> Any:
        """Whatever stands there; None if nothing does."""
        return self._data.get(key)

    def text(self, key: str) -> str | None:
        """A text; None if it is absent, null or blank."""
        found = self.value(key)
        if found is None:
            return None
        if isinstance(found, bool | Mapping | list):
            raise CaseError(f"{self._name(key)} must be a text, not {found!r}")
        return (str(found).strip() and str(found)) or None

    def needed_text(self, key: str) -> str:
        """A text that must be there."""
        found = self.text(key)
        if found is None:
            raise CaseError(f"{self._place} has no {key}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, blank ones left out; empty if it is absent."""
        return tuple(str(one) for one in self._list(key) if one is not None and str(one).strip())

    def figure(self, key: str) -> Decimal | None:
        """A decimal figure; None if it is absent, null or blank."""
        text = self.text(key)
        if text is None:
            return None
        try:
            found = Decimal(text.strip())
        except InvalidOperation as error:
            raise CaseError(f"{self._name(key)} must be a figure, not {text!r}") from error
        if not plausible(found):
            raise CaseError(f"{self._name(key)} is no figure of this world: {text}")
        return found

    def needed_figure(self, key: str) -> Decimal:
        """A figure that must be there."""
        found = self.figure(key)
        if found is None:
            raise CaseError(f"{self._place} has no {key}")
        return found

    def positive(self, key: str) -> Decimal:
        """A figure above 0; 1 if it is absent."""
        found = self.figure(key)
        if found is not None and found <= 0:
            raise CaseError(f"{self._name(key)} must be above 0, not {found}")
        return Decimal(1) if found is None else found

    def whole(self, key: str) -> int | None:
        """A whole number; None if it is absent."""
        found = self.figure(key)
        if found is not None and found != found.to_integral_value():
            raise CaseError(f"{self._name(key)} must be a whole number, not {found}")
        return None if found is None else int(found)

    def needed_whole(self, key: str) -> int:
        """A whole number that must be there."""
        found = self.whole(key)
        if found is None:
            raise CaseError(f"{self._place} has no {key}")
        return found

    def day(self, key: str) -> date | None:
        """A date (ISO 8601); None if it is absent."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return date.fromisoformat(text.strip()[:10])
        except ValueError as error:
            raise CaseError(f"{self._name(key)} must be a date like 2026-03-05, not {text!r}") from error

    def needed_day(self, key: str) -> date:
        """A date that must be there."""
        found = self.day(key)
        if found is None:
            raise CaseError(f"{self._place} has no {key}")
        return found

    def truth(self, key: str, default: bool) -> bool:
        """True or false."""
        found = self.value(key)
        if found is not None and not isinstance(found, bool):
            raise CaseError(f"{self._name(key)} must be true or false, not {found!r}")
        return default if found is None else found

    def choice(self, key: str, of: type[ChoiceT], default: ChoiceT) -> ChoiceT:
        """One of a list of words."""
        text = self.text(key)
        try:
            return default if text is None else of(text.strip())
        except ValueError as error:
            words = ", ".join(str(one.value) for one in of)
            raise CaseError(f"{self._name(key)} must be one of {words}, not {text!r}") from error

    def record(self, key: str) -> Record | None:
        """A record; None if it is absent or null."""
        found = self.value(key)
        return None if found is None else record(found, self._name(key))

    def records(self, key: str) -> list[Record]:
        """A list of records; empty if it is absent or null."""
        return [record(one, f"{self._name(key)}[{place}]") for place, one in enumerate(self._list(key))]

    def confidence(self) -> dict[str, Confidence]:
        """The reader's confidence by field, 0 to 1."""
        found = self.record("confidence")
        if found is None:
            return {}
        return {name: Confidence(found.needed_figure(name)) for name in found._data if found.value(name) is not None}

    def _list(self, key: str) -> Sequence[Any]:
        found = self.value(key)
        if found is None:
            return ()
        if not isinstance(found, list | tuple):
            raise CaseError(f"{self._name(key)} must be a list")
        return found

    def _name(self, key: str) -> str:
        return key if self._place == "the case" else f"{self._place}.{key}"


def record(data: Any, place: str) -> Record:
    """What stands at a place as a record; raises CaseError if it is none."""
    if not isinstance(data, Mapping):
        raise CaseError(f"{place} must be a record")
    return Record(data, place)


__all__ = ["CaseError", "Record", "record"]
