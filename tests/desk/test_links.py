"""Links: whoever is shown one may follow it, in every role."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from documents.kinds import Role

Client = Callable[..., TestClient]
OF_EVERYBODY = ("/archive", "/figures?span=all", "/figures/uninvoiced", "/figures/promised", "/rules", "/account")


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_link_leads_to_a_refusal(looking: Client, role: str) -> None:
    here = looking(role)
    menu = re.findall(r'<li><a href="(/[a-z-]*)"', here.get("/account").text)
    documents = re.findall(r'href="(/archive/\d+)"', here.get("/archive").text)
    seen, refused = set(), []
    assert documents and menu
    exceptions = [path.replace("archive", "exceptions") for path in documents[:4]]
    for path in (*menu, *OF_EVERYBODY, *documents[:4], *exceptions):
        answer = here.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        for link in re.findall(r'href="(/[^"#]*)', answer.text):
            kind = re.sub(r"\d+", "#", link.partition("?")[0])
            if kind not in seen and not kind.startswith("/static/"):
                seen.add(kind)
                status = here.get(unescape(link)).status_code
                refused += [f"{link} on {path}: {status}"] if status >= 400 else []
    assert refused == []
    assert ("/suppliers" in menu) == any(kind.startswith("/suppliers/") for kind in seen)
