"""Random tables in random layouts and languages: what is set on the pages, and what must be read back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from extractors.page import Page
from tests.extractors.table_pages import Col, Sheet

TITLES = {
    "en": ("Item", "Part No.", "Description", "Qty", "Unit", "Unit price", "Disc. %", "VAT %", "Amount"),
    "de": ("Pos.", "Artikel-Nr.", "Bezeichnung", "Menge", "ME", "Einzelpreis", "Rabatt %", "MwSt. %", "Gesamtpreis"),
    "fr": ("N°", "Réf.", "Désignation", "Qté", "Unité", "P.U. HT", "Remise %", "TVA %", "Montant HT"),
    "es": ("Pos.", "Código", "Descripción", "Cantidad", "Unidad", "Precio unitario", "Dto. %", "IVA %", "Importe"),
    "it": ("Pos.", "Codice", "Descrizione", "Quantità", "U.M.", "Prezzo unitario", "Sconto %", "IVA %", "Importo"),
    "nl": ("Nr.", "Artikelnr.", "Omschrijving", "Aantal", "Eenheid", "Stukprijs", "Korting %", "BTW %", "Bedrag"),
    "pt": ("N.º", "Código", "Descrição", "Quantidade", "Un.", "Preço unitário", "Desc. %", "IVA %", "Valor"),
}
TOTALS = {
    "en": ("Subtotal", "VAT 20%", "Total"), "de": ("Summe netto", "MwSt. 19%", "Gesamtbetrag"),
    "fr": ("Total HT", "TVA 20%", "Total TTC"), "es": ("Base imponible", "IVA 21%", "Total factura"),
    "it": ("Imponibile", "IVA 22%", "Totale fattura"), "nl": ("Subtotaal", "BTW 21%", "Totaal"),
    "pt": ("Subtotal", "IVA 23%", "Total"),
}  # fmt: skip
CARRIED = {
    "en": "Carried forward", "de": "Übertrag", "fr": "Report", "es": "Suma y sigue", "it": "Riporto",
    "nl": "Transport", "pt": "A transportar",
}  # fmt: skip
UNITS = {"en": "pcs", "de": "Stk", "fr": "pce", "es": "ud", "it": "pz", "nl": "st", "pt": "un"}
WORDS = ("Hex bolt", "Flange DN 50", "Gasket 12 mm", "Bearing", "Seal ring", "Cable 3x1,5", "Valve", "Copper tube")
MORE_WORDS = ("stainless, 1.4301", "customs no. 7318", "as agreed")
ORDERS = (
    ("pos", "item", "text", "qty", "unit", "price", "disc", "tax", "net"),
    ("pos", "qty", "unit", "item", "text", "price", "disc", "tax", "net"),
    ("qty", "unit", "item", "text", "disc", "price", "net", "tax"),
    ("item", "text", "tax", "price", "qty", "unit", "disc", "net"),
    ("pos", "text", "item", "price", "disc", "qty", "unit", "net", "tax"),
)
_NAMES = ("pos", "item", "text", "qty", "unit", "price", "disc", "tax", "net")
_FIGURES = frozenset({"qty", "price", "disc", "tax", "net"})
_WIDTHS = {"pos": 26, "item": 52, "text": 108, "qty": 60, "unit": 40, "price": 84, "disc": 50, "tax": 44, "net": 84}


@dataclass(frozen=True)
class Row:
    """One line of goods."""

    item: str
    text: str
    wrapped: tuple[str, ...]
    quantity: Decimal
    price: Decimal
    discount: Decimal

    @property
    def net(self) -> Decimal:
        return (self.quantity * self.price * (100 - self.discount) / 100).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Layout:
    """How a table is set."""

    language: str
    order: tuple[str, ...]
    mark: str
    group: str
    sign: str
    split_after: int
    carried: bool
    repeat_heading: bool
    size: float
    pitch: float
    totals: bool
    known_titles: bool
    left: bool
    glued: bool
    above: bool


@st.composite
def rows(draw: st.DrawFn, most: int = 8) -> list[Row]:
    """Lines of goods whose net is no round accident."""
    found = []
    discounted = draw(st.booleans())
    for number in range(draw(st.integers(1, most))):
        quantity = Decimal(draw(st.integers(2, 1200)))
        price = Decimal(draw(st.integers(15, 80_000))).scaleb(-2)
        wrapped = tuple(draw(st.lists(st.sampled_from(MORE_WORDS), max_size=2)))
        discount = Decimal(draw(st.sampled_from((0, 5, 10)))) if discounted else Decimal(0)
        text = draw(st.sampled_from(WORDS))
        found.append(Row(f"AB-{100 + number}", text, wrapped, quantity, price, discount))
    return found


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Ways of setting a table."""
    mark, group = draw(st.sampled_from(((",", "."), (".", ","), (",", " "), (".", "'"), (",", ""), (".", ""))))
    order = draw(st.sampled_from(ORDERS))
    dropped = {name for name in ("pos", "item", "unit", "tax") if draw(st.booleans())}
    return Layout(
        draw(st.sampled_from(sorted(TITLES))), tuple(name for name in order if name not in dropped), mark, group,
        draw(st.sampled_from(("", "€ ", " €", " EUR", "$"))), draw(st.integers(0, 6)), draw(st.booleans()),
        draw(st.booleans()), draw(st.sampled_from((8.0, 9.0, 10.0))), draw(st.sampled_from((12.0, 15.0, 20.0))),
        draw(st.booleans()), draw(st.integers(0, 3)) > 0, draw(st.integers(0, 4)) == 0, draw(st.booleans()),
        draw(st.integers(0, 4)) == 0,
    )  # fmt: skip


def pages_of(rows: list[Row], layout: Layout) -> list[Page]:
    """The rows set on pages in a layout."""
    cols = _columns(layout, any(row.discount for row in rows))
    sheet = Sheet(size=layout.size, pitch=layout.pitch)
    sheet.put("Acme Fasteners Ltd", 40)
    sheet.feed(4)
    sheets = [sheet]
    _head(sheet, cols, layout)
    done = Decimal(0)
    for number, row in enumerate(rows, 1):
        _set(sheet, cols, row, number, layout)
        done += row.net
        if number == layout.split_after and number < len(rows):
            sheet = _turned(sheet, cols, layout, done)
            sheets.append(sheet)
    if layout.totals:
        _close(sheet, layout, done)
    return [sheet.page() for sheet in sheets]


def _head(sheet: Sheet, cols: dict[str, Col], layout: Layout) -> None:
    if layout.known_titles:
        sheet.heading(list(cols.values()))
    else:
        sheet.row(list(cols.values()), [f"xq{name[0]}y" for name in cols])


def _turned(sheet: Sheet, cols: dict[str, Col], layout: Layout, done: Decimal) -> Sheet:
    label = CARRIED[layout.language]
    if layout.carried:
        sheet.total(label, money(done, layout))
    fresh = sheet.next()
    if layout.repeat_heading or not layout.carried:
        _head(fresh, cols, layout)
    if layout.carried:
        fresh.total(label, money(done, layout))
    return fresh


def _close(sheet: Sheet, layout: Layout, net: Decimal) -> None:
    labels = TOTALS[layout.language]
    tax = (net / 5).quantize(Decimal("0.01"))
    sheet.feed(0.6)
    for label, amount in zip(labels, (net, tax, net + tax), strict=True):
        sheet.total(label, money(amount, layout))


def _columns(layout: Layout, discounted: bool) -> dict[str, Col]:
    order = [name for name in layout.order if discounted or name != "disc"]
    spare = (555 - sum(_WIDTHS[name] for name in order)) / max(len(order) - 1, 1)
    titles = dict(zip(_NAMES, TITLES[layout.language], strict=True))
    at, cols = 25.0, {}
    for name in order:
        right = name in _FIGURES and not layout.left
        cols[name] = Col(titles[name], at + _WIDTHS[name] - 4 if right else at, right)
        at += _WIDTHS[name] + min(spare, 40)
    return cols


def _set(sheet: Sheet, cols: dict[str, Col], row: Row, number: int, layout: Layout) -> None:
    quantity = number_text(row.quantity, layout)
    unit = UNITS[layout.language]
    cells = {
        "pos": str(number), "item": row.item, "text": row.text, "qty": quantity, "unit": unit,
        "price": money(row.price, layout), "tax": "20%", "net": money(row.net, layout),
        "disc": number_text(row.discount, layout) + "%" if row.discount else "",
    }  # fmt: skip
    if layout.glued and "unit" not in cols:
        cells["qty"] = f"{quantity} {unit}"
    if layout.above:
        sheet.put(cells.pop("text"), cols["text"].at)
        sheet.feed(0.8)
    sheet.row(list(cols.values()), [cells.get(name, "") for name in cols])
    sheet.feed(-0.2 if row.wrapped else 0)
    for text in row.wrapped:
        sheet.put(text, cols["text"].at)
        sheet.feed(0.8)
    sheet.feed((0.2 if row.wrapped else 0) + (0.4 if layout.above else 0))


def number_text(value: Decimal, layout: Layout) -> str:
    """A number as the layout prints it."""
    whole, _, frac = f"{value:,}".partition(".")
    whole = whole.replace(",", layout.group)
    return f"{whole}{layout.mark}{frac}" if frac else whole


def money(value: Decimal, layout: Layout) -> str:
    """An amount as the layout prints it, with its currency before or behind."""
    text = number_text(value.quantize(Decimal("0.01")), layout)
    return f"{text}{layout.sign}" if layout.sign.startswith(" ") else f"{layout.sign}{text}"


__all__ = ["Layout", "Row", "layouts", "money", "number_text", "pages_of", "rows"]
