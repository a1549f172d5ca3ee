"""Who bills and who is billed: the names on the page with what speaks for either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from extractors.classify import find_titles
from extractors.fields.names import NameCell, domains, labelish
from extractors.fields.party_words import PARTIES
from extractors.fields.scene import Proposal, Scene, place
from extractors.fields.values import Type
from extractors.fold import fold_words

_STREET = re.compile(
    r"(?i)\d+\s?[a-z]?$|^\d+\s|str(?:\.|aße|asse)\b|\b(?:street|road|rue|avenue|calle|via|jalan|jln|lane)\b"
)
_PLACE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b|^(?:tel|fax|phone|no|lot)\b", re.IGNORECASE)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every name as a supplier and as a buyer, weighed apart."""
    names = scene.names
    first = scene.view.pages[0]
    titles = find_titles([line for line in scene.view.lines if line.page == first.number], first)
    titled = {title.line for title in titles if title.points > 2.5}
    hosts = tuple(host for host in domains(scene.view) if host not in scene.buyer_domains)
    for order, name in enumerate(names):
        common = _common(scene, name, order, names)
        common["title"] = float(name.line in titled and name.form == 0.0)
        buyer = _is_buyer(scene, name)
        supplier = {**common, **_supplier(scene, name, names, hosts), "is_buyer": buyer}
        yield _proposal("supplier_name", name, supplier)
        yield _proposal("buyer_name", name, {**common, **_buyer(name, names), "is_buyer": buyer})


def _proposal(field: str, name: NameCell, features: Mapping[str, float]) -> Proposal:
    return Proposal(field, name.text, name.text, name.page, name.box, name.party, "name", {"name": 1.0, **features})


def _common(scene: Scene, name: NameCell, order: int, names: Sequence[NameCell]) -> dict[str, float]:
    body = sorted(other.size for other in names)[len(names) // 2]
    down = place(scene.view, name.page, name.box)
    repeats = sum(name.key in other.key for other in names) - 1
    words = name.key.split()
    own = {f"party_{party}": float(name.party == party) for party in PARTIES}
    return own | {
        "form": name.form, "inline": float(name.inline), "sender": float(name.sender), "block": float(name.block),
        "heads": float(name.heads), "top": max(0.0, 1.0 - down * 4), "foot": float(down > 0.8),
        "order": min(order, 30) / 10, "first": float(order == 0), "second": float(order == 1),
        "street": float(bool(_STREET.search(name.text))), "place": float(bool(_PLACE.search(name.text))),
        "labelish": labelish(name.key),
        "prose": float(len(words) > 3 and name.text[-1:] == "." and name.form == 0.0),
        "large": max(0.0, min(name.size / body - 1.0, 2.0)), "bold": float(name.bold),
        "capitals": float(name.text.isupper()), "figures": float(any(c.isdigit() for c in name.text)),
        "repeated": min(repeats, 3) / 3, "later_page": float(name.page != scene.view.pages[0].number),
        "long": float(len(words) > 5), "one_word": float(len(words) == 1), "left": name.box[0] / 600,
        "dim": 1.0 - name.clear, "brief": float(sum(c.isalpha() for c in name.text) < 5),
        "small_letters": float(name.text.islower()),
    }  # fmt: skip


def _supplier(scene: Scene, name: NameCell, names: Sequence[NameCell], hosts: Sequence[str]) -> dict[str, float]:
    stems = [fold_words(host.split(".")[-2]) for host in hosts if host.count(".") >= 1]
    joined = name.key.replace(" ", "")
    close = max((fuzz.partial_ratio(stem.replace(" ", ""), joined) for stem in stems if len(stem) > 2), default=0.0)
    head = (name.key.split() or [""])[0]
    begins = any(len(head) > 3 and stem.replace(" ", "").startswith(head) for stem in stems)
    ids = [v for v in scene.values if v.type in (Type.VAT, Type.IBAN) and v.page == name.page]
    near = any(abs(v.line - name.line) <= 5 and abs(v.box[0] - name.box[0]) < 160 for v in ids)
    return {
        "host": float(close >= 88 or begins), "near_id": float(near and name.party != "buyer"),
        "sender_twin": float(any(o.sender and o is not name and o.key == name.key for o in names)),
    }  # fmt: skip


def _buyer(name: NameCell, names: Sequence[NameCell]) -> dict[str, float]:
    senders = [other for other in names if other.sender and other.page == name.page]
    above = any(
        0 < name.box[1] - other.box[3] < 4 * name.size and other.span[0] - 3 * name.size < name.box[0] < other.span[2]
        for other in senders
    )
    return {"under_sender": float(above), "window": float(name.block and 60 < name.box[1] < 320)}


def _is_buyer(scene: Scene, name: NameCell) -> float:
    return float(any(fuzz.ratio(fold_words(own), name.key) >= 88 for own in scene.buyer_names))


__all__ = ["propose"]
