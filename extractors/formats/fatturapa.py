"""FatturaPA, the Italian e-invoice (Agenzia delle Entrate, specifiche tecniche 1.2 and later), plain or signed.

One file may hold several invoices of one supplier (FatturaElettronicaBody); each becomes a draft. A
signature around it (.p7m) is opened, not verified: the exchange system has done so before delivery.
"""

from __future__ import annotations

from decimal import Decimal

from documents.draft import Draft, Field
from documents.kinds import Kind
from extractors.envelope import signed_content
from extractors.formats._gather import DERIVED, DOUBTFUL, SURE, Gathering, number_of
from extractors.formats._ubl_lines import put_discount
from extractors.formats._xml import Node, all_words, parse, root_of
from extractors.lines.units import unit_code
from extractors.source import Media, ReadOptions, Source

NAME = "fatturapa"
VERSION = "1"

_ROOTS = ("FatturaElettronica", "FatturaElettronicaSemplificata")
_CREDIT = ("TD04", "TD08", "TD28")  # nota di credito, also the simplified one
_GENERAL = "DatiGenerali/DatiGeneraliDocumento"
_HEADER = (
    ("invoice_number", f"{_GENERAL}/Numero"), ("currency", f"{_GENERAL}/Divisa"),
    ("carrier", "DatiGenerali/DatiTrasporto/DatiAnagraficiVettore/Anagrafica/Denominazione"),
)  # fmt: skip
_DATES = (
    ("invoice_date", f"{_GENERAL}/Data"),
    ("due_date", "DatiPagamento/DettaglioPagamento/DataScadenzaPagamento"),
    ("order_date", "DatiGenerali/DatiOrdineAcquisto/Data"),
    ("delivery_note_date", "DatiGenerali/DatiDDT/DataDDT"),
)
_LISTS = (
    ("orders", "DatiGenerali/DatiOrdineAcquisto/IdDocumento"),
    ("delivery_notes", "DatiGenerali/DatiDDT/NumeroDDT"),
    ("credits", "DatiGenerali/DatiFattureCollegate/IdDocumento"),
)
_LINE = "DatiBeniServizi/DettaglioLinee"
_AMOUNTS = (
    ("quantity", "Quantita"), ("unit_price", "PrezzoUnitario"), ("net", "PrezzoTotale"), ("tax_rate", "AliquotaIVA"),
)  # fmt: skip


def recognises(source: Source) -> bool:
    """True for FatturaElettronica, also inside a signature."""
    if source.media is Media.P7M:
        content = signed_content(source.data)
        return content is not None and root_of(content)[1] in _ROOTS
    return source.media is Media.XML and root_of(source.data)[1] in _ROOTS


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """Every invoice of the file. Raises UnreadableError (corrupt, active-content, bomb)."""
    del options
    parsed = parse((signed_content(source.data) or b"") if source.media is Media.P7M else source.data)
    cap = DOUBTFUL if parsed.fault else SURE
    header = parsed.root.child("FatturaElettronicaHeader") or parsed.root
    bodies = parsed.root.all("FatturaElettronicaBody") or [parsed.root]
    method = f"{NAME}/{VERSION}"
    return [_read_body(header, body, Gathering(method, cap), number) for number, body in enumerate(bodies, 1)]


def _read_body(header: Node, body: Node, gathering: Gathering, number: int) -> Draft:
    for name, role in (("supplier_name", "CedentePrestatore"), ("buyer_name", "CessionarioCommittente")):
        _party(header.child(role), gathering, name)
    _general(body, gathering)
    _totals(body, gathering)
    for node in body.all(_LINE):
        _line(body, node, gathering)
    _simplified(body, gathering)
    if (account := body.first("DatiPagamento/DettaglioPagamento/IBAN")) is not None:
        gathering.text("iban", "".join(account.text.split()), account.path)
    kind = Kind.CREDIT_NOTE if body.value(f"{_GENERAL}/TipoDocumento") in _CREDIT else Kind.INVOICE
    text = f"{all_words(header)}\n{all_words(body)}"
    return gathering.draft(kind, medium="xml", text=text, language="it", document=number)


def _general(body: Node, gathering: Gathering) -> None:
    for name, path in _HEADER:
        if (found := body.first(path)) is not None:
            gathering.text(name, found.text, found.path)
    for name, path in _DATES:
        if (found := body.first(path)) is not None:
            gathering.date(name, found.text, found.path)
    for name, path in _LISTS:
        gathering.many(name, ((found.text, found.path) for found in body.all(path)))
    for name, source in (("po_number", "orders"), ("delivery_note_number", "delivery_notes")):
        if source in gathering.fields:
            listed = gathering.fields[source]
            gathering.text(name, str(listed.value[0]), listed.path or "")


def _party(party: Node | None, gathering: Gathering, name: str) -> None:
    if party is None:
        return
    known = party.child("DatiAnagrafici") or party.child("AltriDatiIdentificativi") or party
    found = known.first("Anagrafica/Denominazione", "Denominazione", "Anagrafica/Cognome")
    if found is not None:
        given = known.value("Anagrafica/Nome") if found.name == "Cognome" else ""
        gathering.text(name, f"{given} {found.text}", found.path)
    code = party.first("DatiAnagrafici/IdFiscaleIVA/IdCodice", "IdFiscaleIVA/IdCodice")
    if name == "supplier_name" and code is not None:
        country = party.value("DatiAnagrafici/IdFiscaleIVA/IdPaese", "IdFiscaleIVA/IdPaese").upper()
        prefix = "" if code.text.upper().startswith(country) else country
        gathering.text("supplier_vat", prefix + code.text, code.path)


def _totals(body: Node, gathering: Gathering) -> None:
    """BT-109 and BT-110 are the sums of the tax breakdown; BT-112 is ImportoTotaleDocumento."""
    parts = body.all("DatiBeniServizi/DatiRiepilogo")
    records = []
    for part in parts:
        net, tax = part.value("ImponibileImporto"), part.value("Imposta")
        record = {"rate": part.value("AliquotaIVA") or "0", "net": net, "amount": tax}
        if all(number_of(value)[0] is not None for value in record.values()):
            records.append(record)
    if parts and len(records) == len(parts):
        gathering.records("tax", records, parts[0].path)
        for name, key in (("net_total", "net"), ("tax_total", "amount")):
            total = sum((number_of(record[key])[0] or Decimal(0) for record in records), Decimal(0))
            gathering.amount(name, str(total), parts[0].path, DERIVED)
    if (found := body.first(f"{_GENERAL}/ImportoTotaleDocumento")) is not None:
        gathering.amount("gross_total", found.text, found.path)


def _simplified(body: Node, gathering: Gathering) -> None:
    """A simplified invoice (up to 400 €) states goods with their price, tax included, and that tax."""
    goods = [part for part in body.all("DatiBeniServizi") if part.child("Importo") is not None]
    prices = [number_of(part.value("Importo"))[0] for part in goods]
    taxes = [number_of(part.value("DatiIVA/Imposta"))[0] for part in goods]
    for name, amounts in (("gross_total", prices), ("tax_total", taxes)):
        known = [amount for amount in amounts if amount is not None]
        if goods and len(known) == len(goods):
            gathering.amount(name, str(sum(known, Decimal(0))), goods[0].path, DERIVED)
    for part in goods:
        if (found := part.first("Descrizione")) is not None:
            gathering.text("description", found.text, found.path, into=gathering.line())


def _line(body: Node, node: Node, gathering: Gathering) -> None:
    line = gathering.line()
    number = node.value("NumeroLinea")
    if (unit := node.first("UnitaMisura")) is not None:
        gathering.text("unit", unit_code(unit.text) or unit.text, unit.path, into=line)
    for name, path in (("line", "NumeroLinea"), ("description", "Descrizione"),
                       ("supplier_item", "CodiceArticolo/CodiceValore")):  # fmt: skip
        if (found := node.first(path)) is not None:
            gathering.text(name, found.text, found.path, into=line)
    for name, path in _AMOUNTS:
        if (found := node.first(path)) is not None:
            gathering.amount(name, found.text, found.path, into=line)
    _discount(node, gathering, line)
    for order in body.all("DatiGenerali/DatiOrdineAcquisto"):
        if number in [found.text for found in order.all("RiferimentoNumeroLinea")]:
            for name, path in (("po_number", "IdDocumento"), ("order_line", "NumItem")):
                if (found := order.first(path)) is not None:
                    gathering.text(name, found.text, found.path, into=line)


def _discount(node: Node, gathering: Gathering, line: dict[str, Field]) -> None:
    """ScontoMaggiorazione: percentages follow one another on the price, amounts are per unit of quantity."""
    quantity, price = (number_of(node.value(name))[0] for name in ("Quantita", "PrezzoUnitario"))
    found = node.all("ScontoMaggiorazione")
    if not found or quantity is None or price is None:
        return
    paid = price
    for entry in found:
        sign = -1 if entry.value("Tipo") == "SC" else 1
        percent, amount = number_of(entry.value("Percentuale"))[0], number_of(entry.value("Importo"))[0]
        paid += sign * (paid * percent / 100 if percent is not None else amount or Decimal(0))
    put_discount(gathering, line, quantity * (paid - price), found[0].path)


__all__ = ["NAME", "VERSION", "read", "recognises"]
