"""The document's currency: a label names it, or signs and codes beside the amounts agree on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extractors.fields.names import legal_form
from extractors.fields.scene import Proposal, Scene
from extractors.fields.values import Type
from extractors.fold import fold_words
from extractors.locale.currencies import currencies, currency_of, dollars
from extractors.view import Line, Token

# What is paid in where nothing is printed, by the country of the seller's account or VAT id.
_EURO = frozenset(
    {"AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "EL", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT"}
) | {"SI", "SK"}
_OWN = {
    "GB": "GBP", "CH": "CHF", "DK": "DKK", "SE": "SEK", "NO": "NOK", "PL": "PLN", "CZ": "CZK", "HU": "HUF",
    "RO": "RON", "LI": "CHF", "BG": "BGN",
}  # fmt: skip


def propose(scene: Scene) -> Iterator[Proposal]:
    """Each currency that is printed, with its share; one guessed from the country where none is."""
    seen, named = _printed(scene), _named(scene)
    total = sum(seen.values())
    for code in {*seen, *named}:
        token = named.get(code)
        features = {
            "currency_seen": 1.0,
            "share": seen[code] / total if total else 0.0,
            "named": float(token is not None),
            "only": float(len(seen) == 1 and code in seen),
            "many": min(seen[code], 8) / 8,
            "bare_dollar": float(code in dollars() and not token and not _says(scene, code)),
            "once": float(seen[code] == 1),
        }
        box, page = (token.box, token.page) if token else (None, scene.view.pages[0].number)
        text = token.text if token else code
        method = "currency/sign" if features["bare_dollar"] else "currency"
        yield Proposal("currency", code, text, page, box, "", method, features)
    guess = _guess(scene)
    if guess:
        features = {"currency_guess": 1.0, "unprinted": float(not seen and not named)}
        yield Proposal("currency", guess, "", scene.view.pages[0].number, None, "", "currency/country", features)


def _printed(scene: Scene) -> Counter[str]:
    counts: Counter[str] = Counter(v.currency for v in scene.values if v.type is Type.AMOUNT and v.currency)
    for line in scene.view.lines:
        for token in line.tokens:
            code = currency_of(token.text)
            if code and not any(c.isdigit() for c in token.text) and not _in_name(line, token):
                counts[code] += 1
    if "USD" in counts and not _says(scene, "USD"):
        body = f" {fold_words(' '.join(line.text for line in scene.view.lines))} "
        for code, words in currencies().dollars.items():
            if any(f" {word} " in body for word in words):
                counts[code] += counts.pop("USD", 0)
                break
    return counts


def _in_name(line: Line, token: Token) -> bool:
    """True where a code ends a company's name: "Sdn Bhd" is no dinar."""
    at = line.tokens.index(token)
    return at > 0 and legal_form(f"x {line.tokens[at - 1].text} {token.text}") == 1.0


def _says(scene: Scene, code: str) -> bool:
    """True where a page spells a currency out, by its code or as US$."""
    spelled = {code, f"{code[:2]}$"}
    return any(token.text.strip(".,:()") in spelled for line in scene.view.lines for token in line.tokens)


def _named(scene: Scene) -> dict[str, Token]:
    found: dict[str, Token] = {}
    words = currencies().words
    for hit in scene.hits:
        if hit.label.field != "currency":
            continue
        line = scene.view.lines[hit.line]
        for token in line.tokens[hit.end : hit.end + 4]:
            code = currency_of(token.text) or words.get(token.key)
            if code:
                found.setdefault(code, token)
    return found


def _guess(scene: Scene) -> str | None:
    countries = Counter(v.value[:2] for v in scene.values if v.type in (Type.IBAN, Type.VAT))
    for country, _ in countries.most_common():
        if country in _EURO:
            return "EUR"
        if country in _OWN:
            return _OWN[country]
    body = f" {fold_words(' '.join(line.text for line in scene.view.lines))} "
    for code, words in currencies().countries.items():
        if any(f" {word} " in body for word in words):
            return code
    return {"de": "EUR", "fr": "EUR", "es": "EUR", "it": "EUR", "nl": "EUR", "pt": "EUR"}.get(scene.view.language or "")


__all__ = ["propose"]
