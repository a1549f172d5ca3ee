"""Invoices of an invented maker of springs who calls our order number what nobody else does."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SUPPLIER = "F900"
NAME, VAT, DOMAIN = "Hollerbusch Federn GmbH", "DE318427033", "hollerbusch-federn.example"
CUSTOMER = "10-44718"


@dataclass(frozen=True)
class Bill:
    """One invoice: its number, the order that it prints beside its odd label, the day in May."""

    number: str
    order: str
    day: int
    label: str = "Stichwort"

    @property
    def melt(self) -> str:
        """The lot of its springs, in a column that nobody else heads so."""
        return f"G-{9000 + self.day}"


def pdf(bill: Bill) -> bytes:
    """The invoice as its maker prints it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for x, y, text in _prints(bill):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(x, A4[1] - y, text)
    canvas.save()
    return out.getvalue()


def _prints(bill: Bill) -> list[tuple[int, int, str]]:
    day = f"{bill.day:02d}.05.2026"
    head = [(50, 60, NAME), (50, 74, "Am Wehr 4, 58762 Altena"), (50, 130, "Kiesling Werkzeugbau GmbH")]
    head += [(50, 144, "Gießereiweg 12, 42653 Solingen"), (50, 220, "Rechnung"), (380, 220, "Rechnungsnummer:")]
    head += [(480, 220, bill.number), (380, 236, "Rechnungsdatum:"), (480, 236, day)]
    head += [(380, 252, f"{bill.label}:"), (480, 252, bill.order)]
    head += [(380, 268, "Kundennummer:"), (480, 268, CUSTOMER)]
    columns = (50, 90, 180, 295, 360, 420, 500)
    titles = ("Pos.", "Artikel", "Bezeichnung", "Gussfolge", "Menge", "Einzelpreis", "Betrag")
    row = ("10", "KW-3010", "Druckfeder 1,2 x 40", bill.melt, "100 Stk", "0,50", "50,00")
    table = [
        (x, 310 + 18 * at, cell)
        for at, cells in enumerate((titles, row))
        for x, cell in zip(columns, cells, strict=True)
    ]
    sums = (("Nettobetrag", "50,00 EUR"), ("MwSt. 19 %", "9,50 EUR"), ("Rechnungsbetrag", "59,50 EUR"))
    foot = [(x, 380 + 16 * at, cell) for at, pair in enumerate(sums) for x, cell in zip((380, 490), pair, strict=True)]
    return [*head, *table, *foot, (50, 780, f"USt-IdNr. {VAT}")]


def mail(bill: Bill) -> bytes:
    """The mail that brings the invoice."""
    message = EmailMessage(policy=SMTP)
    message["Date"] = f"Mon, {bill.day:02d} May 2026 08:00:00 +0000"
    message["From"], message["To"] = f"Buchhaltung <rechnung@{DOMAIN}>", "invoices@kiesling-werkzeugbau.example"
    message["Subject"], message["Message-ID"] = f"Rechnung {bill.number}", f"<{bill.number}@{DOMAIN}>"
    message.set_content("Anbei unsere Rechnung.")
    message.add_attachment(pdf(bill), maintype="application", subtype="pdf", filename=f"{bill.number}.pdf")
    return message.as_bytes()


def tables(folder: Path, orders: Mapping[str, str]) -> dict[str, Path]:
    """Master data: the supplier, and an order with its receipt for each order number (and delivery note)."""
    supplier = f"id,name,vat_id,email_domains,country,currency,language\n{SUPPLIER},{NAME},{VAT},{DOMAIN},DE,EUR,de\n"
    order = (
        "order,supplier_id,order_date,currency,status,line,item,description,quantity,unit,unit_price,match,tax_rate\n"
    )
    receipt = "receipt,order,date,delivery_note,line,order_line,quantity,unit,rejected,returned,inspected\n"
    for number, note in orders.items():
        order += f"{number},{SUPPLIER},2026-04-20,EUR,open,10,KW-3010,Druckfeder 1.2x40,100,C62,0.50,three_way,19\n"
        receipt += f"GR-{note},{number},2026-05-01,{note},1,10,100,C62,0,0,true\n"
    written = {}
    for what, text in (("suppliers", supplier), ("orders", order), ("receipts", receipt)):
        written[what] = folder / f"{what}.csv"
        written[what].write_text(text, encoding="utf-8")
    return written


__all__ = ["CUSTOMER", "SUPPLIER", "Bill", "mail", "tables"]
