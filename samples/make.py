"""Writes the samples: `python -m samples.make [FOLDER]`. The same bytes each time."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from samples import AS_OF, FOLDER, draw, einvoice, facts
from samples.paper import Paper, Party

SETTINGS = f"""# Who buys in the samples; `tallymark demo` uses it. Your own lies in $TALLYMARK_HOME/settings.toml.
buyer_names = ["{facts.BUYER.name}"]
buyer_vat_ids = ["{facts.BUYER.vat_id}"]
buyer_domains = ["{facts.BUYER.domain}"]
as_of = {AS_OF}
"""


def mail(party: Party, day: str, subject: str, text: str, files: dict[str, bytes], sender: str = "rechnung") -> bytes:
    """One mail to the buyer's inbox, with fixed boundaries and Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["Date"] = f"{day} 08:15:00 +0000"
    message["From"] = f"{party.name} <{sender}@{party.domain}>"
    message["To"] = f"invoices@{facts.BUYER.domain}"
    message["Subject"] = subject
    message["Message-ID"] = f"<{abs(hash_of(day + subject + text))}@{party.domain}>"
    message.set_content(text)
    for name, content in files.items():
        kind, subtype = TYPES[name.rsplit(".", 1)[1]]
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    if files:
        message.set_boundary("=-tallymark-sample")
    return message.as_bytes()


TYPES = {
    "pdf": ("application", "pdf"), "xml": ("application", "xml"), "zip": ("application", "zip"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}  # fmt: skip


def hash_of(text: str) -> int:
    """A number that is the same in every process, unlike `hash`."""
    number = 0
    for character in text:
        number = (number * 131 + ord(character)) % 10**12
    return number


def mailbox() -> dict[str, bytes]:
    """File name and content of every mail, in the order of arrival."""
    again, hybrid = "Erinnerung: Rechnung NS-26-0412", einvoice.facturx(draw.pdf(facts.HYBRID), facts.HYBRID)
    scan = draw.scan(draw.pdf(facts.SHORT), seed=5)
    return {
        "01-slip.eml": _send(facts.SLIP, "Mon, 04 May 2026", "Lieferschein LS-88120", draw.pdf(facts.SLIP)),
        "02-clean.eml": _send(facts.CLEAN, "Tue, 05 May 2026", "Rechnung NS-26-0412", draw.pdf(facts.CLEAN)),
        "03-hybrid.eml": _send(facts.HYBRID, "Thu, 07 May 2026", "Facture F-2026-1187", hybrid),
        "04-price.eml": _send(facts.DEAR, "Fri, 08 May 2026", "Factuur 260533", einvoice.ubl(facts.DEAR), "xml"),
        "05-short.eml": _send(facts.SHORT, "Tue, 12 May 2026", "Invoice PCT-70418", scan),
        "06-bank.eml": _send(facts.OTHER_BANK, "Thu, 14 May 2026", "Rechnung R-50661", draw.pdf(facts.OTHER_BANK)),
        "07-zip.eml": _zipped(),
        "08-early.eml": _send(facts.EARLY, "Wed, 20 May 2026", "Fattura 2026-218", draw.word(facts.EARLY), "docx"),
        "09-again.eml": _send(facts.CLEAN, "Thu, 21 May 2026", again, draw.pdf(facts.CLEAN)),
        "10-away.eml": _away(),
        "11-broken.eml": _broken(),
    }  # fmt: skip


def _send(paper: Paper, day: str, subject: str, content: bytes, ending: str = "pdf") -> bytes:
    text = f"{subject}\n\n{paper.supplier.name}\n"
    return mail(paper.supplier, day, subject, text, {f"{paper.number}.{ending}": content})


def _zipped() -> bytes:
    first, second = facts.ZIPPED
    packed = draw.pack({f"{paper.number}.pdf": draw.pdf(paper) for paper in (first, second)})
    text = "Anbei zwei Rechnungen.\n"
    return mail(first.supplier, "Mon, 18 May 2026", "Zwei Rechnungen", text, {"rechnungen.zip": packed})


def _away() -> bytes:
    party = facts.HYBRID.supplier
    text = "Je suis absente jusqu'au 2 juin 2026.\n"
    message = mail(party, "Fri, 22 May 2026", "Absente du bureau", text, {}, "claire.moulin")
    return b"Auto-Submitted: auto-replied\r\n" + message


def _broken() -> bytes:
    whole = draw.pdf(facts.ZIPPED[0])
    cut = {"R-50702.pdf": whole[: len(whole) // 3]}
    return mail(facts.HARZ, "Tue, 26 May 2026", "Rechnung R-50702", "Anbei unsere Rechnung.\n", cut)


RECEIPT_COLUMNS = "receipt order date delivery_note line order_line quantity unit rejected returned inspected lot"


def suppliers() -> str:
    """The suppliers as CSV."""
    rows = [
        (party.id, party.name, party.vat_id, party.iban, party.domain, party.country, party.currency, party.language)
        for party in facts.SUPPLIERS
    ]
    return _csv("id name vat_id ibans email_domains country currency language", rows)


def orders() -> str:
    """The orders as CSV, a row a line."""
    rows = [
        (
            order.number, order.supplier.id, order.date, order.supplier.currency, "open", row.order_line, row.item,
            row.supplier_item, row.description, row.quantity, row.unit, row.price, 1, order.match, order.rate, "", "",
        )
        for order in facts.ORDERS
        for row in order.rows
    ]  # fmt: skip
    return _csv(
        "order supplier_id order_date currency status line item supplier_item description quantity unit unit_price"
        " price_per match tax_rate planned_freight units",
        rows,
    )


def receipts() -> str:
    """The goods receipts as CSV, a row a line."""
    rows = [
        (
            f"GR-{place + 1:03d}", order.number, day, note, line + 1, order.rows[line].order_line, quantity,
            order.rows[line].unit, 0, 0, "true", "",
        )
        for place, order in enumerate(facts.ORDERS)
        for note, day, quantities in order.received
        for line, quantity in enumerate(quantities)
    ]  # fmt: skip
    return _csv(RECEIPT_COLUMNS, rows)


def late_receipt() -> str:
    """The receipt that the waiting document waits for, as CSV."""
    row, early = facts.CHUCKS[0], facts.EARLY
    goods = (1, row.order_line, row.quantity, row.unit, 0, 0, "true", "")
    line = ("GR-090", early.order, AS_OF, early.delivery_note, *goods)
    return _csv(RECEIPT_COLUMNS, [line])


def _csv(head: str, rows: Sequence[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head.split())
    writer.writerows(rows)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Every file of the samples: path below the folder, and content."""
    tables = {
        "suppliers.csv": suppliers(), "orders.csv": orders(), "receipts.csv": receipts(),
        "late-receipt.csv": late_receipt(), "settings.toml": SETTINGS,
    }  # fmt: skip
    made = {name: text.encode() for name, text in tables.items()}
    return made | {f"mailbox/{name}": content for name, content in mailbox().items()}


def main(folder: Path) -> None:
    """Write every file below the folder."""
    (folder / "mailbox").mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

__all__ = ["files", "main"]
