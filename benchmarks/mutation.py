"""Mutation testing of `rules/`: how many small faults would the tests notice? `make mutate`.

    python -m benchmarks.mutation [SAMPLE] [SEED]        SAMPLE faults of all (0: every one), the same for a seed

A fault is one changed operator, bound, condition, constant or result in one module. It counts as noticed if
the module's own examples or a test of `tests/rules` fails. Two copies of the tree are worked in at a time;
the tree itself is never changed. Prints each fault that nobody noticed, then the share of those noticed.
"""

from __future__ import annotations

import ast
import gc
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("documents", "rules", "policies", "docs", "tests", "pyproject.toml")
JOBS = 2
SECONDS = 300
PLUGINS = ("_hypothesis_pytestplugin", "pytest_timeout")
DEAR = (*PLUGINS, "hypothesis.strategies", "scipy.optimize")
"""Imported once, and forked for each fault."""
LAST = ("tests/rules/test_properties.py", "tests/rules")
"""The dear tests come after the cheap ones, most of which are files of their own."""

_OPPOSITES: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn),
    (ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.And, ast.Or),
)  # fmt: skip
SWAPS = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}


@dataclass(frozen=True, slots=True)
class Fault:
    """The place of a fault: a module below the root, and the how-manyth place in it."""

    module: str
    place: int


def places(tree: ast.AST) -> list[ast.AST]:
    """The nodes of a module that can be made faulty, in the order of the walk; the options of a decorator, as
    `frozen=True`, say nothing of what a rule decides and are left alone."""
    decorators = {
        id(inner) for node in ast.walk(tree) for one in getattr(node, "decorator_list", ()) for inner in ast.walk(one)
    }
    return [node for node in ast.walk(tree) if id(node) not in decorators and _breakable(node)]


def _breakable(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[operator]) | ast.BinOp(op=operator) | ast.BoolOp(op=operator):
            return type(operator) in SWAPS
        case ast.Return(value=ast.Constant(value=None)):
            return False
        case ast.Return(value=ast.expr()) | ast.UnaryOp(op=ast.Not()) | ast.IfExp():
            return True
        case ast.Constant(value=bool() | int()):
            return True
        case _:
            return False


def spoil(node: ast.AST) -> None:
    """Put the fault in."""
    match node:
        case ast.Compare():
            node.ops = [SWAPS[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BinOp() | ast.BoolOp():
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() as value):
            node.value = value + 1
        case _:
            raise AssertionError(node)


def faults() -> list[Fault]:
    """Every fault that can be put into `rules/`."""
    modules = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*.py"))
    return [Fault(module, place) for module in modules for place in range(len(places(_tree(module))))]


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def noticed(fault: Fault | None, folder: Path) -> bool:
    """Whether the tests in a copy of the tree fail with the fault in it (None: with none). For a process of its own:
    the rules are imported for good."""
    whole = (ROOT / fault.module).read_text(encoding="utf-8") if fault else ""
    if fault:
        tree = ast.parse(whole)
        spoil(places(tree)[fault.place])
        (folder / fault.module).write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
    try:
        return _fails(folder, fault.module if fault else "rules")
    finally:
        if fault:
            (folder / fault.module).write_text(whole, encoding="utf-8")


def _fails(folder: Path, module: str) -> bool:
    os.chdir(folder)
    sys.path[:] = [str(folder), *(place for place in sys.path if place not in ("", str(ROOT)))]
    cheap = sorted(f"tests/rules/{path.name}" for path in (folder / "tests/rules").glob("test_*.py"))
    tests = [test for test in cheap if test not in LAST] + list(LAST)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of browsers and of the network are dear, and idle here
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    try:
        return _fail("--doctest-modules", module) or _fail(*tests)
    except TimeoutError:
        return True  # a fault that never ends is noticed


def _fail(*tests: str) -> bool:
    plugins = [word for name in PLUGINS for word in ("-p", name)]
    imported = (*plugins, "-W", "ignore::pytest.PytestAssertRewriteWarning", "--assert=plain")
    done = pytest.main([*imported, "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests])
    return done not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def _too_long(*_: object) -> None:
    raise TimeoutError


def told(fault: Fault) -> str:
    """A fault in a line: where, and what stands there."""
    node = places(_tree(fault.module))[fault.place]
    return f"{fault.module}:{getattr(node, 'lineno', 0)} {type(node).__name__} {ast.unparse(node)}"


def _copies(parent: Path) -> Iterator[Path]:
    for number in range(JOBS):
        folder = parent / str(number)
        folder.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, folder / name)
        yield folder


def main(sample: int = 60, seed: int = 1) -> int:
    """Try a sample of the faults; returns 1 if fewer than 90 % were noticed."""
    every = faults()
    chosen = every if not sample else random.Random(seed).sample(every, min(sample, len(every)))
    for name in DEAR:
        import_module(name)
    gc.freeze()
    context = multiprocessing.get_context("fork")
    free: SimpleQueue[Path] = context.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="tally-mutation-") as parent:
        for folder in _copies(Path(parent)):
            free.put(folder)
        with context.Pool(JOBS, _work_in, (free,), maxtasksperchild=1) as pool:
            if pool.apply(_try, (None,)):
                sys.exit("the tests fail without any fault: mend them first")
            killed = 0
            for fault, found in zip(chosen, pool.imap(_try, chosen), strict=True):
                killed += found
                if not found:
                    print(f"unnoticed: {told(fault)}", flush=True)
    print(f"{killed} of {len(chosen)} faults noticed ({100 * killed / len(chosen):.0f} %), {len(every)} places in all")
    return 0 if killed >= 0.9 * len(chosen) else 1


_free: SimpleQueue[Path]


def _work_in(free: SimpleQueue[Path]) -> None:
    """What each process begins with: where it finds a copy, and silence."""
    global _free
    _free, sys.dont_write_bytecode = free, True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _try(fault: Fault | None) -> bool:
    folder = _free.get()
    try:
        return noticed(fault, folder)
    finally:
        _free.put(folder)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
