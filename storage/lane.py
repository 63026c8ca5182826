"""The call path's statements, past SQLAlchemy's machinery: compiled once, bound and executed for tens of microseconds.

SQLAlchemy builds a context, a cursor and a result around each execution, through greenlets: a hundred microseconds for
a statement that SQLite answers in five. A statement that is built once and executed for every call goes through here:
the same SQL, the same types to and from the database, the same errors, in the same transaction. Whatever is built
anew for each question, or asked a few times a minute, goes through ``tx.execute``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Column, Dialect, Executable, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Row = tuple[Any, ...]
Record = dict[str, Any]
"""A row by the names of its columns."""

_T = TypeVar("_T")
_Process = Callable[[Any], Any]


class Driver(Protocol):
    """What a driver's connection does for us: see ``one_hop.py`` and ``pipelined.py``."""

    async def begin(self) -> None:
        """Begin a transaction. SQLite's OperationalError says that another has its write lock."""

    async def commit(self) -> None: ...

    async def rollback(self) -> None: ...

    @property
    def idle(self) -> bool:
        """True when no transaction is open, and none is being ended."""

    @property
    def usable(self) -> bool:
        """False once the database has gone away, as far as can be said without asking it."""

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """Execute, and all rows of the answer."""

    async def fetch_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """Execute with each of the rows, and all rows of the answers."""

    async def send(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute with each of the rows; what goes wrong may be told later, by the commit at the latest."""


async def rows(tx: AsyncConnection, statement: Executable, values: Values) -> list[Row]:
    """All rows of the answer."""
    prepared = _prepared(tx.dialect, statement, values)
    return prepared.read(await _done(tx, prepared, driver_of(tx).fetch(prepared.sql, prepared.bound(values))))


async def records(tx: AsyncConnection, statement: Executable, values: Values) -> list[Record]:
    """All rows of the answer, by the names of their columns."""
    names = _prepared(tx.dialect, statement, values).names
    return [dict(zip(names, row, strict=True)) for row in await rows(tx, statement, values)]


async def rows_of_each(tx: AsyncConnection, statement: Executable, many: Sequence[Values]) -> list[Row]:
    """All rows of the answers to a statement executed with each of these, at least one, with the same names in all."""
    prepared = _prepared(tx.dialect, statement, many[0])
    bound = [prepared.bound(values) for values in many]
    return prepared.read(await _done(tx, prepared, driver_of(tx).fetch_each(prepared.sql, bound)))


async def send(tx: AsyncConnection, statement: Executable, *many: Values) -> None:
    """Execute with each of these, with the same names in all; its errors come with the commit at the latest."""
    if many:
        prepared = _prepared(tx.dialect, statement, many[0])
        await _done(tx, prepared, driver_of(tx).send(prepared.sql, [prepared.bound(values) for values in many]))


def places(column: Column[Any], name: str, many: int) -> list[BindParameter[Any]]:
    """For ``column.in_(…)`` in a statement that is built once for so many."""
    return [bindparam(f"{name}_{place}", type_=column.type) for place in range(many)]


def several(name: str, values: Sequence[Any]) -> tuple[int, Values]:
    """How many places a statement needs for these, at least one, and what goes there.

    A power of two, so that few statements are built; the last one fills up what is left.
    """
    many = 1 << (len(values) - 1).bit_length()
    filled = [*values, *[values[-1]] * (many - len(values))]
    return many, {f"{name}_{place}": value for place, value in enumerate(filled)}


def driver_of(tx: AsyncConnection) -> Driver:
    """The driver's own connection under a transaction."""
    assert tx.sync_connection is not None  # noqa: S101 it is open
    return cast("Driver", tx.sync_connection.connection.driver_connection)


def as_ours(error: BaseException, dialect: Dialect, sql: str) -> BaseException:
    """A driver's error as SQLAlchemy raises it, without the values of the statement: some are callers'."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)


async def _done(tx: AsyncConnection, prepared: _Prepared, doing: Awaitable[_T]) -> _T:
    try:
        return await doing
    except tx.dialect.loaded_dbapi.Error as error:
        raise as_ours(error, tx.dialect, prepared.sql) from error


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as one dialect's driver takes it."""

    sql: str
    names: tuple[str, ...]
    """Of the answer's columns."""
    binds: tuple[str, ...]
    """What stands in each place, by name."""
    fixed: Values
    """What the statement itself says of these, as the driver takes it; the others are given at each execution."""
    processes: tuple[tuple[int, _Process], ...]
    """What turns that which is given into the driver's, by place."""
    results: tuple[tuple[int, _Process], ...]
    """Columns that the driver does not return as what they are."""

    def bound(self, values: Values) -> list[Any]:
        """Raises KeyError where a value is missing."""
        known = {**self.fixed, **values} if self.fixed else values
        row = [known[name] for name in self.binds]
        for place, process in self.processes:
            row[place] = process(row[place])
        return row

    def read(self, answer: list[Row]) -> list[Row]:
        if not self.results or not answer:
            return answer
        read = []
        for row in answer:
            columns = list(row)
            for place, process in self.results:
                columns[place] = process(columns[place])
            read.append(tuple(columns))
        return read


_KEPT: WeakKeyDictionary[Dialect, dict[tuple[Executable, tuple[str, ...]], _Prepared]] = WeakKeyDictionary()


def _prepared(dialect: Dialect, statement: Executable, values: Values) -> _Prepared:
    kept = _KEPT.get(dialect)
    if kept is None:
        kept = _KEPT[dialect] = {}
    key = (statement, tuple(values))
    prepared = kept.get(key)
    if prepared is None:
        prepared = kept[key] = _prepare(dialect, statement, key[1])
    return prepared


def _prepare(dialect: Dialect, statement: Any, names: tuple[str, ...]) -> _Prepared:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=names, for_executemany=True)
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError(f"SQLAlchemy has something to do at each execution of: {compiled}")
    columns = compiled._result_columns  # the statement's own list of them may be of the one that it was made from
    results = ((place, _result(dialect, column.type)) for place, column in enumerate(columns))
    binds = [compiled.binds[name] for name in compiled.positiontup or ()]
    processes = [_type(dialect, bind.type).bind_processor(dialect) for bind in binds]
    return _Prepared(
        sql=str(compiled),
        names=tuple(column.keyname for column in columns),
        binds=tuple(bind.key for bind in binds),
        fixed={
            bind.key: process(bind.effective_value) if process else bind.effective_value
            for bind, process in zip(binds, processes, strict=True)
            if not bind.required
        },
        processes=tuple(
            (place, process)
            for place, (bind, process) in enumerate(zip(binds, processes, strict=True))
            if process is not None and bind.required
        ),
        results=tuple((place, process) for place, process in results if process is not None),
    )


def _result(dialect: Dialect, kind: TypeEngine[Any]) -> _Process | None:
    return _type(dialect, kind).result_processor(dialect, None)


def _type(dialect: Dialect, kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
