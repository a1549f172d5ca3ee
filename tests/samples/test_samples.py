"""The samples are what the makers say, the same bytes each time, with identifiers that check."""

from __future__ import annotations

import csv

import pytest
from stdnum import iban
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat

import samples
from samples import facts, make
from samples.paper import Party


def test_every_file_is_reproduced_byte_for_byte() -> None:
    made = make.files()
    assert {name: (samples.FOLDER / name).read_bytes() for name in made} == made


def test_the_samples_stay_small() -> None:
    assert sum(len(content) for content in make.files().values()) < 1_500_000


@pytest.mark.parametrize("party", [*facts.SUPPLIERS, facts.BUYER], ids=lambda party: party.name)
def test_identifiers_have_valid_checksums(party: Party) -> None:
    number = party.vat_id.removeprefix("GB")
    assert gb_vat.is_valid(number) if party.country == "GB" else eu_vat.is_valid(party.vat_id)
    assert iban.is_valid(party.iban)


def test_companies_are_invented() -> None:
    assert all(party.domain.endswith(".example") for party in (*facts.SUPPLIERS, facts.BUYER))


def test_tables_have_the_columns_of_the_import() -> None:
    text = (samples.FOLDER / "orders.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["order"] for row in rows} == {order.number for order in facts.ORDERS}
    assert all(row["match"] == "three_way" for row in rows)
