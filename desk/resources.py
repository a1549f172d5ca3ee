"""What resources of the programming interface share: their place, what they take and tell, how failures look."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, model_validator

API: Final = "/api/v1"


class Sent(BaseModel):
    """What a program sends. A field that is not named is refused, so that nothing is set by accident or guile;
    text is what a database can keep: no NUL, no half of a character."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        if any(not _is_keepable(text) for text in _texts(value)):
            raise ValueError("text holds NUL or half a character")
        return value


class Told(BaseModel):
    """What a program is told."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Problem(Told):
    """A failure (RFC 9457): `detail` is a sentence for a person, `code` a word for a program."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


_SAID: Final = {
    400: "the request asks for something that cannot be", 401: "nobody is signed in",
    403: "the person, their role or the token may not do this", 404: "there is no such record",
    409: "it was changed by somebody else, or its state does not allow this", 422: "the request is not understood",
}  # fmt: skip
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": said,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, said in _SAID.items()
}
"""The failures of every resource, for its description."""


BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "the bytes, as a download", "content": {"application/octet-stream": {}}}
}
"""The answer of a resource that hands out a file."""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple) else []


def _is_keepable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


__all__ = ["API", "BYTES", "RESPONSES", "Problem", "Sent", "Told"]
