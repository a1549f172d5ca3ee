"""The docket of a document's exceptions: what leaving them may cost, whose they are, what lies behind them.

Leaving an exception costs its largest money at stake and, with it, the cash discount that lapses. Amounts of
all currencies are brought to the policy's own by the factor that the policy gives each currency, so that they
compare. Three days before the invoice is due, or its discount lapses, an exception presses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from documents.draft import Draft
from documents.finding import Finding
from journey.archive.search import cash_discount_of
from journey.shift import Shift
from rules.causes import cause
from rules.duties import may_waive
from rules.policy import effective
from storage.records.desk import Docket

LEAD: Final = timedelta(days=3)
"""How long before the invoice is due, or its discount lapses, an exception presses."""


def docket(shift: Shift, draft: Draft, supplier: str | None, findings: Sequence[Finding], due: date | None) -> Docket:
    """What the queue is to note about the exceptions that these findings open."""
    discount, until = cash_discount_of(draft)
    owners = dict.fromkeys(finding.owner for finding in findings)
    mine = {owner: [finding for finding in findings if finding.owner is owner] for owner in owners}
    factor = effective(shift.policy).factors.get((draft.value("currency") or "").strip().upper(), Decimal(1))
    lapses = discount if discount is not None and until is not None and until >= shift.as_of else Decimal(0)
    days = [day - LEAD for day in (due, until if lapses else None) if day is not None]
    return Docket(
        supplier=supplier, presses=min(days, default=None),
        cost={owner: _hundredths((_stake(found) + lapses) / factor) for owner, found in mine.items()},
        desks={one.code: may_waive(one) for one in findings if may_waive(one) is not one.owner},
        causes={owner: tuple(_causes(found)) for owner, found in mine.items()},
    )  # fmt: skip


def _stake(findings: Iterable[Finding]) -> Decimal:
    return max((one.money_at_stake for one in findings if one.money_at_stake is not None), default=Decimal(0))


def _causes(findings: Iterable[Finding]) -> Iterable[str]:
    return dict.fromkeys(found for finding in findings if (found := cause(finding)))


def _hundredths(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value())


__all__ = ["LEAD", "docket"]
