"""Statements that every document asks: compiled once in each dialect, then run on the driver itself.

SQLAlchemy looks a statement up, binds it and wraps what comes back each time it is executed: a tenth of a
millisecond, where SQLite answers in a hundredth. A `Prepared` keeps the compiled text; in all else it behaves
as the statement that it was made of, its errors included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Row: TypeAlias = Mapping[str, Any]
"""A row by the names of its columns."""

Values: TypeAlias = Mapping[str, Any]
"""What a statement is given, by the names of its parameters."""

Process: TypeAlias = Callable[[Any], Any]
"""Makes of what a driver gives what a column means."""


_NOTHING: Final[Values] = {}


@dataclass(frozen=True, slots=True)
class Link:
    """An open connection as prepared statements need it: the driver's own, and the dialect that it speaks."""

    driver: Any
    dialect: Dialect

    @classmethod
    def of(cls, connection: Connection) -> Link:
        """The link behind a connection; good for as long as its transaction."""
        return cls(connection.connection.driver_connection, connection.dialect)


class Prepared:
    """One statement, its parameters left open; kept by a module, not made in a function.

    `columns` are those that an INSERT fills. A parameter that is `expanding` takes a list of any length.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._spoken: dict[str, _Spoken] = {}

    def run(self, link: Link, values: Values | Sequence[Values] | None = None) -> Any:
        """Execute it, once or for each of `values`; returns the driver's cursor."""
        spoken = self._in(link.dialect)
        if isinstance(values, Sequence):
            form = spoken.form(values[0])
            return _execute(link, form.text, [form.parameters(one) for one in values], many=True)
        form = spoken.form(values or _NOTHING)
        return _execute(link, form.text, form.parameters(values or _NOTHING))

    def tuples(self, link: Link, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Its rows, their columns in order."""
        found: list[tuple[Any, ...]] = self.run(link, values).fetchall()
        processes = self._in(link.dialect).processes
        return [_processed(row, processes) for row in found] if processes else found

    def rows(self, link: Link, values: Values | None = None) -> list[Row]:
        """Its rows by the names of their columns."""
        names = self._in(link.dialect).names
        return [dict(zip(names, row, strict=True)) for row in self.tuples(link, values)]

    def _in(self, dialect: Dialect) -> _Spoken:
        spoken = self._spoken.get(dialect.name)
        if spoken is None:
            spoken = self._spoken[dialect.name] = _spoken(self._statement, dialect, self._columns)
        return spoken


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one driver takes it, with lists of one length: its text, the values that it says itself, the
    places of each list, and, where the driver counts its parameters, how they are put in order."""

    text: str
    said: Values
    places: Mapping[str, Sequence[str]]
    in_order: Callable[[Values], tuple[Any, ...]] | None

    def parameters(self, values: Values) -> Values | tuple[Any, ...]:
        """The values of one execution; a list is spread over its places, the last thing fills up what is over."""
        if not (self.said or self.places):
            return values if self.in_order is None else self.in_order(values)
        named = {**self.said, **values}
        for name, places in self.places.items():
            things = named.pop(name)
            named.update(zip(places, [*things, *things[-1:] * (len(places) - len(things))], strict=True))
        return named if self.in_order is None else self.in_order(named)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A statement in one dialect: its parameters that are lists, its columns, and a form for each length of list."""

    compiled: SQLCompiler
    lists: tuple[str, ...]
    names: tuple[str, ...]
    processes: tuple[tuple[int, Process], ...]
    forms: dict[tuple[int, ...], _Form] = field(default_factory=dict)

    def form(self, values: Values) -> _Form:
        """The form for lists as long as these."""
        rooms = tuple([_room(len(values[name])) for name in self.lists]) if self.lists else ()
        form = self.forms.get(rooms)
        if form is None:
            form = self.forms[rooms] = _form(self.compiled, dict(zip(self.lists, rooms, strict=True)))
        return form


def _spoken(statement: ClauseElement, dialect: Dialect, columns: Sequence[str] | None) -> _Spoken:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    assert isinstance(compiled, SQLCompiler)
    lists = tuple(name for name, parameter in compiled.binds.items() if parameter.expanding and parameter.required)
    shown = list(getattr(statement, "exported_columns", ()))
    processes = [(place, column.type.result_processor(dialect, None)) for place, column in enumerate(shown)]
    needed = tuple((place, process) for place, process in processes if process is not None)
    return _Spoken(compiled, lists, tuple(column.key for column in shown), needed)


def _form(compiled: SQLCompiler, rooms: Mapping[str, int]) -> _Form:
    """The text for lists that have so many places each."""
    open_ones = {name: None for name, parameter in compiled.binds.items() if parameter.required}
    state = compiled.construct_expanded_state({**open_ones, **{name: [None] * room for name, room in rooms.items()}})
    places = {name: state.parameter_expansion[name] for name, room in rooms.items() if room}
    spread = {place for names in places.values() for place in names}
    said = {name: value for name, value in state.parameters.items() if name not in spread and name not in open_ones}
    return _Form(state.statement, said, places, None if state.positiontup is None else _picking(state.positiontup))


def _picking(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """Puts named values in the order of these names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda named: tuple(named[name] for name in names)


def _room(length: int) -> int:
    """Lists of like length share a form: 0, 1, 2, 4, 8, … places."""
    return 1 << (length - 1).bit_length() if length else 0


def _processed(row: tuple[Any, ...], processes: Sequence[tuple[int, Process]]) -> tuple[Any, ...]:
    done = list(row)
    for place, process in processes:
        done[place] = process(done[place])
    return tuple(done)


def say(link: Link, words: str) -> None:
    """Execute words without parameters, such as SAVEPOINT."""
    _execute(link, words, ())


def _execute(link: Link, text: str, parameters: Any, *, many: bool = False) -> Any:
    try:
        if not many:
            return link.driver.execute(text, parameters)
        cursor = link.driver.cursor()
        cursor.executemany(text, parameters)
    except _errors(link.dialect) as error:
        raise _told(link.dialect, text, parameters, error) from error
    return cursor


def _errors(dialect: Dialect) -> type[Exception]:
    module = dialect.dbapi
    assert module is not None
    return module.Error


def _told(dialect: Dialect, text: str, parameters: Any, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy tells it."""
    return DBAPIError.instance(text, parameters, error, _errors(dialect), dialect=dialect)


__all__ = ["Link", "Prepared", "Row", "say"]
