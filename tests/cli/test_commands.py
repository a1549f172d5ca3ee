"""Every command on a workspace after the demo's journey: what it prints, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import samples
from cli.main import app


def names() -> list[list[str]]:
    """Every command, and every command of a group."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    return [
        [name, *inner]
        for name, command in commands.items()
        for inner in ([[one] for one in command.commands] if hasattr(command, "commands") else [[]])
    ]


@pytest.mark.parametrize("command", names(), ids=" ".join)
def test_help_shows_an_example(command: list[str]) -> None:
    found: Any = get_command(app)
    for word in command:
        found = found.commands[word]
    assert f"Example: tallymark {' '.join(command)}" in found.help


def test_help_answers_fast_and_imports_no_heavy_room() -> None:
    heavy = {"prefect", "sqlalchemy", "storage", "lxml", "rich.table"}
    code = f"import sys, cli.main; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"], ["run"], ["run", "--source", "/no/such/folder", "--once"], ["queue", "show", "x"],
        ["import", "suppliers", "/no/such/file.csv"], ["policy", "check", "/no/such/policy.toml"], ["verify"],
        ["explain", "1", "--nonsense"], ["replay"], ["correct", "4", "gross_total", "--role", "clerk", "--reason", "x"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_a_sentence_and_status_2(ran: Any, words: list[str]) -> None:
    done = ran(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert done.stderr.strip()


def test_as_a_process_of_its_own_it_says_a_sentence_and_leaves_with_the_status(ran: Any) -> None:
    wrong = ran.process("import", "suppliers", "/no/such/file.csv")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "tallymark: /no/such/file.csv cannot be read: No such file or directory\n"
    assert ran.process("status").returncode == 0


def test_what_is_not_there_is_a_sentence_and_status_1(ran: Any) -> None:
    done = ran("explain", "999")
    assert (done.returncode, done.stderr) == (1, "tallymark: there is no document 999\n")


def test_the_queue_names_each_role(ran: Any) -> None:
    lines = [json.loads(line) for line in ran("queue", "list", "--json").stdout.splitlines()]
    assert {line["number"]: line["owner"] for line in lines} == {
        "260533": "buyer", "PCT-70418": "receiving", "R-50661": "treasury",
    }  # fmt: skip
    assert "260533" in ran("queue", "list", "--role", "buyer").stdout


def test_status_and_doctor_balance(ran: Any) -> None:
    told = json.loads(ran("status", "--json").stdout)
    assert told["mails"] == {"consumed": 9, "ignored": 1, "quarantined": 1, "total": 11}
    assert told["unposted"] == 0
    examined = ran("doctor", "--json")
    checks = {line["check"]: line["grade"] for line in map(json.loads, examined.stdout.splitlines())}
    assert (examined.returncode, checks["custody"], checks["audit log"]) == (0, "good", "good")


def test_explain_shows_the_tally_and_match_agrees_with_its_case(ran: Any, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in ran("queue", "list", "--json").stdout.splitlines()]
    document = next(line["document"] for line in lines if line["owner"] == "buyer")
    assert "3.55" in ran("explain", str(document)).stdout
    case = tmp_path / "case.json"
    case.write_text(ran("explain", str(document), "--case").stdout, encoding="utf-8")
    matched = json.loads(ran("match", case, "--json").stdout)
    assert (matched["decision"], [finding["code"] for finding in matched["findings"]]) == ("hold", ["price-over"])


def test_match_reads_the_others_where_one_case_is_broken(ran: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"as_of": "2026-05-29", "document": {"kind": "invoice"}}), encoding="utf-8")
    bad.write_text("{", encoding="utf-8")
    done = ran("match", bad, good, "--json")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    assert "bad.json" in done.stderr


def test_replay_gives_every_verdict_again(ran: Any) -> None:
    done = ran("replay", "--all")
    assert (done.returncode, done.stdout.endswith("given again, 0 of them otherwise\n")) == (0, True)
    assert ran("replay", "1").returncode == 0
    assert ran("replay", "999").returncode == 1


def test_find_get_and_verify(ran: Any, tmp_path: Path) -> None:
    hits = [json.loads(line) for line in ran("find", "--number", "NS-26-0412", "--json").stdout.splitlines()]
    assert {hit["state"] for hit in hits} == {"filed", "rejected"}
    done = ran("get", str(hits[0]["document"]), "--to", tmp_path / "copy.pdf", "--because", "a test")
    assert (done.returncode, (tmp_path / "copy.pdf").read_bytes()[:5]) == (0, b"%PDF-")
    assert ran("get", str(hits[0]["document"]), "--to", tmp_path / "copy.pdf").returncode == 2
    assert ran("verify", "--all").returncode == 0


def test_verify_names_a_changed_object(settled: Any) -> None:
    victim = next(path for path in (settled.home / "archive" / "objects").rglob("*") if path.is_file())
    whole = victim.read_bytes()
    victim.chmod(0o644)
    victim.write_bytes(whole + b"x")
    done = settled("verify", "--all")
    victim.write_bytes(whole)
    assert (done.returncode, victim.name in done.stdout) == (1, True)


def test_policies_are_checked_and_compared(ran: Any, tmp_path: Path) -> None:
    loose, wrong = tmp_path / "loose.toml", tmp_path / "wrong.toml"
    loose.write_text("[price]\nupper_percent = 20\n", encoding="utf-8")
    wrong.write_text("[price]\nuper_percent = 20\n", encoding="utf-8")
    assert ran("policy", "check", loose).returncode == 0
    refused = ran("policy", "check", wrong)
    assert (refused.returncode, "upper_percent" in refused.stderr) == (2, True)
    assert "price.upper_percent" in ran("policy", "show").stdout
    assert "price.upper_percent" in ran("policy", "diff", loose).stdout
    assert "decide the same" in ran("policy", "diff", loose, loose).stdout


def test_an_override_that_reaches_nothing_is_a_warning(ran: Any, tmp_path: Path) -> None:
    idle = tmp_path / "idle.toml"
    idle.write_text('[[for]]\nitem = "KW-1040"\ntax = { upper_amount = 1 }\n', encoding="utf-8")
    done = ran("policy", "check", idle)
    assert (done.returncode, "tax.upper_amount has no effect" in done.stderr) == (0, True)


def test_an_import_names_the_refused_rows_and_takes_the_rest(settled: Any, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    head, first, second, *_ = (samples.FOLDER / "orders.csv").read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join((head, first.replace(",400,", ",many,"), second)), encoding="utf-8")
    done = settled("import", "orders", table)
    assert (done.returncode, "row 2" in done.stderr, "1 orders read" in done.stdout) == (1, True, True)


def test_a_looser_policy_is_tried_without_changing_anything(ran: Any, tmp_path: Path) -> None:
    loose = tmp_path / "loose.toml"
    loose.write_text("[price]\nupper_percent = 20\n", encoding="utf-8")
    lines = [json.loads(line) for line in ran("simulate", "--policy", loose, "--json").stdout.splitlines()]
    assert [(line["before"], line["after"], line["gone"][0]["code"]) for line in lines[:-1]] == [
        ("hold", "approve", "price-over")
    ]  # fmt: skip
    assert (lines[-1]["tried"], lines[-1]["changed"]) == (10, 1)
    done = ran("simulate", "--policy", loose)
    assert (done.returncode, "10 documents tried, 1 would be decided otherwise, 1 would change" in done.stdout) == (
        0,
        True,
    )
