"""Who sent it: signs together decide, shared signs and the buyer's own do not."""

from __future__ import annotations

import pytest

from documents.draft import Draft, Field
from documents.kinds import Kind
from documents.supplier import Supplier
from extractors.suppliers import Buyer, identify

SUPPLIERS = (
    Supplier("S1", "Kupferle Armaturen GmbH", "DE136695976", ("DE89370400440532013000",), ("kupferle.example",)),
    Supplier("S2", "Kupferle Logistik GmbH", "DE136695976", ("DE89370400440532013000",), ("kupferle.example",)),
    Supplier("S3", "Velden Pumps B.V.", "NL123456782B90", ("NL91ABNA0417164300",), ("velden.example",)),
    Supplier("S4", "Torfmoor Stahl AG", "DE811569869", (), ("stahl.example",)),
    Supplier("S5", "Torfmoor Stahl GmbH", None, (), ()),
)
BUYER = Buyer(("Rautal Antriebe GmbH",), ("DE811569869",), ("rautal.example",))


@pytest.mark.parametrize(
    ("fields", "sender", "supplier", "least"),
    [
        # two signs that agree
        ({"supplier_vat": "NL 1234.56.782.B90", "supplier_name": "Velden Pumps BV"}, None, "S3", 0.975),
        # one telling sign
        ({"supplier_vat": "NL123456782B90"}, None, "S3", 0.97),
        ({"iban": "NL91 ABNA 0417 1643 00"}, None, "S3", 0.97),
        ({"supplier_name": "VELDEN PUMPS"}, None, "S3", 0.94),
        ({}, "ar@mail.velden.example", "S3", 0.90),
        # one letter misread by OCR
        ({"supplier_name": "Velden Pumqs B.V."}, None, "S3", 0.94),
        # shared VAT id, IBAN and domain decide nothing, the name does
        ({"supplier_vat": "DE136695976", "iban": "DE89370400440532013000"}, "x@kupferle.example", None, 0),
        ({"supplier_vat": "DE136695976", "supplier_name": "Kupferle Logistik"}, None, "S2", 0.975),
        # a name that two bear decides nothing; the legal form may
        ({"supplier_name": "Torfmoor Stahl"}, None, None, 0),
        ({"supplier_name": "Torfmoor Stahl GmbH"}, None, "S5", 0.94),
        ({"supplier_name": "Torfmoor Stahl"}, "re@stahl.example", "S4", 0.9),
        # the buyer's own signs speak for nobody
        ({"supplier_vat": "DE811569869"}, "scan@rautal.example", None, 0),
        ({"supplier_name": "Rautal Antriebe"}, None, None, 0),
        # the document outweighs the mail that forwards it, but surely only with two signs
        ({"supplier_vat": "NL123456782B90", "supplier_name": "Velden Pumps"}, "x@stahl.example", "S3", 0.9),
        ({}, None, None, 0),
        ({"supplier_name": "Somebody Else Ltd"}, "who@else.example", None, 0),
    ],
)
def test_who_sent_it(fields: dict[str, str], sender: str | None, supplier: str | None, least: float) -> None:
    draft = Draft(Kind.INVOICE, {name: Field(value) for name, value in fields.items()})
    found = identify(draft, SUPPLIERS, sender, BUYER)
    assert found.supplier_id == supplier and found.confidence >= least


def test_one_sign_against_another_needs_a_person() -> None:
    draft = Draft(Kind.INVOICE, {"supplier_vat": Field("NL123456782B90"), "iban": Field("DE89370400440532013000")})
    assert identify(draft, SUPPLIERS, "x@stahl.example", BUYER).confidence < 0.9


def test_an_account_printed_on_the_page_supports_the_mail() -> None:
    draft = Draft(Kind.INVOICE, {}, text="Bank: NL91 ABNA 0417 1643 00")
    found = identify(draft, SUPPLIERS, "x@velden.example", BUYER)
    assert (found.supplier_id, found.evidence) == ("S3", ("domain", "printed"))
