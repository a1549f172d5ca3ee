"""Payment codes: the Swiss QR-bill (SIX, Swiss Payment Standards 2.x) and the EPC QR code (EPC069-12)."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def parse_payment(text: str) -> dict[str, str]:
    """The payment's data, {} if the text is no payment code or names no valid IBAN."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if lines[0] == "SPC":
        return _swiss(lines)
    return _epc(lines) if lines[0] == "BCD" else {}


def _swiss(lines: list[str]) -> dict[str, str]:
    """Lines by the standard's table: 4 account, 5 to 11 creditor, 19 amount, 20 currency, 21 to 27 debtor,
    28 and 29 reference, 30 message, 32 bill information."""
    if len(lines) < 29:
        return {}
    found = {
        "iban": _iban(lines[3]), "creditor": lines[5], "amount": _amount(lines[18]),
        "currency": lines[19] if lines[19] in ("CHF", "EUR") else "", "debtor": lines[21],
        "reference": lines[28] if lines[27] in ("QRR", "SCOR") else "",
        "message": lines[29] if len(lines) > 29 else "",
        "bill_information": lines[31] if len(lines) > 31 else "",
    }  # fmt: skip
    return _kept("swiss-qr-bill", found)


def _epc(lines: list[str]) -> dict[str, str]:
    """Lines: service tag, version, character set, SCT, BIC, name, IBAN, amount, purpose, reference, text."""
    if len(lines) < 7 or lines[3] not in ("SCT", "INST"):
        return {}
    lines = lines + [""] * 4
    amount = _amount(lines[7].removeprefix("EUR"))
    found = {
        "iban": _iban(lines[6]), "creditor": lines[5], "bic": lines[4] if _BIC.fullmatch(lines[4]) else "",
        "amount": amount, "currency": "EUR" if amount else "", "reference": lines[9], "message": lines[10],
    }  # fmt: skip
    return _kept("epc-qr", found)


def _kept(standard: str, found: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in found.items() if value}
    return {"payment": standard} | kept if "iban" in kept else {}


def _iban(value: str) -> str:
    """The IBAN if its checksum (ISO 7064 MOD 97-10) holds."""
    compact = value.replace(" ", "").upper()
    if not _IBAN.fullmatch(compact) or not compact.isascii():
        return ""
    digits = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
    return compact if int(digits) % 97 == 1 else ""


def _amount(value: str) -> str:
    return value if _AMOUNT.fullmatch(value) and value.isascii() else ""


__all__ = ["parse_payment"]
