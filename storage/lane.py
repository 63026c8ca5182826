"""The call path's statements, past SQLAlchemy's machinery: compiled once, bound and executed for tens of microseconds.

SQLAlchemy builds a context, a cursor and a result around each execution, through greenlets: a hundred microseconds for
a statement that SQLite answers in five. A statement that is built once and executed for every call goes through here:
the same SQL, the same types to and from the database, the same errors, in the same transaction. Whatever is built
anew for each question, or asked a few times a minute, goes through ``tx.execute``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Column, Connection, Dialect, Executable, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Row = tuple[Any, ...]
Rows = Sequence[Sequence[Any]]
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

    async def ask(self, *asked: tuple[str, Rows]) -> list[list[Row]]:
        """Execute one statement after the other, each with each of its rows; for each all rows of its answers."""

    async def send(self, sql: str, rows: Rows) -> None:
        """Execute with each of the rows; what goes wrong may be told later, by the commit at the latest."""


Asked = tuple[Executable, Sequence[Values]]
"""A statement, and the values of each of its executions, at least one, with the same names in all."""


async def rows(tx: AsyncConnection, statement: Executable, values: Values) -> list[Row]:
    """All rows of the answer."""
    (answer,) = await answers(tx, (statement, (values,)))
    return answer


async def records(tx: AsyncConnection, statement: Executable, values: Values) -> list[Record]:
    """All rows of the answer, by the names of their columns."""
    names = _way_of(tx).prepared(statement, values).names
    return [dict(zip(names, row, strict=True)) for row in await rows(tx, statement, values)]


async def answers(tx: AsyncConnection, *asked: Asked) -> list[list[Row]]:
    """For each statement all rows of its answers: executed one after the other, and told together."""
    way = _way_of(tx)
    prepared = [way.prepared(statement, many[0]) for statement, many in asked]
    bound = [(one.sql, [one.bound(values) for values in many]) for one, (_, many) in zip(prepared, asked, strict=True)]
    found = await _done(way, prepared, way.driver.ask(*bound))
    return [one.read(answer) for one, answer in zip(prepared, found, strict=True)]


async def send(tx: AsyncConnection, statement: Executable, *many: Values) -> None:
    """Execute with each of these, with the same names in all; its errors come with the commit at the latest."""
    if many:
        way = _way_of(tx)
        prepared = way.prepared(statement, many[0])
        await _done(way, [prepared], way.driver.send(prepared.sql, [prepared.bound(values) for values in many]))


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
    return _way_of(tx).driver


def as_ours(error: BaseException, dialect: Dialect, sql: str) -> BaseException:
    """A driver's error as SQLAlchemy raises it, without the values of the statement: some are callers'."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)


async def _done(way: _Way, prepared: Sequence[_Prepared], doing: Awaitable[_T]) -> _T:
    try:
        return await doing
    except way.dialect.loaded_dbapi.Error as error:
        raise as_ours(error, way.dialect, "; ".join(one.sql for one in prepared)) from error


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as one dialect's driver takes it."""

    sql: str
    names: tuple[str, ...]
    """Of the answer's columns."""
    pick: Callable[[Values], Row]
    """What stands in each place, of values by their names."""
    fixed: Values
    """What the statement itself says of these, as the driver takes it; the others are given at each execution."""
    processes: tuple[tuple[int, _Process], ...]
    """What turns that which is given into the driver's, by place."""
    results: tuple[tuple[int, _Process], ...]
    """Columns that the driver does not return as what they are."""

    def bound(self, values: Values) -> list[Any]:
        """Raises KeyError where a value is missing."""
        row = [*self.pick({**self.fixed, **values} if self.fixed else values)]
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


_Kept = dict[tuple[Executable, tuple[str, ...]], _Prepared]
_KEPT: WeakKeyDictionary[Dialect, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Way:
    """What the lane takes of a connection, looked up once: SQLAlchemy goes through six objects each time."""

    dialect: Dialect
    driver: Driver
    kept: _Kept

    def prepared(self, statement: Executable, values: Values) -> _Prepared:
        key = (statement, tuple(values))
        prepared = self.kept.get(key)
        if prepared is None:
            prepared = self.kept[key] = _prepare(self.dialect, statement, key[1])
        return prepared


_WAYS: WeakKeyDictionary[Connection, _Way] = WeakKeyDictionary()


def _way_of(tx: AsyncConnection) -> _Way:
    connection = tx.sync_connection  # by itself: an AsyncConnection compares all that it stands for
    assert connection is not None  # noqa: S101 it is open
    way = _WAYS.get(connection)
    if way is None:
        driver = cast("Driver", connection.connection.driver_connection)
        way = _WAYS[connection] = _Way(tx.dialect, driver, _KEPT.setdefault(tx.dialect, {}))
    return way


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
        pick=_picking([bind.key for bind in binds]),
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


def _picking(names: Sequence[str]) -> Callable[[Values], Row]:
    """``itemgetter``, which gives no tuple of one name, and takes none."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _result(dialect: Dialect, kind: TypeEngine[Any]) -> _Process | None:
    return _type(dialect, kind).result_processor(dialect, None)


def _type(dialect: Dialect, kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
