"""FatturaPA: several invoices in a file, tax numbers with their country, discounts in a row, signatures."""

from __future__ import annotations

import base64

import pytest
from asn1crypto import cms, core

from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors import read


def body(number: str = "12/A", kind: str = "TD01", line: str = "") -> str:
    detail = (
        line
        or """<NumeroLinea>1</NumeroLinea><CodiceArticolo><CodiceValore>X1</CodiceValore></CodiceArticolo>
      <Descrizione>Vite M8</Descrizione><Quantita>100.00</Quantita><UnitaMisura>PZ</UnitaMisura>
      <PrezzoUnitario>2.00</PrezzoUnitario><PrezzoTotale>200.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA>"""
    )
    return f"""<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>{kind}</TipoDocumento>
      <Divisa>EUR</Divisa><Data>2026-03-05</Data><Numero>{number}</Numero>
      <ImportoTotaleDocumento>244.00</ImportoTotaleDocumento></DatiGeneraliDocumento><DatiOrdineAcquisto>
      <RiferimentoNumeroLinea>1</RiferimentoNumeroLinea><IdDocumento>PO-7</IdDocumento><NumItem>10</NumItem>
      </DatiOrdineAcquisto><DatiDDT><NumeroDDT>D-3</NumeroDDT><DataDDT>2026-03-01</DataDDT></DatiDDT></DatiGenerali>
      <DatiBeniServizi><DettaglioLinee>{detail}</DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA>
      <ImponibileImporto>200.00</ImponibileImporto><Imposta>44.00</Imposta></DatiRiepilogo></DatiBeniServizi>
      <DatiPagamento><DettaglioPagamento><DataScadenzaPagamento>2026-04-30</DataScadenzaPagamento>
      <IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento></FatturaElettronicaBody>"""


def fattura(*bodies: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?><p:FatturaElettronica versione="FPR12"
      xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader>
      <CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese>
      <IdCodice>01234567897</IdCodice></IdFiscaleIVA>
      <Anagrafica><Denominazione>Bulloneria Verdi S.r.l.</Denominazione></Anagrafica>
      </DatiAnagrafici></CedentePrestatore>
      <CessionarioCommittente><DatiAnagrafici><Anagrafica><Nome>Anna</Nome><Cognome>Neri</Cognome></Anagrafica>
      </DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>{"".join(bodies or (body(),))}
      </p:FatturaElettronica>""".encode()


def signed(content: bytes) -> bytes:
    """A signature envelope without signers, which is all that opening needs."""
    inner = cms.ContentInfo({"content_type": "data", "content": core.OctetString(content)})
    data = cms.SignedData({
        "version": "v1", "digest_algorithms": [], "encap_content_info": inner, "signer_infos": [],
    })  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def test_every_field_from_its_place() -> None:
    (draft,) = read(fattura(), "IT01234567897_00001.xml")
    expected = {
        "invoice_number": "12/A", "invoice_date": "2026-03-05", "due_date": "2026-04-30", "currency": "EUR",
        "supplier_name": "Bulloneria Verdi S.r.l.", "supplier_vat": "IT01234567897", "buyer_name": "Anna Neri",
        "net_total": "200", "tax_total": "44", "gross_total": "244", "iban": "IT60X0542811101000000123456",
        "po_number": "PO-7", "delivery_note_number": "D-3", "delivery_note_date": "2026-03-01",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    (line,) = draft.lines
    assert (line["unit"].text, line["po_number"].text, line["order_line"].text) == ("C62", "PO-7", "10")
    assert draft.language == "it" and "gross_total" in draft.proved


def test_a_simplified_invoice_states_prices_with_tax() -> None:
    data = """<p:FatturaElettronicaSemplificata versione="FSM10"
      xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"><FatturaElettronicaHeader>
      <CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA>
      <Denominazione>Bulloneria Verdi S.r.l.</Denominazione></CedentePrestatore></FatturaElettronicaHeader>
      <FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento>
      <Divisa>EUR</Divisa><Data>2026-03-05</Data><Numero>7</Numero></DatiGeneraliDocumento></DatiGenerali>
      <DatiBeniServizi><Descrizione>Viti</Descrizione><Importo>122.00</Importo><DatiIVA><Imposta>22.00</Imposta></DatiIVA>
      </DatiBeniServizi></FatturaElettronicaBody></p:FatturaElettronicaSemplificata>"""
    (draft,) = read(data.encode(), "x.xml")
    found = {name: draft.value(name) for name in ("supplier_name", "supplier_vat", "gross_total", "tax_total")}
    assert found == {
        "supplier_name": "Bulloneria Verdi S.r.l.", "supplier_vat": "IT01234567897", "gross_total": "122",
        "tax_total": "22",
    }  # fmt: skip


def test_every_body_is_an_invoice_of_its_own() -> None:
    drafts = read(fattura(body("1"), body("2", "TD04")), "x.xml")
    assert [(draft.value("invoice_number"), draft.document, draft.kind) for draft in drafts] == [
        ("1", 1, Kind.INVOICE), ("2", 2, Kind.CREDIT_NOTE),
    ]  # fmt: skip


def test_discounts_follow_one_another() -> None:
    line = """<NumeroLinea>1</NumeroLinea><Descrizione>Vite</Descrizione><Quantita>100</Quantita>
      <PrezzoUnitario>2.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale>
      </ScontoMaggiorazione><ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>5.00</Percentuale></ScontoMaggiorazione>
      <PrezzoTotale>171.00</PrezzoTotale><AliquotaIVA>22</AliquotaIVA>"""
    (draft,) = read(fattura(body(line=line)), "x.xml")
    assert draft.lines[0]["discount_percent"].text == "14.5"


@pytest.mark.parametrize("wrap", [lambda der: der, base64.b64encode], ids=["DER", "base64"])
def test_a_signed_invoice_is_opened(wrap: object) -> None:
    assert callable(wrap)
    (draft,) = read(wrap(signed(fattura())), "IT01234567897_00001.xml.p7m")
    assert draft.value("invoice_number") == "12/A"


def test_a_signature_around_something_else_is_unsupported() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(signed(b"<hello/>"), "x.p7m")
    assert caught.value.code == "unsupported"
