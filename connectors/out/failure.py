"""Why something was not sent."""

from __future__ import annotations

from documents.errors import TallymarkError


class NotSentError(TallymarkError):
    """A server did not take a message. `everywhere` is true where it would take no other one now either:
    it cannot be reached, is not trusted, or refuses the login; then the message itself is not at fault."""

    code = "not-sent"

    def __init__(self, sentence: str, *, retryable: bool = True, everywhere: bool = False) -> None:
        super().__init__(sentence, retryable=retryable)
        self.everywhere = everywhere


__all__ = ["NotSentError"]
