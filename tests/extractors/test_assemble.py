"""One mail, several parts: twins become one document, halves are joined, everything else stays apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import Draft, Field
from documents.kinds import Kind
from documents.printed import PrintedPage
from extractors.assemble import assemble

HEADER = {"invoice_number": "R-7", "invoice_date": "2026-03-02", "supplier_vat": "DE136695976", "gross_total": "119.00"}


def draft(part: str, medium: str = "pdf_text", pages: str = "1", **other: Any) -> Draft:
    values = other.pop("values", HEADER)
    kind = other.pop("kind", Kind.INVOICE)
    fields = {name: Field(value, 0.99, page=1 if pages else None) for name, value in values.items()}
    return Draft(kind, fields, part=part, medium=medium, pages=pages, **other)


def without(*names: str, **more: str) -> dict[str, str]:
    return {name: value for name, value in HEADER.items() if name not in names} | more


def line(text: str) -> dict[str, Field]:
    return {"description": Field(text, 0.9, page=1)}


def shape(drafts: list[Draft]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.part, one.also, one.pages) for one in drafts]


XML = draft("a.xml", "xml", "")


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "page",
    [
        draft("a.pdf"),
        draft("a.pdf", values=without("supplier_vat")),
        draft("a.pdf", values=without("invoice_number")),
        draft("a.pdf", values=without("gross_total", "invoice_date")),
        draft("a.pdf", medium="pdf_scan", values=without(invoice_number="r7")),
        draft("a.pdf", medium="xml"),
    ],
)
def test_xml_and_page_of_one_invoice_are_one_document_at_the_page(page: Draft, turned: bool) -> None:
    (one,) = assemble([XML, page] if turned else [page, XML])
    assert shape([one]) == [("a.pdf", ("a.xml",), "1")]
    assert one.medium == "xml"
    assert one.value("invoice_number") == "R-7"


def test_a_hybrid_brings_its_own_values_and_a_second_file_does_not_replace_them() -> None:
    hybrid = draft("a.pdf", medium="xml", lines=({"unit": Field("C62", page=1)},))
    (one,) = assemble([hybrid, draft("a.xml", "xml", "", lines=({"unit": Field("DAY")},))])
    assert one.lines[0]["unit"].value == "C62" and one.also == ("a.xml",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("gross_total", "120.00", "gross_total"), ("invoice_date", "2026-03-03", "date"), ("gross_total", "119.0", None)],
)
def test_a_twin_that_shows_something_else_says_so(name: str, value: str, told: str | None) -> None:
    (one,) = assemble([draft("a.pdf", values=without(**{name: value})), XML])
    assert one.differences == ((told,) if told else ())


@pytest.mark.parametrize(
    "other",
    [
        draft("b.pdf", values=without(invoice_number="R-8")),
        draft("b.pdf", values=without(supplier_vat="DE111111125")),
        draft("b.pdf", values=without("supplier_vat", gross_total="120.00")),
        draft("b.pdf", values=without("invoice_number", gross_total="120.00")),
        draft("b.pdf", kind=Kind.CREDIT_NOTE),
        draft("b.pdf", kind=Kind.PACKING_SLIP),
        draft("b.xml", "xml", ""),
    ],
)
def test_what_is_not_clearly_the_same_stays_two(other: Draft) -> None:
    if other.medium == "xml":  # two structured copies are one document
        assert len(assemble([XML, other])) == 1
    else:
        assert shape(assemble([XML, other])) == [("a.xml", (), ""), ("b.pdf", (), "1")]


def test_two_pages_of_the_same_number_are_not_merged_silently() -> None:
    assert len(assemble([draft("a.pdf"), draft("b.pdf")])) == 2


FIRST = {"invoice_number": "R-7", "invoice_date": "2026-03-02", "gross_total": "80.00"}
LAST = {"gross_total": "119.00", "iban": "DE02120300000000202051"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (draft("a.pdf", values=FIRST, text="Seite 1 von 2"), draft("b.pdf", values=LAST, text="Seite 2 von 2")),
        (draft("a.pdf", values=FIRST, text="page 1 / 2"), draft("b.pdf", values=LAST, text="Page 2/2")),
        (draft("R7_1von2.pdf", values=FIRST), draft("R7_2von2.pdf", values=LAST)),
        (draft("R7 page1.pdf", values=FIRST), draft("R7 page2.pdf", values=LAST)),
        (draft("a.pdf", values={"invoice_number": "R-7"}, lines=(line("bolt"),)), draft("b.pdf", values=LAST)),
        (draft("a.pdf", values=FIRST, text="Seite 1 von 2"),
         draft("b.pdf", values=LAST, text="Seite 2 von 2", kind=Kind.OTHER)),
    ],
)  # fmt: skip
def test_one_invoice_over_two_files_is_joined(one: Draft, two: Draft) -> None:
    (whole,) = assemble([one, two])
    assert shape([whole]) == [(one.part, (two.part,), "1-2")]
    assert (whole.value("invoice_number"), whole.value("gross_total")) == ("R-7", "119.00")
    assert whole.fields["gross_total"].page == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (draft("a.pdf", text="Seite 1 von 1"), draft("b.pdf", values=without(invoice_number="R-8"))),
        (draft("a.pdf", text="Seite 1 von 2"), draft("b.pdf", values=LAST, text="Seite 1 von 2")),
        (draft("a.pdf", text="Seite 1 von 3"), draft("b.pdf", values=LAST, text="Seite 2 von 2")),
        (draft("R7_1von2.pdf"), draft("R8_2von2.pdf", values=LAST)),
        (draft("R7_1von2.pdf", values=FIRST), draft("R7_2von2.pdf", values=without(invoice_number="R-8"))),
        (draft("a.pdf", values={"invoice_number": "R-7"}, lines=(line("bolt"),)),
         draft("b.pdf", values=LAST, kind=Kind.CREDIT_NOTE)),
    ],
)  # fmt: skip
def test_files_that_contradict_each_other_stay_two(one: Draft, two: Draft) -> None:
    assert len(assemble([one, two])) == 2


def test_three_files_of_one_document_are_joined_in_order() -> None:
    parts = [draft(f"R7_{n}von3.pdf", values=FIRST if n == 1 else LAST, lines=(line(str(n)),)) for n in (1, 2, 3)]
    (whole,) = assemble(parts)
    assert shape([whole]) == [("R7_1von3.pdf", ("R7_2von3.pdf", "R7_3von3.pdf"), "1-3")]
    assert [(row["description"].text, row["description"].page) for row in whole.lines] == [("1", 1), ("2", 2), ("3", 3)]


def test_pages_of_a_whole_are_counted_through_and_each_part_keeps_its_own() -> None:
    first = draft("a.pdf", pages="3-4", values=FIRST, text="Seite 1 von 3 … Seite 2 von 3", lines=(line("1"),))
    first = replace(first, fields={name: replace(one, page=4) for name, one in first.fields.items()})
    first = replace(first, lines=({"description": Field("1", 0.9, page=3)},), printed=(printed(3), printed(4)))
    second = draft("b.pdf", pages="2", values=LAST, text="Seite 3 von 3", printed=(printed(2),))
    second = replace(second, fields={name: replace(one, page=2) for name, one in second.fields.items()})
    (whole,) = assemble([first, second])
    assert (whole.pages, whole.spans) == ("1-3", ("3-4", "2"))
    assert whole.pieces == (("a.pdf", "3-4"), ("b.pdf", "2"))
    assert [whole.fields[name].page for name in ("invoice_number", "gross_total")] == [2, 3]
    assert whole.lines[0]["description"].page == 1
    assert [page.number for page in whole.printed] == [1, 2, 3]
    assert Draft.from_json(whole.to_json()).spans == whole.spans
    (twin,) = assemble([first, second, draft("a.xml", "xml", "", values=LAST | FIRST | {"gross_total": "119.00"})])
    assert twin.pieces == (("a.pdf", "3-4"), ("b.pdf", "2"), ("a.xml", ""))


def printed(number: int) -> PrintedPage:
    return PrintedPage(number, 595, 842)


names = st.sampled_from(["a.pdf", "b.pdf", "c.xml", "d.tif"])
anything = st.lists(
    st.builds(
        lambda part, number, gross: draft(part, "xml" if part.endswith("xml") else "pdf_text",
                                          "" if part.endswith("xml") else "1",
                                          values={"invoice_number": number, "gross_total": gross}),
        names, st.sampled_from(["1", "2"]), st.sampled_from(["10.00", "20.00"]),
    ),
    max_size=4, unique_by=lambda one: one.part,
)  # fmt: skip


@given(anything)
def test_no_part_is_lost_and_the_order_stays(drafts: list[Draft]) -> None:
    whole = assemble(drafts)
    kept = {part for one in whole for part in (one.part, *one.also)}
    assert kept == {one.part for one in drafts}
    assert assemble(whole) == whole
    order = [one.part for one in drafts]
    firsts = [min(order.index(part) for part in (one.part, *one.also)) for one in whole]
    assert firsts == sorted(firsts)
