"""Dates in seven languages, and whose turn comes first, the day's or the month's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.locale.dates import Order, decide_order, find_dates, month_number
from extractors.locale.evidence import likely_order

DAYS = st.dates(date(1995, 1, 1), date(2069, 12, 31))
MONTHS = {
    "en": ["January", "May", "December"], "de": ["Januar", "März", "Dez."], "fr": ["janvier", "févr.", "août"],
    "es": ["enero", "mayo", "dic"], "it": ["gennaio", "maggio", "settembre"], "nl": ["januari", "maart", "mei"],
    "pt": ["janeiro", "março", "outubro"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("vom 05.06.2013", "2013-06-05"), ("2014-07-03", "2014-07-03"), ("7. Mai 2014", "2014-05-07"),
        ("January 25, 2016", "2016-01-25"), ("August 3 , 2014", "2014-08-03"), ("le 02 Juillet 2015", "2015-07-02"),
        ("1er mars 2020", "2020-03-01"), ("21 de marzo de 2020", "2020-03-21"), ("19 april 2014", "2014-04-19"),
        ("26.10.22", "2022-10-26"), ("02-02-2026", "2026-02-02"), ("25-Mar-2018", "2018-03-25"),
        ("28 Mar 18 18:32", "2018-03-28"), ("31/12/1999", "1999-12-31"), ("11/15/2019", "2019-11-15"),
        ("2026/02/11", "2026-02-11"), ("23/03/2018 8:34:40", "2018-03-23"), ("15º de janeiro de 2021", "2021-01-15"),
    ],
)  # fmt: skip
def test_printed_forms(text: str, iso: str) -> None:
    assert [found.day.isoformat() for found in find_dates(text)] == [iso]


@pytest.mark.parametrize("text", ["1.234,56", "192.168.1.10", "32.01.2020", "4.2 menge 2020", "DE89 3704", "12/2020"])
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize("language", sorted(MONTHS))
def test_months_of_a_language(language: str) -> None:
    assert all(month_number(name) is not None for name in MONTHS[language])


def test_the_documents_own_dates_decide() -> None:
    american, european = find_dates("11/15/2019 and 03/04/2019"), find_dates("25/03/2018 and 03/04/2018")
    assert [found.read(decide_order(american)).month for found in american] == [11, 3]
    assert [found.read(decide_order(european)).month for found in european] == [3, 4]
    assert decide_order(find_dates("11/15/2019 25/03/2018")) is None


@pytest.mark.parametrize(
    ("texts", "language", "order"),
    [
        (["03/04/2026"], "fr", Order.DAY_FIRST),
        (["03/04/2026", "Redmond WA, 98052"], "en", Order.MONTH_FIRST),
        (["03/04/2026 05/04/2026"], "en", None),
        (["Date 03/04/2026, due 05/03/2026"], "en", Order.MONTH_FIRST),  # sixty days to pay
    ],
)
def test_evidence_for_the_order(texts: list[str], language: str, order: Order | None) -> None:
    dates = [found for text in texts for found in find_dates(text)]
    assert likely_order(texts, dates, language) is order


@given(DAYS, st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y", "%d.%m.%y"]))
def test_what_is_written_is_read_back(day: date, form: str) -> None:
    found = find_dates(day.strftime(form))
    assert len(found) == 1
    assert day in (found[0].day, found[0].read(Order.DAY_FIRST)) or form == "%d.%m.%y"


@given(st.text(max_size=60))
def test_any_text_is_searched(text: str) -> None:
    assert all(0 <= found.start < found.end <= len(text) for found in find_dates(text))
