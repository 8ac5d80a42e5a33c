"""Prepared statements: compiled once for each kind of database, then handed to its driver as they are.

For the few statements that every request runs: SQLAlchemy takes 25 to 60 us to execute one that SQLite answers in two
(measured 2026-11). The statements stay SQLAlchemy's own, so that one text serves both databases; values and columns go
through the converters of their types. Promises: the same rows, the same transaction and the same errors as
`connection.execute`. Refuses: a statement with a list whose length shows in its text; use `among`.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Boolean, Column, Connection, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Executable
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one driver takes it. `places`: the names of its values in order, None where it takes a mapping."""

    text: str
    places: tuple[str, ...] | None
    constants: Mapping[str, Any]
    into: Mapping[str, _Convert]
    out: tuple[tuple[int, _Convert], ...]
    named: Callable[..., Any]

    def values(self, given: Mapping[str, Any]) -> Any:
        into = self.into
        ready = {name: into[name](value) if name in into else value for name, value in given.items()}
        if self.constants:
            ready = {**self.constants, **ready}
        return ready if self.places is None else tuple([ready[name] for name in self.places])

    def rows(self, found: list[Row]) -> list[Row]:
        if not self.out or not found:
            return found
        return [self.row(row) for row in found]

    def row(self, found: Row) -> Row:
        columns = list(found)
        for at, convert in self.out:
            columns[at] = convert(columns[at])
        return tuple(columns)


def fetch(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> list[Row]:
    """Every row, as plain tuples in the order of the selected columns. `values` has one for each parameter."""
    form = _form(connection, statement, values)
    with _driver(connection, form.text) as cursor:
        cursor.execute(form.text, form.values(values))
        return form.rows(cursor.fetchall())


def fetch_named(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> list[Any]:
    """As `fetch`, with the names of the selected columns."""
    form = _form(connection, statement, values)
    return [form.named(*row) for row in fetch(connection, statement, values)]


def fetch_first(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Row | None:
    """The first row, or None."""
    form = _form(connection, statement, values)
    with _driver(connection, form.text) as cursor:
        cursor.execute(form.text, form.values(values))
        found = cursor.fetchone()
        return None if found is None else form.row(found)


def run(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> int:
    """Changes rows; returns how many."""
    form = _form(connection, statement, values)
    with _driver(connection, form.text) as cursor:
        cursor.execute(form.text, form.values(values))
        return int(cursor.rowcount)


def run_each(connection: Connection, statement: Executable, many: Sequence[Mapping[str, Any]]) -> None:
    """The same for each of many rows."""
    if not many:
        return
    form = _form(connection, statement, many[0])
    with _driver(connection, form.text) as cursor:
        cursor.executemany(form.text, [form.values(values) for values in many])


# --- lists of any length ------------------------------------------------------------------------


class _Some(TypeDecorator[Any]):
    """A list as one value: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class among(FunctionElement[bool]):  # noqa: N801  # reads as the function that it is in SQL
    """Whether the column (of text or whole numbers) is in the list given under `name`, however long that is."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: Column[Any], name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Some(column.type)))

    def self_group(self, against: Any = None) -> among:  # noqa: ARG002  # as SQLAlchemy calls it
        """As it is: where SQLite has no booleans SQLAlchemy would write `... = 1`, and no index would be used."""
        return self


@compiles(among)
def _among(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, some = (compiler.process(each, **more) for each in element.clauses)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({some})"
    return f"{column} IN (SELECT value FROM json_each({some}))"  # noqa: S608  # a column and a place for a value


# --- compiling ----------------------------------------------------------------------------------

_FORMS: dict[tuple[Executable, str, tuple[str, ...]], _Form] = {}
"""Compiled once: statements are those that modules are made with, so this does not grow."""


def _form(connection: Connection, statement: Executable, given: Mapping[str, Any]) -> _Form:
    key = (statement, connection.dialect.name, tuple(given) if statement.is_insert else ())
    found = _FORMS.get(key)
    if found is None:
        found = _FORMS[key] = _compiled(statement, connection.dialect, key[2])
    return found


def _compiled(statement: Executable, dialect: Dialect, columns: tuple[str, ...]) -> _Form:
    plainly = {"column_keys": columns, "for_executemany": True} if statement.is_insert else {}
    made: Any = statement.compile(dialect=dialect, **plainly)  # type: ignore[attr-defined]  # it is a ClauseElement too
    if made.post_compile_params or made.insert_prefetch:
        raise TypeError("a prepared statement has its lists by `among`, and a value for every column")
    into = {name: convert for name, one in made.binds.items() if (convert := _into(one, dialect))}
    constants = {
        name: into[name](one.value) if name in into else one.value
        for name, one in made.binds.items()
        if not one.required
    }
    places = None if made.positiontup is None else tuple(made.positiontup)
    told = list(getattr(statement, "exported_columns", ()))  # of a SELECT, or what RETURNING names
    named: Any = namedtuple("Row", [column.key for column in told], rename=True)  # type: ignore[misc]  # not literal
    return _Form(str(made), places, constants, into, tuple(_outs(told, dialect)), named)


def _into(one: BindParameter[Any], dialect: Dialect) -> _Convert | None:
    return one.type.dialect_impl(dialect).bind_processor(dialect)


def _outs(columns: Sequence[Any], dialect: Dialect) -> Iterator[tuple[int, _Convert]]:
    for at, column in enumerate(columns):
        kind: TypeEngine[Any] = column.type
        convert = kind.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            yield at, convert


def say(connection: Connection, text: str) -> None:
    """Hand a bare text, as BEGIN, to the driver."""
    with _errors(connection, text):
        connection.connection.cursor().execute(text)


@contextmanager
def _driver(connection: Connection, text: str) -> Iterator[Any]:
    """A cursor inside the connection's transaction, which begins here when it has not yet."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        with _errors(connection, text):
            yield cursor
    finally:
        cursor.close()


class _errors:  # noqa: N801  # a context manager; as a generator it would take longer than the statement
    """Errors of the driver become those of SQLAlchemy; a connection that broke is not used again."""

    __slots__ = ("_connection", "_text")

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._text = text

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        dialect = self._connection.dialect
        driver: Any = dialect.loaded_dbapi
        if error is None or not isinstance(error, driver.Error):
            return
        broken: Any = error
        if dialect.is_disconnect(broken, None, None):
            self._connection.invalidate(error)
        raise DBAPIError.instance(
            self._text, None, error, driver.Error, hide_parameters=True, dialect=dialect
        ) from error
