"""Who trades with whom in the samples, and what was ordered, received and billed. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from samples.paper import Paper, Party, Row

BUYER = Party(
    "", "Kiesling Werkzeugbau GmbH", "Am Hammerwerk 7", "58511 Lüdenscheid", "DE", "DE274518305",
    "DE12500105170648392017", "kiesling-werkzeugbau.example", "EUR", "de",
)  # fmt: skip
NORDHAFEN = Party(
    "V100", "Nordhafen Schrauben GmbH", "Kaistraße 22", "24103 Kiel", "DE", "DE274518313",
    "DE03200505501048215637", "nordhafen-schrauben.example", "EUR", "de",
)  # fmt: skip
ARDECHE = Party(
    "V200", "Ardèche Roulements SARL", "14 rue des Forges", "07000 Privas", "FR", "FR73418273009",
    "FR7630006000010482910374839", "ardeche-roulements.example", "EUR", "fr",
)  # fmt: skip
BRABANT = Party(
    "V300", "Brabant Afdichtingen B.V.", "Havenkade 9", "5211 Den Bosch", "NL", "NL861724008B01",
    "NL09INGB0008412765", "brabant-afdichtingen.example", "EUR", "nl",
)  # fmt: skip
PENNINE = Party(
    "V400", "Pennine Cutting Tools Ltd", "3 Millstone Lane", "Huddersfield HD1 4QT", "GB", "GB318274108",
    "GB83BARC20325338174926", "pennine-tools.example", "GBP", "en",
)  # fmt: skip
LAGO = Party(
    "V500", "Lago Utensili S.r.l.", "Via del Porto 31", "22100 Como", "IT", "IT03481728883",
    "IT55X0542811101000004837261", "lago-utensili.example", "EUR", "it",
)  # fmt: skip
HARZ = Party(
    "V600", "Harz Federn KG", "Bergstraße 4", "38640 Goslar", "DE", "DE274518321",
    "DE27370400440918273645", "harz-federn.example", "EUR", "de",
)  # fmt: skip
SUPPLIERS = (NORDHAFEN, ARDECHE, BRABANT, PENNINE, LAGO, HARZ)
OTHER_ACCOUNT = "DE35120300001057281946"


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order; `received` holds for each delivery note its date and the quantity for each order line."""

    number: str
    supplier: Party
    date: str
    rate: Decimal
    rows: tuple[Row, ...]
    received: tuple[tuple[str, str, tuple[Decimal, ...]], ...] = ()
    match: str = "three_way"


BOLTS = (
    Row("KW-1040", "NS-M8X40", "Sechskantschraube M8x40 verzinkt", Decimal(400), "C62", Decimal("0.18"), 10),
    Row("KW-1055", "NS-M10SM", "Sechskantmutter M10 A2", Decimal(600), "C62", Decimal("0.07"), 20),
    Row("KW-1060", "NS-US10", "Unterlegscheibe 10 mm", Decimal(1000), "C62", Decimal("0.03"), 30),
)
BEARINGS = (
    Row("KW-2210", "AR-6204", "Roulement à billes 6204-2RS", Decimal(40), "C62", Decimal("4.85"), 10),
    Row("KW-2230", "AR-6306", "Roulement à billes 6306-2Z", Decimal(20), "C62", Decimal("9.40"), 20),
)
SEALS = (
    Row("KW-3105", "BA-OR50", "O-ring 50x3 NBR", Decimal(200), "C62", Decimal("0.62"), 10),
    Row("KW-3120", "BA-RWD35", "Radiale asafdichting 35x52x7", Decimal(50), "C62", Decimal("3.10"), 20),
)
CUTTERS = (
    Row("KW-4102", "PCT-EM10", "End mill 10 mm carbide", Decimal(12), "C62", Decimal("31.50"), 10),
    Row("KW-4118", "PCT-DR85", "Twist drill 8.5 mm HSS", Decimal(30), "C62", Decimal("6.20"), 20),
)
CHUCKS = (Row("KW-5001", "LU-ER32", "Pinza ER32 10 mm", Decimal(24), "C62", Decimal("14.75"), 10),)
SPRINGS = (
    Row("KW-6010", "HF-DF12", "Druckfeder 12x60", Decimal(100), "C62", Decimal("1.35"), 10),
    Row("KW-6025", "HF-ZF08", "Zugfeder 8x45", Decimal(80), "C62", Decimal("1.10"), 20),
)
SHIMS = (Row("KW-1090", "NS-PS20", "Passscheibe 20x28x0,5", Decimal(500), "C62", Decimal("0.12"), 10),)
STUDS = (Row("KW-1120", "NS-GB16", "Gewindebolzen M16x120", Decimal(60), "C62", Decimal("2.40"), 10),)


def _all(rows: tuple[Row, ...]) -> tuple[Decimal, ...]:
    return tuple(row.quantity for row in rows)


SIX_SHORT = (Decimal(12), Decimal(24))

ORDERS = (
    Order("45-7001", NORDHAFEN, "2026-04-20", Decimal(19), BOLTS, (("LS-88120", "2026-05-04", _all(BOLTS)),)),
    Order("45-7002", ARDECHE, "2026-04-21", Decimal(0), BEARINGS, (("BL-5512", "2026-05-06", _all(BEARINGS)),)),
    Order("45-7003", BRABANT, "2026-04-22", Decimal(0), SEALS, (("PB-30771", "2026-05-07", _all(SEALS)),)),
    Order("45-7004", PENNINE, "2026-04-23", Decimal(0), CUTTERS, (("DN-2093", "2026-05-11", SIX_SHORT),)),
    Order("45-7005", LAGO, "2026-04-24", Decimal(0), CHUCKS),
    Order("45-7006", HARZ, "2026-04-27", Decimal(19), SPRINGS, (("HF-4410", "2026-05-13", _all(SPRINGS)),)),
    Order("45-7007", NORDHAFEN, "2026-04-28", Decimal(19), SHIMS, (("LS-88164", "2026-05-15", _all(SHIMS)),)),
    Order("45-7008", NORDHAFEN, "2026-04-28", Decimal(19), STUDS, (("LS-88165", "2026-05-15", _all(STUDS)),)),
)


def _at(rows: tuple[Row, ...], place: int, price: str) -> tuple[Row, ...]:
    """The rows with another price on one of them."""
    row = rows[place]
    dearer = Row(row.item, row.supplier_item, row.description, row.quantity, row.unit, Decimal(price), row.order_line)
    return (*rows[:place], dearer, *rows[place + 1 :])


CLEAN = Paper(NORDHAFEN, "NS-26-0412", "2026-05-05", "45-7001", BOLTS, "2026-06-04", "LS-88120")
SLIP = Paper(NORDHAFEN, "LS-88120", "2026-05-04", "45-7001", BOLTS, slip=True)
HYBRID = Paper(ARDECHE, "F-2026-1187", "2026-05-07", "45-7002", BEARINGS, "2026-06-06", "BL-5512", Decimal(0))
DEAR = Paper(BRABANT, "260533", "2026-05-08", "45-7003", _at(SEALS, 1, "3.55"), "2026-06-07", "PB-30771", Decimal(0))
SHORT = Paper(PENNINE, "PCT-70418", "2026-05-12", "45-7004", CUTTERS, "2026-06-11", "DN-2093", Decimal(0))
EARLY = Paper(LAGO, "2026-218", "2026-05-20", "45-7005", CHUCKS, "2026-06-19", "DDT-0917", Decimal(0))
OTHER_BANK = Paper(HARZ, "R-50661", "2026-05-14", "45-7006", SPRINGS, "2026-06-13", "HF-4410", iban=OTHER_ACCOUNT)
ZIPPED = (
    Paper(NORDHAFEN, "NS-26-0455", "2026-05-18", "45-7007", SHIMS, "2026-06-17", "LS-88164"),
    Paper(NORDHAFEN, "NS-26-0456", "2026-05-18", "45-7008", STUDS, "2026-06-17", "LS-88165"),
)

__all__ = [
    "BUYER", "CHUCKS", "CLEAN", "DEAR", "EARLY", "HARZ", "HYBRID", "ORDERS", "OTHER_BANK", "SHORT", "SLIP", "SUPPLIERS",
    "ZIPPED", "Order",
]  # fmt: skip
