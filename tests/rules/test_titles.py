"""What people call a finding: one title a code, the same wherever it is shown."""

from __future__ import annotations

from collections import defaultdict

from rules.catalogue import rules, title

CODES = [code for entry in rules() for code in entry.rule.codes]


def test_a_code_has_one_title_and_a_title_one_code() -> None:
    titles, codes = defaultdict(set), defaultdict(set)
    for code in CODES:
        titles[code.name].add(code.title)
        codes[code.title].add(code.name)
    assert all(len(found) == 1 for found in titles.values()), "two rules give the code: give it the same title in both"
    assert all(len(found) == 1 for found in codes.values())


def test_a_title_is_a_short_phrase_of_the_trade() -> None:
    for code in CODES:
        assert code.title[0].isupper() and len(code.title) <= 32 and "-" not in code.title, code
        assert code.title[-1] not in ".:!?"


def test_what_no_rule_gives_any_more_is_told_as_words() -> None:
    assert title("forgotten-rule") == "Forgotten rule"
