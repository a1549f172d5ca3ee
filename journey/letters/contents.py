"""What a letter says: the findings that are the supplier's to put right, each line with the arithmetic.

What is ours to settle stays out: who may approve, what we have not inspected, what we could not read, and above
all bank accounts and suspect senders. Whoever wrote from a forged address must learn nothing by a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.case import Case
from documents.errors import WrongUseError
from documents.finding import Finding
from documents.invoice import Invoice
from documents.kinds import Kind, Severity
from journey.clearing.sheet import Row, tally
from journey.letters.wording import Wording

_MONEY = ("charge-unplanned", "net-arithmetic", "gross-arithmetic", "tax-mismatch", "line-arithmetic")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the document: its title, whose line of our order it is, what is wrong, and the arithmetic as a
    table with its head (ordered, received, billed before, billed, difference)."""

    title: str
    place: str
    sentences: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A letter's words, in the order in which they stand."""

    sender: str
    recipient: str
    dated: str
    subject: str
    salutation: str
    opening: str
    points: tuple[str, ...]
    items: tuple[Item, ...]
    total: str
    remark: str
    request: str
    regards: str

    def plain(self) -> str:
        """The letter as plain text, for the mail that carries it."""
        items = ["\n".join(_plain(item)) for item in self.items]
        parts = [
            self.salutation, self.opening, "\n".join(f"- {point}" for point in self.points), *items, self.total,
            self.remark, self.request, f"{self.regards}\n{self.sender}".strip(),
        ]  # fmt: skip
        return "\n\n".join(part for part in parts if part) + "\n"


def disputed(findings: Sequence[Finding], words: Wording) -> tuple[Finding, ...]:
    """The findings that a letter may be about; of a copy nothing but that it is one, as all else follows from it."""
    about = tuple(one for one in findings if one.severity is not Severity.INFO and one.code in words.findings)
    return tuple(one for one in about if one.code == "duplicate-exact") or about


def contents(
    case: Case, findings: Sequence[Finding], words: Wording, today: date, sender: str, remark: str = ""
) -> Contents:  # fmt: skip
    """A letter about a case. Raises WrongUseError where nothing is the supplier's to put right."""
    about = disputed(findings, words)
    if not about:
        codes = ", ".join(dict.fromkeys(one.code for one in findings)) or "no finding"
        raise WrongUseError(f"{case.name} has nothing to be disputed with its supplier ({codes})")
    sheet = tally(case, about)
    items = tuple(_item(case, row, words) for row in sheet.rows if row.findings)
    slip = case.document.kind is Kind.PACKING_SLIP
    return Contents(
        sender=sender, recipient=case.supplier.name if case.supplier else "", dated=words.day(today),
        subject=_subject(case, words), salutation=words.say("salutation"), opening=words.say("opening"),
        points=tuple(dict.fromkeys(_sentence(one, case, words) for one in sheet.loose)), items=items,
        total=_total(case, sheet.rows, sheet.loose, words), remark=remark.strip(),
        request=words.say("request_slip" if slip else "request"), regards=words.say("regards"),
    )  # fmt: skip


def _subject(case: Case, words: Wording) -> str:
    paper = case.document
    facts = {"document": words.say(paper.kind.value), "number": paper.number or words.say("unnumbered")}
    if paper.date is None:
        return words.say("subject_undated", **facts)
    return words.say("subject", date=words.day(paper.date), **facts)


def _sentence(finding: Finding, case: Case, words: Wording) -> str:
    expected, actual = finding.expected or "", finding.actual or ""
    if finding.code.startswith("duplicate-"):
        expected = _earlier(finding, words)
    elif finding.code == "date-future" and case.document.date:
        actual = words.day(case.document.date)
    elif finding.code in _MONEY:
        currency = _currency(case)
        expected, actual = words.amount_of(expected, currency), words.amount_of(actual, currency)
    return words.finding(finding.code, expected, actual)


def _earlier(finding: Finding, words: Wording) -> str:
    """The earlier document by number and date; what else the finding knows of it is not for the supplier."""
    number, dated = finding.evidence.get("earlier") or words.say("unnumbered"), finding.evidence.get("earlier_date")
    return f"{number}, {words.day(date.fromisoformat(dated))}" if dated else number


def _item(case: Case, row: Row, words: Wording) -> Item:
    sentences = tuple(dict.fromkeys(_sentence(one, case, words) for one in row.findings))
    title = words.say("line", line=str(row.line), description=row.description or row.item)
    place = [words.say("article", item=row.item)] if row.item else []
    if row.ordered is None:
        return Item(title.rstrip(": "), ", ".join(place), sentences)
    place.insert(0, words.say("order", order=row.ordered.name))
    slip = case.document.kind is Kind.PACKING_SLIP
    head, rows = _slip(row, words) if slip else _bill(case, row, words)
    return Item(title.rstrip(": "), ", ".join(place), sentences, head, rows)


def _slip(row: Row, words: Wording) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    assert row.ordered is not None
    head = ("", *(words.say(name) for name in ("ordered", "received", "shipped", "difference")))
    figures = (words.say("quantity"), *_quantities(row, words), _read(row, words), _off(row, words, both=True))
    return head, (figures,)


def _bill(case: Case, row: Row, words: Wording) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Quantity, unit price and amount of a bill's line, side by side."""
    assert row.ordered is not None
    credit = case.document.kind is Kind.CREDIT_NOTE
    names = ("ordered", "received", "before", "credited" if credit else "billed", "difference")
    currency, ordered = _currency(case), row.ordered
    before = words.quantity(ordered.before, ordered.unit)
    quantity = (words.say("quantity"), *_quantities(row, words), before, _read(row, words), _off(row, words))
    agreed = words.price(ordered.price, ordered.currency)
    price = (
        words.say("unit_price"), agreed, "", "", _money(row.price, currency, words, price=True),
        _money(row.price_off or None, currency, words, price=True, blank=True),
    )  # fmt: skip
    amount = (
        words.say("amount"), "", "", "", _money(row.net, currency, words),
        _money(row.money_off or None, currency, words, blank=True),
    )  # fmt: skip
    return ("", *(words.say(name) for name in names)), (quantity, price, amount)


def _quantities(row: Row, words: Wording) -> tuple[str, str]:
    """What was ordered, and what came."""
    assert row.ordered is not None
    ordered = row.ordered
    came = sum((one.booked for one in ordered.received), Decimal(0))
    return words.quantity(ordered.quantity, ordered.unit), words.quantity(came, ordered.unit)


def _read(row: Row, words: Wording) -> str:
    return words.say("not_stated") if row.quantity is None else words.quantity(row.quantity, row.unit)


def _off(row: Row, words: Wording, *, both: bool = False) -> str:
    """The difference in quantity; of a bill only what is too much, as less is the ordinary course."""
    assert row.ordered is not None
    off = row.quantity_off
    if off is None or off == 0 or (off < 0 and not both):
        return ""
    return words.quantity(off, row.ordered.unit)


def _money(
    amount: Decimal | None, currency: str | None, words: Wording, *, price: bool = False, blank: bool = False
) -> str:  # fmt: skip
    if amount is None:
        return "" if blank else words.say("not_stated")
    return words.price(amount, currency) if price else words.money(amount, currency)


def _total(case: Case, rows: Sequence[Row], loose: Sequence[Finding], words: Wording) -> str:
    """All that differs in money on lines and charges; "" where it is nothing, or sums differ that hold the lines."""
    sums = [row.money_off for row in rows if row.findings and row.money_off]
    sums += [_excess(one) for one in loose if one.code == "charge-unplanned"]
    if not sums or not isinstance(case.document, Invoice):
        return ""
    return words.say("total", amount=words.money(sum(sums, Decimal(0)), _currency(case)))


def _excess(finding: Finding) -> Decimal:
    return Decimal(finding.actual or 0) - max(Decimal(finding.expected or 0), Decimal(0))


def _currency(case: Case) -> str | None:
    return case.document.currency if isinstance(case.document, Invoice) else None


def _plain(item: Item) -> Iterator[str]:
    yield item.title + (f" ({item.place})" if item.place else "")
    yield from (f"- {sentence}" for sentence in item.sentences)
    for row in item.rows:
        told = [f"{name}: {figure}" for name, figure in zip(item.head[1:], row[1:], strict=True) if figure]
        yield f"  {row[0]}: {'; '.join(told)}"


__all__ = ["Contents", "Item", "contents", "disputed"]
