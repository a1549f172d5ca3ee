"""What people do on the command line: waive, correct, reject, mark, and what follows."""

from __future__ import annotations

import json
from typing import Any

import samples


def queue(tallymark: Any) -> dict[str, int]:
    """The document's number of each open exception, by the paper's own number."""
    lines = map(json.loads, tallymark("queue", "list", "--json").stdout.splitlines())
    return {line["number"]: line["document"] for line in lines}


def state(tallymark: Any, number: str) -> list[str]:
    """The states of all documents with this number."""
    hits = tallymark("find", "--number", number, "--json").stdout.splitlines()
    return sorted(json.loads(hit)["state"] for hit in hits)


def resolve(tallymark: Any, document: int, *words: str) -> Any:
    return tallymark("queue", "resolve", str(document), "--reason", "a test", *words)


def test_only_the_owner_waives_and_the_document_is_then_filed(settled: Any) -> None:
    document = queue(settled)["260533"]
    refused = resolve(settled, document, "--waive", "price-over", "--role", "clerk", "--as", "anna")
    assert (refused.returncode, "buyer" in refused.stderr) == (1, True)
    done = resolve(settled, document, "--waive", "price-over", "--role", "buyer", "--as", "anna")
    assert (done.returncode, state(settled, "260533")) == (0, ["filed"])


def test_a_changed_bank_account_takes_two_of_treasury(settled: Any) -> None:
    document = queue(settled)["R-50661"]
    waive = ("--waive", "bank-account-changed", "--role", "treasury")
    assert resolve(settled, document, *waive, "--as", "tom").returncode == 0
    assert state(settled, "R-50661") == ["held"]
    assert resolve(settled, document, *waive, "--as", "eva").returncode == 0
    assert state(settled, "R-50661") == ["filed"]


def test_a_receipt_that_arrives_wakes_the_document_that_waits_for_it(settled: Any) -> None:
    assert state(settled, "2026-218") == ["waiting"]
    done = settled("import", "receipts", samples.FOLDER / "late-receipt.csv")
    assert (done.returncode, "1 documents that waited" in done.stdout) == (0, True)
    assert state(settled, "2026-218") == ["filed"]


def test_a_correction_is_matched_again(settled: Any) -> None:
    document = queue(settled)["PCT-70418"]
    words = ("2.quantity=24", "2.net=148.80", "net_total=526.80", "gross_total=526.80")
    done = settled("correct", str(document), *words, "--role", "clerk", "--as", "anna", "--reason", "the paper says so")
    assert (done.returncode, state(settled, "PCT-70418")) == (0, ["filed"])


def test_a_duplicate_is_marked_as_one_of_its_own_and_stays_held_for_its_quantity(settled: Any) -> None:
    hits = [json.loads(hit) for hit in settled("find", "--number", "NS-26-0412", "--json").stdout.splitlines()]
    document = next(hit["document"] for hit in hits if hit["state"] == "rejected")
    refused = resolve(settled, document, "--waive", "duplicate-exact", "--role", "clerk", "--as", "anna")
    assert refused.returncode == 1
    done = resolve(settled, document, "--not-a-duplicate", "--role", "clerk", "--as", "anna")
    assert (done.returncode, "held" in done.stdout) == (0, True)
    rejected = resolve(settled, document, "--reject", "--role", "clerk", "--as", "anna")
    assert (rejected.returncode, "rejected" in rejected.stdout) == (0, True)
