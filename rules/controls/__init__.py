"""The controls: one rule a file, found by `rules.catalogue`.

Each module's docstring says the control in finance words, why, and the source, with a doctest just
inside and one just outside; `RULE` describes it, `check(sheet)` yields its findings.
"""
