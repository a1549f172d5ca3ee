"""VAT ids: the supplier's is told from the buyer's by label, checksum and the block it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.fields.identifiers import valid_vat
from extractors.fields.names import NameCell
from extractors.fields.scene import Proposal, Scene, place
from extractors.fields.values import Type, Value

# Countries whose papers print the number without its country.
_HOME = {"it": "IT", "es": "ES", "pt": "PT", "nl": "NL", "fr": "FR", "da": "DK", "de": "DE"}


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every VAT id of the pages, and national numbers beside a VAT label that prove to be one."""
    names = scene.names
    first = next((v.line for v in scene.values if v.type is Type.VAT), None)
    for value in scene.values:
        if value.type is Type.VAT:
            yield _proposal(scene, value, value.value, names, value.valid, first)
    country = _HOME.get(scene.view.language or "")
    if country:
        yield from _national(scene, country, names)


def _national(scene: Scene, country: str, names: tuple[NameCell, ...]) -> Iterator[Proposal]:
    for hit in scene.hits:
        if hit.label.field != "supplier_vat":
            continue
        for value in scene.values:
            if value.type is not Type.CODE or value.line != hit.line or not 0 <= value.start - hit.end <= 1:
                continue
            compact = country + "".join(c for c in value.value.upper() if c.isalnum())
            if valid_vat(compact):
                yield _proposal(scene, value, compact, names, True, None)


def _proposal(
    scene: Scene, value: Value, vat: str, names: tuple[NameCell, ...], valid: bool, first: int | None
) -> Proposal:
    claims = scene.claimed.get(id(value), ())
    own = min((c.cost for c in claims if c.hit.label.field == "supplier_vat"), default=6.0)
    buyers = min((c.cost for c in claims if c.hit.label.field == "buyer_vat"), default=6.0)
    label = next((c.hit.text for c in claims if c.hit.label.field == "supplier_vat"), "")
    owner = _block_owner(value, names)
    down = place(scene.view, value.page, value.box)
    features = {
        "vat": 1.0,
        "valid": float(valid),
        "vat_cost": min(own, 4.0),
        "vat_buyer": float(buyers <= own and buyers < 4.0),
        "block_buyer": float(owner == "buyer"),
        "block_supplier": float(owner == "supplier"),
        "foot": float(down > 0.75),
        "top": max(0.0, 1.0 - 4 * down),
        "first_id": float(value.line == first),
        "is_buyer": float(vat in scene.buyer_vat_ids),
        "later_page": float(value.page != scene.view.pages[0].number),
        "length_ok": 1.0,
    }
    return Proposal("supplier_vat", vat, value.text, value.page, value.box, label, "vat", features)


def _block_owner(value: Value, names: tuple[NameCell, ...]) -> str:
    """The party whose labelled block the value stands in: the nearest one above it in its column."""
    for name in reversed(names):
        if name.page != value.page or name.line > value.line or not name.party:
            continue
        near = value.box[1] - name.box[3] < 9 * name.size
        if near and abs(name.box[0] - value.box[0]) < 200:
            return "supplier" if name.party == "supplier" else "buyer"
    return ""


__all__ = ["propose"]
