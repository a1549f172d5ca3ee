"""The joint choice of totals: closing sets win, breakdowns are found, nothing is made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.candidate import Candidate
from extractors.lines import LinesRead
from extractors.lines.outside import OutsideLine
from extractors.proof import prove, tax_rows

BOX = (0.0, 0.0, 10.0, 10.0)


def _candidate(name: str, value: str, score: float) -> Candidate:
    return Candidate(name, value, score, 1, BOX)


def _outside(text: str, *amounts: str, percents: tuple[str, ...] = (), taxed: bool = False) -> OutsideLine:
    return OutsideLine(text, tuple(map(Decimal, percents)), tuple(map(Decimal, amounts)), taxed, 1, BOX)


def _lines(
    total: str, *outside: OutsideLine, charges: tuple[dict[str, str], ...] = (), closes: bool = True
) -> LinesRead:
    return LinesRead(({},), charges, Decimal(total), closes, 1, ((1, BOX),), outside)


def _values(proof: object) -> dict[str, str]:
    return {name: candidate.value for name, candidate in proof.chosen.items()}  # type: ignore[attr-defined]


def test_a_closing_set_beats_better_scores() -> None:
    candidates = [
        _candidate("net_total", "100.00", 0.6), _candidate("net_total", "90.00", 0.9),
        _candidate("tax_total", "19.00", 0.5),
        _candidate("gross_total", "500.00", 0.95), _candidate("gross_total", "119.00", 0.4),
    ]  # fmt: skip
    proof = prove(candidates, LinesRead())
    assert _values(proof) == {"net_total": "100.00", "tax_total": "19.00", "gross_total": "119.00"}
    assert proof.proved == ("net_total", "tax_total", "gross_total")


def test_scores_decide_where_nothing_closes_and_it_is_said() -> None:
    candidates = [
        _candidate("net_total", "100", 0.9), _candidate("net_total", "80", 0.2), _candidate("tax_total", "19", 0.9),
        _candidate("gross_total", "120", 0.9),
    ]  # fmt: skip
    proof = prove(candidates, LinesRead())
    assert _values(proof)["net_total"] == "100" and proof.proved == ()
    assert proof.warnings == ("net 100 and tax 19 do not make gross 120",)


def test_lines_and_charges_make_the_net() -> None:
    charges = ({"kind": "freight", "amount": "5.80"}, {"kind": "discount", "amount": "-10.00"})
    candidates = [
        _candidate("net_total", "100.00", 0.9),
        _candidate("net_total", "95.80", 0.3),
        _candidate("gross_total", "114.00", 0.8),
    ]
    proof = prove(candidates, _lines("100.00", charges=charges))
    assert _values(proof)["net_total"] == "95.80"
    assert {"net_total", "lines", "charges"} <= set(proof.proved)
    assert proof.charges == charges


def test_lines_priced_with_tax_make_the_gross() -> None:
    candidates = [
        _candidate("net_total", "100.00", 0.7),
        _candidate("tax_total", "21.00", 0.7),
        _candidate("gross_total", "121.00", 0.7),
    ]
    proof = prove(candidates, _lines("121.00"))
    assert proof.includes_tax and {"net_total", "tax_total", "gross_total", "lines"} <= set(proof.proved)


def test_several_rates_add_up_to_a_tax_that_is_not_printed() -> None:
    outside = (
        _outside("MwSt. 19 % (198,00)", "-198.00", "37.62", percents=("19",), taxed=True),
        _outside("MwSt. 7 % (675,00)", "-675.00", "47.25", percents=("7",), taxed=True),
    )
    candidates = [
        _candidate("net_total", "873.00", 0.9),
        _candidate("gross_total", "957.87", 0.9),
        _candidate("tax_total", "37.62", 0.6),
    ]
    proof = prove(candidates, _lines("873.00", *outside))
    assert _values(proof) == {"net_total": "873.00", "tax_total": "84.87", "gross_total": "957.87"}
    assert [(row.rate, row.net, row.amount) for row in proof.tax] == [
        (Decimal(19), Decimal("198.00"), Decimal("37.62")), (Decimal(7), Decimal("675.00"), Decimal("47.25")),
    ]  # fmt: skip


def test_one_rate_without_a_base_has_the_net() -> None:
    outside = (_outside("VAT 20%", "20.00", percents=("20",), taxed=True),)
    candidates = [
        _candidate("net_total", "100.00", 0.9),
        _candidate("tax_total", "20.00", 0.9),
        _candidate("gross_total", "120.00", 0.9),
    ]
    (row,) = prove(candidates, LinesRead(outside=outside)).tax
    assert (row.rate, row.net, row.amount) == (Decimal(20), Decimal("100.00"), Decimal("20.00"))


def test_printed_amount_without_a_label_is_taken_where_the_sums_ask_for_it() -> None:
    outside = (_outside("100.00", "100.00"), _outside("19.00", "19.00"))
    proof = prove(
        [_candidate("gross_total", "119.00", 0.9), _candidate("net_total", "100.00", 0.8)], _lines("100.00", *outside)
    )
    assert _values(proof)["tax_total"] == "19.00"


def test_nothing_is_made_up() -> None:
    proof = prove([_candidate("gross_total", "119.00", 0.9), _candidate("tax_total", "19.00", 0.9)], LinesRead())
    assert _values(proof) == {"gross_total": "119.00", "tax_total": "19.00"}
    assert prove([], LinesRead()).chosen == {}
    assert prove([], _lines("873.00", closes=False)).chosen == {}


def test_equal_net_and_gross_are_accepted_but_prove_nothing() -> None:
    proof = prove([_candidate("net_total", "50.00", 0.9), _candidate("gross_total", "50.00", 0.8)], LinesRead())
    assert _values(proof) == {"net_total": "50.00", "gross_total": "50.00"} and proof.proved == ()


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (_outside("VAT (S)", "129.37", "7", "9.06", taxed=True), ("7", "129.37", "9.06")),
        (_outside("20.0 81,90 16,38", "20.0", "81.90", "16.38"), ("20.0", "81.90", "16.38")),
        (
            _outside("IVA 21% su 100,00 21,00", "100.00", "21.00", percents=("21",), taxed=True),
            ("21", "100.00", "21.00"),
        ),
        (_outside("10 20,00 300,00", "10", "20.00", "300.00"), None),
        (_outside("3% Skonto 12,00", "12.00", percents=("3",)), None),
    ],
)
def test_breakdown_rows(line: OutsideLine, row: tuple[str, str, str] | None) -> None:
    found = [(str(r.rate), str(r.net), str(r.amount)) for r in tax_rows([line])]
    assert found == ([row] if row else [])


_AMOUNTS = st.decimals(Decimal("1.00"), Decimal("5000.00"), places=2)


@given(
    _AMOUNTS,
    st.sampled_from((5, 7, 19, 20, 21)),
    st.lists(_AMOUNTS, max_size=6),
    st.lists(st.floats(0.05, 0.95), min_size=9, max_size=9),
)
def test_no_open_set_is_chosen_where_a_closing_one_exists(
    net: Decimal, rate: int, noise: list[Decimal], scores: list[float]
) -> None:
    tax = (net * rate / 100).quantize(Decimal("0.01"))
    rest = iter(scores)
    candidates = [_candidate("net_total", str(net), next(rest)), _candidate("tax_total", str(tax), next(rest))]
    candidates.append(_candidate("gross_total", str(net + tax), next(rest)))
    for number, amount in enumerate(noise):
        candidates.append(_candidate(("net_total", "tax_total", "gross_total")[number % 3], str(amount), next(rest)))
    chosen = {name: Decimal(value) for name, value in _values(prove(candidates, LinesRead())).items()}
    assert abs(chosen["net_total"] + chosen["tax_total"] - chosen["gross_total"]) <= Decimal("0.02")
