"""The web desk: where people settle what the engine holds. FastAPI and Jinja2; htmx for what changes in place.

app.py         the assembly, on one screen
office.py      what all requests share: settings, workspace, templates
visit.py       who visits, and what they may
rendering.py   a template becomes a page, or a part of one
security/      headers, the gate, cookies, sign-in by an identity provider
pages/, api/   one page, one resource a module; each is found by its `router`
"""

from __future__ import annotations
