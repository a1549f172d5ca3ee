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


def test_who_releases_one_thing_does_not_release_the_limit_too(at_limit: Any) -> None:
    document = queue(at_limit)["260533"]
    price = ("--waive", "price-over", "--role", "buyer", "--as", "anna")
    assert resolve(at_limit, document, *price).returncode == 0
    assert state(at_limit, "260533") == ["held"]
    [item] = map(json.loads, at_limit("queue", "list", "--role", "approver", "--json").stdout.splitlines())
    assert [finding["code"] for finding in item["findings"]] == ["over-limit"]
    limit = ("--waive", "over-limit", "--role", "approver", "--as")
    refused = resolve(at_limit, document, *limit, "anna")
    assert (refused.returncode, "another approver" in refused.stderr) == (1, True)
    assert resolve(at_limit, document, "--waive", "over-limit", "--role", "buyer", "--as", "bob").returncode == 1
    assert resolve(at_limit, document, *limit, "bob").returncode == 0
    assert state(at_limit, "260533") == ["filed"]
    explained = at_limit("explain", str(document)).stdout
    assert "Waived by anna (buyer)" in explained
    assert "Waived by bob (approver)" in explained


def test_treasury_needs_two_people_and_a_reason_and_the_account_is_then_known(at_limit: Any) -> None:
    document = queue(at_limit)["R-50661"]
    waive = ("queue", "resolve", str(document), "--waive", "bank-account-changed", "--role", "treasury", "--as")
    assert at_limit(*waive, "tom").returncode == 2
    assert at_limit(*waive, "tom", "--reason", " ").returncode == 1
    said = ("--reason", "called the number on file, Ms Harz confirmed")
    assert at_limit(*waive, "tom", *said).returncode == 0
    assert at_limit(*waive, "tom", *said).returncode == 0
    assert state(at_limit, "R-50661") == ["held"]
    assert at_limit(*waive, "eva", *said).returncode == 0
    assert state(at_limit, "R-50661") == ["filed"]
    assert "tom (treasury), eva (treasury)" in at_limit("explain", str(document)).stdout
    assert at_limit("replay", "--all").returncode == 0
    assert at_limit("verify", "--all").returncode == 0


def test_a_copy_stays_listed_and_is_shown_beside_its_original(ran: Any) -> None:
    [copy] = map(json.loads, ran("queue", "list", "--rejected", "--json").stdout.splitlines())
    assert (copy["number"], copy["finding"]["code"]) == ("NS-26-0412", "duplicate-exact")
    assert str(copy["original"]) in ran("queue", "list", "--rejected").stdout
    shown = ran("explain", str(copy["document"])).stdout
    assert f"document {copy['original']}" in shown
    assert "02-clean.eml" in shown
    assert "09-again.eml" in shown
    assert ran("queue", "list", "--rejected", "--group").returncode == 2


def test_groups_on_the_command_line(ran: Any) -> None:
    assert "no two documents share a cause" in ran("queue", "list", "--group").stdout
    assert ran("queue", "list", "--group", "--json").stdout == ""
    words = ("queue", "resolve", "--group", "bank account X", "--role", "treasury", "--reason", "a test")
    missing = ran(*words, "--waive", "bank-account-changed", "--dry-run")
    assert (missing.returncode, "no group" in missing.stderr) == (2, True)
    for wrong in (("--not-a-duplicate",), ("--reject", "--dry-run"), ("6", "--reject"), ()):
        assert ran(*words, *wrong).returncode == 2


def test_only_what_is_not_booked_is_drafted(ran: Any) -> None:
    [slip] = [json.loads(hit) for hit in ran("find", "--number", "LS-88120", "--json").stdout.splitlines()
              if json.loads(hit)["kind"] == "packing_slip"]  # fmt: skip
    done = ran("receipts", "draft", str(slip["document"]))
    assert (done.returncode, "booked already" in done.stderr) == (2, True)


def test_what_was_filed_is_withdrawn_by_an_approver(settled: Any) -> None:
    hits = [json.loads(hit) for hit in settled("find", "--number", "NS-26-0412", "--json").stdout.splitlines()]
    document = next(hit["document"] for hit in hits if hit["state"] == "filed")
    words = ("queue", "withdraw", str(document), "--as", "olga", "--reason", "a forgery")
    refused = settled(*words, "--role", "clerk")
    assert (refused.returncode, "approver" in refused.stderr) == (1, True)
    done = settled(*words, "--role", "approver")
    assert (done.returncode, "withdrawn" in done.stdout) == (0, True)
    hits = [json.loads(hit) for hit in settled("find", "--number", "NS-26-0412", "--json").stdout.splitlines()]
    assert {hit["document"]: hit["state"] for hit in hits}[document] == "rejected"
