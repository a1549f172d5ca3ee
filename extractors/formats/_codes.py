"""Code lists that several structured formats share: what a type code makes a document, what a charge is."""

from __future__ import annotations

from documents.kinds import Kind

# UNTDID 1001 (document name), as far as EN 16931, Peppol, Order-X and national profiles use it.
_CREDIT = {"81", "83", "91", "261", "262", "296", "308", "381", "396", "420", "458", "532"}
_KINDS = {
    "220": Kind.PURCHASE_ORDER, "221": Kind.PURCHASE_ORDER, "224": Kind.PURCHASE_ORDER, "226": Kind.PURCHASE_ORDER,
    "227": Kind.PURCHASE_ORDER, "230": Kind.PURCHASE_ORDER, "231": Kind.ORDER_CONFIRMATION, "270": Kind.PACKING_SLIP,
    "325": Kind.OTHER, "351": Kind.PACKING_SLIP, "352": Kind.PACKING_SLIP, "632": Kind.RECEIPT_ADVICE,
    "705": Kind.BILL_OF_LADING, "730": Kind.BILL_OF_LADING,
}  # fmt: skip

# UNTDID 7161 (charges) and the words that stand in reasons.
_CHARGES = {
    "FC": "freight", "DL": "freight", "SH": "freight", "PC": "packaging", "ABL": "packaging", "IN": "insurance",
    "TAE": "toll", "HD": "handling", "SAA": "shipping", "FI": "finance", "CG": "cleaning", "RAD": "rush",
}  # fmt: skip
_WORDS = {
    "freight": ("freight", "fracht", "transport", "versand", "livraison", "port ", "envío", "porte", "spedizione",
                "vracht", "verzend", "frete", "shipping", "delivery", "carriage", "trasporto"),
    "packaging": ("packag", "packing", "verpackung", "emballage", "embalaje", "imballaggio", "verpakking", "embalagem"),
    "insurance": ("insurance", "versicherung", "assurance", "seguro", "assicurazione", "verzekering"),
}  # fmt: skip


def kind_of(code: str, otherwise: Kind) -> Kind:
    """The kind that a UNTDID 1001 code names.

    >>> kind_of("381", Kind.INVOICE), kind_of("380", Kind.INVOICE), kind_of("351", Kind.INVOICE)
    (<Kind.CREDIT_NOTE: 'credit_note'>, <Kind.INVOICE: 'invoice'>, <Kind.PACKING_SLIP: 'packing_slip'>)
    """
    return Kind.CREDIT_NOTE if code in _CREDIT else _KINDS.get(code, otherwise)


def charge_kind(code: str, reason: str, *, allowance: bool) -> str:
    """A short word for a charge, from its code, else from its reason, else `charge` or `allowance`.

    >>> charge_kind("FC", "", allowance=False), charge_kind("", "Versandkosten", allowance=False)
    ('freight', 'freight')
    """
    if allowance:
        return "allowance"
    if code in _CHARGES:
        return _CHARGES[code]
    lowered = reason.lower() + " "
    return next((kind for kind, words in _WORDS.items() if any(word in lowered for word in words)), "charge")


__all__ = ["charge_kind", "kind_of"]
