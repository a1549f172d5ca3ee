"""Technical failure: one base, a code, whether to try again, and a sentence for the clerk."""

from __future__ import annotations


class TallymarkError(Exception):
    """Something technical failed; a disagreement of business is a `Finding`, never an exception.

    `code` is stable and kebab-case, `sentence` tells the reader what to do, `retryable` is true
    where the same call may succeed later without anybody doing anything.
    """

    code = "failed"
    retryable = False

    def __init__(self, sentence: str, *, code: str | None = None, retryable: bool | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if code is not None:
            self.code = code
        if retryable is not None:
            self.retryable = retryable

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.sentence, self.code, self.retryable))


def _rebuild(kind: type[TallymarkError], sentence: str, code: str, retryable: bool) -> TallymarkError:
    return kind(sentence, code=code, retryable=retryable)


class UnreadableError(TallymarkError):
    """A document could not be read: code is encrypted, corrupt, bomb, active-content, empty, unsupported,
    time-limit, memory-limit or crashed."""

    code = "corrupt"


class WrongUseError(TallymarkError):
    """The caller asked for something that cannot be: a bad option, file, column or state (exit status 2)."""

    code = "wrong-use"


class IllegalTransitionError(TallymarkError):
    """A document was to go from one state to another that its lifecycle does not allow."""

    code = "illegal-transition"


class NotAllowedError(TallymarkError):
    """The person's role or earlier acts do not permit this (separation of duties)."""

    code = "not-allowed"


class CustodyError(TallymarkError):
    """The archive or the ledger does not hold what it should."""

    code = "custody"


__all__ = [
    "CustodyError", "IllegalTransitionError", "NotAllowedError", "TallymarkError", "UnreadableError", "WrongUseError",
]  # fmt: skip
