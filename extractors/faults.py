"""What libraries raise when they stumble over damaged bytes: not errors of theirs by contract, but all that was met.

Each list was completed by fuzzing (`make soak`); a damaged file is refused with a sentence, never with a traceback.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final

_PLAIN: Final = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError, NotImplementedError,
    AssertionError, struct.error, zlib.error,
)  # fmt: skip

ARCHIVE_FAULTS: Final = (*_PLAIN, zipfile.BadZipFile)
"""zipfile: a member that breaks off, a version or a method that nobody unpacks, a name that is none."""

PICTURE_FAULTS: Final = (*_PLAIN, SyntaxError)
"""Pillow: a header or a frame that breaks off, tags of another type than they say."""

PACKAGE_FAULTS: Final = (*ARCHIVE_FAULTS, SyntaxError)
"""python-docx and openpyxl: a package whose parts are missing, damaged, or of another kind (lxml's are SyntaxError)."""

__all__ = ["ARCHIVE_FAULTS", "PACKAGE_FAULTS", "PICTURE_FAULTS"]
