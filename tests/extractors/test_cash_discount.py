"""Cash discounts as suppliers of seven languages word them."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.cash_discount import cash_discount

WORDED = [
    ("Zahlbar innerhalb 10 Tagen mit 2 % Skonto, innerhalb 30 Tagen netto", "2 % / 10"),
    ("Bei Zahlung binnen 14 Tagen gewähren wir 3% Skonto.", "3 % / 14"),
    ("8 Tage 2,5 % Skonto, 30 Tage netto", "2.5 % / 8"),
    ("#SKONTO#TAGE=14#PROZENT=2.25#", "2.25 % / 14"),
    ("Terms: 2% 10 net 30", "2 % / 10"),
    ("Terms 2/10 net 30", "2 % / 10"),
    ("1% 15 days, net 45", "1 % / 15"),
    ("A 2% cash discount applies to payment within 10 days", "2 % / 10"),
    ("Escompte de 1,5 % pour paiement sous 8 jours", "1.5 % / 8"),
    ("2% betalingskorting bij betaling binnen 8 dagen, anders 30 dagen", "2 % / 8"),
    ("sconto cassa 2% entro 10 giorni", "2 % / 10"),
    ("Descuento por pronto pago: 2 % a 10 días", "2 % / 10"),
    ("Skonto 2% przy zapłacie w ciągu 7 dni", "2 % / 7"),
    ("Zahlbar sofort ohne Skonto", None),
    ("Kein Skonto. 30 Tage netto", None),
    ("Pas d'escompte pour paiement anticipé", None),
    ("Discount 5% on line 2, delivery in 10 days", None),
    ("Skonto 50 % in 10 Tagen", None),
    ("MwSt 19 % 30 Tage netto", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "offered"), WORDED)
def test_percent_and_days_are_read(text: str, offered: str | None) -> None:
    found = cash_discount(text)
    assert (found and f"{found.percent} % / {found.days}") == offered


def test_the_last_day_counts_from_the_invoice() -> None:
    found = cash_discount("2% 10 net 30")
    assert found is not None and found.until(date(2026, 2, 25)) == date(2026, 3, 7)
