"""What a reader can be asked to do; each task turns a request into an answer record and frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from documents.draft import Draft
from documents.errors import TallymarkError
from documents.printed import PrintedPage
from extractors.picture import PICTURES, PNG, Picture
from extractors.sandbox.probes import probe
from extractors.source import ReadOptions
from extractors.unwrap.limits import UnwrapLimits
from extractors.unwrap.unwrapped import Signature, Unwrapped

Request: TypeAlias = dict[str, Any]
Data: TypeAlias = tuple[bytes, ...]
Answer: TypeAlias = tuple[dict[str, Any], tuple[bytes, ...]]


def answer(request: Request, data: Data) -> Answer:
    """Do one task on what came with it, the file first.

    A technical failure becomes an answer of its own, anything else is a bug and raised.
    """
    try:
        return _TASKS[str(request["task"])](request, data)
    except TallymarkError as error:
        return failed(error.code, error.sentence, retryable=error.retryable), ()


def failed(code: str, sentence: str, *, retryable: bool = False) -> dict[str, Any]:
    """The answer record of a failure."""
    return {"error": {"code": code, "sentence": sentence, "retryable": retryable}}


def read_answer(record: Mapping[str, Any]) -> list[Draft]:
    """The drafts of an answer; raises ValueError on anything that is not one."""
    drafts = record.get("drafts")
    if not isinstance(drafts, list):
        raise ValueError("an answer holds a list of drafts")
    return [Draft.from_json(draft) for draft in drafts]


def picture_answer(record: Mapping[str, Any], frames: Sequence[bytes]) -> Picture:
    """The picture of an answer; raises ValueError on anything that is not one."""
    media, count = record.get("media"), record.get("count")
    if len(frames) != 1 or media not in PICTURES or not frames[0].startswith(PICTURES[media]):
        raise ValueError("an answer holds one picture of a kind that browsers show")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError("an answer tells how many pages there are")
    return Picture(frames[0], media, PrintedPage.from_json(record.get("page")), count)


def marked_answer(frames: Sequence[bytes]) -> bytes:
    """The marked picture of an answer; raises ValueError on anything that is none."""
    if len(frames) != 1 or not frames[0].startswith(PICTURES[PNG]):
        raise ValueError("an answer holds one marked picture")
    return frames[0]


def signatures_answer(record: Mapping[str, Any]) -> tuple[Signature, ...]:
    """The signatures of an answer; raises ValueError on anything else."""
    found = record.get("signatures")
    if not isinstance(found, list) or any(len(one) != 2 or one[1] not in ("pass", "fail", "none") for one in found):
        raise ValueError("an answer says of each signature whose it is, and pass, fail or none")
    return tuple(Signature(str(domain), str(result)) for domain, result in found)


def _read(request: Request, data: Data) -> Answer:
    """Beside the file come the notes of earlier readings of it; beside the drafts go the notes, where they changed."""
    from extractors import read
    from extractors.pages.notebook import Notebook, noting

    file, *notes = data
    notebook = Notebook(notes[0] if notes else b"")
    with noting(notebook):
        drafts = read(file, str(request["name"]), ReadOptions(**request["options"]))
    return {"drafts": [draft.to_json(text=True, printed=True) for draft in drafts]}, (notebook.written(),)


def _unwrap(request: Request, data: Data) -> Answer:
    from extractors.unwrap import unwrap

    unwrapped: Unwrapped = unwrap(data[0], str(request["name"]), UnwrapLimits.from_json(request["limits"]))
    return unwrapped.to_json(), tuple(part.data for part in unwrapped.parts)


def _signatures(request: Request, data: Data) -> Answer:
    from extractors.unwrap.signatures import check

    said = check(data[0], {str(place): str(record) for place, record in request["keys"].items()})
    return {"signatures": [[one.domain, one.result] for one in said]}, ()


def _picture(request: Request, data: Data) -> Answer:
    from extractors.pages.picture import pictured

    made = pictured(data[0], int(request["page"]), int(request["turn"]), tuple(request["passwords"]))
    return {"media": made.media, "page": made.page.to_json(), "count": made.count}, (made.data,)


def _mark(request: Request, data: Data) -> Answer:
    from extractors.pages.marks import marked

    width, height = request["size"]
    return {}, (marked(data[0], (width, height), [tuple(box) for box in request["boxes"]]),)


def _probe(request: Request, data: Data) -> Answer:
    return {"probe": probe(str(request["name"]), data[0].decode())}, ()


_TASKS: Mapping[str, Callable[[Request, Data], Answer]] = {
    "read": _read, "unwrap": _unwrap, "signatures": _signatures, "picture": _picture, "mark": _mark,
    "probe": _probe,
}  # fmt: skip

__all__ = [
    "Answer",
    "Data",
    "Request",
    "answer",
    "failed",
    "marked_answer",
    "picture_answer",
    "read_answer",
    "signatures_answer",
]
