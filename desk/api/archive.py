"""/archive: documents found by words and fields, one with all that is known of it, its proof, its original."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from desk.asked import Id
from desk.asked_archive import Asked
from desk.attachment import attachment
from desk.resources import BYTES, Told
from desk.visit import Visited, allow
from documents.kinds import Kind, Role
from documents.lifecycle import State
from journey.archive import archived
from journey.archive.archived import Archived
from journey.archive.retrieve import original
from storage.records import AuditEntry

router = APIRouter(prefix="/archive", tags=["archive"], dependencies=[allow(*Role)])


class Hit(Told):
    """A document found."""

    document: int
    kind: Kind
    title: str
    supplier: str | None
    dated: date | None
    state: State
    gross: Decimal | None
    currency: str | None


class Hits(Told):
    """A page of hits, newest first; `next` goes into `before`, None on the last; `more`: `total` is a lower bound."""

    hits: list[Hit]
    next: int | None
    total: int
    more: bool


class Logged(Told):
    """An entry of the audit log."""

    seq: int
    at: datetime
    actor: str
    kind: str
    because: str
    hash: str

    @classmethod
    def of(cls, entry: AuditEntry) -> Logged:
        """Without the details, which name what others did elsewhere."""
        return cls.model_validate(entry)


class Filed(Told):
    """One document: fields and lines as read and put right, the newest verdict, resolutions, posting (and its
    cancellation, where it was withdrawn), history. `accesses` is empty for all but compliance and administration."""

    document: int
    kind: Kind
    title: str
    state: State
    version: int
    supplier: str | None
    mail: int
    sealed_at: datetime
    objects: list[str]
    fields: Mapping[str, Any]
    lines: list[Mapping[str, Any]]
    verdict: Mapping[str, Any] | None
    resolutions: list[Mapping[str, Any]]
    posting: str | None
    cancellation: str | None
    history: list[Logged]
    accesses: list[Logged]


class Proved(Told):
    """What was looked at, and a sentence for each fault."""

    objects: list[str]
    entries: int
    verdicts: int
    faults: list[str]


@router.get("")
def search(visit: Visited, asked: Annotated[Asked, Depends()]) -> Hits:
    """Documents by filter, fifty a page; the search is logged first."""
    found = archived.search(visit.shift, visit.person, asked.query())
    hits = [Hit.model_validate(hit) for hit in found.page.hits]
    return Hits(hits=hits, next=found.page.next, total=found.total, more=found.more)


@router.get("/{document_id}")
def document(visit: Visited, document_id: Id) -> Filed:
    """One document; the view is logged first."""
    one = archived.look_at(visit.shift, visit.person, document_id, "interface: looked at")
    return _filed(one, sees_log=visit.may(*archived.PROVERS))


@router.get("/{document_id}/original", response_class=Response, responses=BYTES)
def download(visit: Visited, document_id: Id, file: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1) -> Response:
    """The original as it came, as a download; of a document over several files the first, or `file`, counted from 1.
    The access is logged first."""
    name, data = original(visit.shift, document_id, visit.person.login, "interface: downloaded", file)
    return attachment(name, data)


@router.post("/{document_id}/proof", dependencies=[allow(*archived.PROVERS)])
def prove(visit: Visited, document_id: Id) -> Proved:
    """Hold the document against what was recorded of it."""
    return Proved.model_validate(archived.proof(visit.shift, visit.person, document_id))


def _filed(one: Archived, *, sees_log: bool) -> Filed:
    read, document = one.draft.to_json(), one.document
    acts = [
        {"at": said.recorded_at, "kind": said.act.kind, "person": said.act.person, "role": said.act.role,
         "reason": said.act.reason, "code": said.act.code, "field": said.act.field, "value": said.act.value}
        for said in one.resolutions
    ]  # fmt: skip
    return Filed(
        document=document.id, kind=one.draft.kind, title=one.title, state=document.state, version=document.version,
        supplier=document.supplier, mail=document.message, sealed_at=one.message.sealed_at, objects=list(one.objects),
        fields=read["fields"], lines=read["lines"],
        verdict=one.verdict.verdict.to_json() if one.verdict else None, resolutions=acts,
        posting=one.posting.key if one.posting else None,
        cancellation=one.cancellation.key if one.cancellation else None,
        history=[Logged.of(entry) for entry in one.history],
        accesses=[Logged.of(entry) for entry in one.accesses] if sees_log else [],
    )  # fmt: skip


__all__ = ["router"]
