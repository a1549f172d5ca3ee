"""Whatever happens to a structured file: it is read, or refused with a code; nothing else escapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors import read
from tests.extractors.test_cii import d16b, zugferd1
from tests.extractors.test_edi import DESADV, INVOIC, X810, X856
from tests.extractors.test_fatturapa import body, fattura, signed
from tests.extractors.test_table import SHEETS, sheet_of, workbook
from tests.extractors.test_ubl import invoice

CODES = {"empty", "encrypted", "corrupt", "bomb", "active-content", "unsupported"}
WHOLE = {
    "ubl.xml": invoice(), "cii.xml": d16b(), "zugferd.xml": zugferd1(), "fattura.xml": fattura(body("1"), body("2")),
    "signed.p7m": signed(fattura()), "invoic.edi": INVOIC.encode(), "desadv.edi": DESADV.encode(),
    "810.x12": X810.encode(), "856.x12": X856.encode(), "sheet.csv": SHEETS["de"].encode(),
    "book.xlsx": workbook(sheet_of("1")),
}  # fmt: skip
TOKENS = [
    b"", b"\0", b"<", b"'", b"+", b"~", b"*", b";", b"\xff", b"9" * 60, b"-", b"1e9", b"1e999999999", b"NaN",
    b"Infinity", b"&#0;", b"]]>", b"<!--", b"00000000", b"2026-99-99", b"UNH+1+INVOIC'", b"=1+1", b"\xe2\x80\xae",
    b"\xd9\xa3",
]  # fmt: skip
wounds = st.lists(
    st.tuples(st.integers(30, 9_999), st.integers(0, 60), st.sampled_from(TOKENS) | st.binary(max_size=5)),
    min_size=1, max_size=4,
)  # fmt: skip


def wounded(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, gone, wedge in cuts:
        at %= len(data) or 1
        data = data[:at] + wedge + data[at + gone :]
    return data


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl speaks of styles that damage took away
@given(cuts=wounds)
def test_damage_is_read_or_refused(name: str, cuts: list[tuple[int, int, bytes]]) -> None:
    try:
        drafts = read(wounded(WHOLE[name], cuts), name)
    except UnreadableError as refused:
        assert refused.code in CODES and refused.sentence.endswith(".")
        return
    assert drafts
    for draft in drafts:
        assert Draft.from_json(draft.to_json(text=True)).fields.keys() == draft.fields.keys()


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_file_is_read(name: str) -> None:
    assert all(draft.fields for draft in read(WHOLE[name], name))
