"""A draft as people have put it right: corrections and re-pointings laid over what was read.

The draft itself stays as it was read; what a person said is certain and names who said it. `field` is
a header field, or a line's as `3.quantity` with the line's place on the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from documents.draft import HEADER_FIELDS, LINE_FIELDS, Draft, Field
from documents.errors import WrongUseError
from documents.kinds import Kind
from storage.records import NewResolution, Resolution, ResolutionKind

SUPPLIER = "supplier"
KIND = "kind"
_LISTS = ("orders", "delivery_notes", "credits")


def amended(draft: Draft, resolutions: Iterable[Resolution]) -> Draft:
    """The draft with every correction and re-pointing, the latest last."""
    for resolution in resolutions:
        act = resolution.act
        if act.kind is ResolutionKind.CORRECTION:
            draft = _corrected(draft, act)
        elif act.kind is ResolutionKind.REPOINTING:
            draft = _repointed(draft, act)
    return draft


def place_of(act: NewResolution) -> tuple[int | None, str]:
    """The line (None: the header) and the field that a correction means; raises WrongUseError."""
    name = act.field or ""
    line, dot, inner = name.partition(".")
    if dot and line.isdigit() and inner in LINE_FIELDS:
        return int(line), inner
    if act.line is not None and name in LINE_FIELDS:
        return act.line, name
    if name in (*HEADER_FIELDS, SUPPLIER, KIND):
        return None, name
    raise WrongUseError(f"{name or 'nothing'} is no field: name a header field, or a line's as 3.quantity")


def supplier_said(resolutions: Iterable[Resolution]) -> str | None:
    """The supplier that a person named for the document, the latest one."""
    said = [
        r.act.value for r in resolutions if r.act.kind is ResolutionKind.CORRECTION and r.act.field == SUPPLIER
    ]  # fmt: skip
    return said[-1] if said else None


def _corrected(draft: Draft, act: NewResolution) -> Draft:
    line, name = place_of(act)
    if name == SUPPLIER:
        return draft
    if name == KIND:
        return replace(draft, kind=Kind(act.value or ""))
    return _with(draft, line, name, act)


def _repointed(draft: Draft, act: NewResolution) -> Draft:
    """`45-1001` for the whole document; `45-1001/20` or `20` for one line."""
    order, _, order_line = (act.value or "").rpartition("/") if act.line is not None else (act.value or "", "", "")
    if act.line is None:
        named = {"po_number": _field(order, act), "orders": _field((order,), act)}
        return replace(draft, fields={**draft.fields, **named})
    if order:
        draft = _with(draft, act.line, "po_number", replace(act, value=order))
    return _with(draft, act.line, "order_line", replace(act, value=order_line))


def _with(draft: Draft, line: int | None, name: str, act: NewResolution) -> Draft:
    if line is None:
        value = (act.value or "",) if name in _LISTS else act.value or ""
        return replace(draft, fields={**draft.fields, name: _field(value, act)})
    if not 1 <= line <= len(draft.lines):
        raise WrongUseError(f"the document has {len(draft.lines)} lines, not {line}")
    lines = list(draft.lines)
    lines[line - 1] = {**lines[line - 1], name: _field(act.value or "", act)}
    return replace(draft, lines=tuple(lines))


def _field(value: str | tuple[str, ...], act: NewResolution) -> Field:
    return Field(value, method=f"correction/{act.person}")


__all__ = ["KIND", "SUPPLIER", "amended", "place_of", "supplier_said"]
