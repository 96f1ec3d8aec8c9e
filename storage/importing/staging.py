"""Temporary tables of one connection: one for each sheet's rows as they were read, and five for the merge."""

from collections.abc import Callable, Container, Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Dialect, Integer, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.rules import SheetRule
from storage.importing.sheets import RULES, SHEETS

_temporary = MetaData()


def _temp(name: str, *columns: Column[Any]) -> Table:
    return Table(f"import_{name}", _temporary, *columns, prefixes=["TEMPORARY"])


def _staging_table(rule: SheetRule) -> Table:
    columns: list[Column[Any]] = []
    for field in rule.fields:
        kind = rule.table.c[field.column].type
        columns.append(Column(field.staged, String() if field.points_at or isinstance(kind, JSON) else kind))
    return _temp(
        rule.key,
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("sheet", Integer, nullable=False),  # which of the source's sheets
        Column("row", Integer, nullable=False),
        *columns,
    )


STAGED = {rule.key: _staging_table(rule) for rule in SHEETS}

spans = _temp(
    "spans",
    Column("sheet", Integer, nullable=False),
    Column("student", String, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
)
windows = _temp(
    "windows",
    Column("class_id", Integer, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
)
reach = _temp(  # owner × days that a dated sheet speaks of
    "reach",
    Column("owner_id", Integer, nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("complete", Boolean, nullable=False),  # what is not in the file may go
)
present = _temp(  # rows of the table that the file is compared with
    "present",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("complete", Boolean, nullable=False),
)
pairs = _temp(  # a row of the table and the row of the file that is the same one
    "pairs",
    Column("old", Integer, primary_key=True, autoincrement=False),
    Column("new", Integer, nullable=False, index=True),
    Column("same", Boolean, nullable=False),
)

MERGE = (spans, windows, reach, present, pairs)

LISTS = ("terms", "staff", "classes", "students", "guardians")
"""Sheets that others point at: asked about even when the file does not carry them."""


async def create(connection: AsyncConnection, keys: Container[str]) -> None:
    """Make the temporary tables for these sheets on this connection, which is closed after the import."""
    wanted = [table for key, table in STAGED.items() if key in keys or key in LISTS]
    await connection.run_sync(lambda sync: _temporary.create_all(sync, [*wanted, *MERGE], checkfirst=False))


class Stager:
    """Stages the records of one of the source's sheets.

    The rows go to the driver as tuples, through SQLAlchemy's types but past its per-row work: that took half the time.
    """

    def __init__(self, connection: AsyncConnection, key: str, sheet: int, after: int) -> None:
        rule, table = RULES[key], STAGED[key]
        self._connection, self._sheet, self._last = connection, sheet, after
        self._values = attrgetter("row", *(field.name for field in rule.fields))
        self._statement = str(insert(table).compile(dialect=connection.dialect))
        self._changes = [
            (place, change)
            for place, field in enumerate(rule.fields, 1)
            for change in (field.read, _processor(table.c[field.staged], connection.dialect))
            if change
        ]

    async def add(self, records: Sequence[Any]) -> None:
        """Stage a chunk of records, in their order."""
        if not records:
            return
        columns: list[Iterable[Any]] = list(zip(*map(self._values, records), strict=True))
        for place, change in self._changes:
            columns[place] = [None if value is None else change(value) for value in columns[place]]
        numbers = range(self._last + 1, self._last + len(records) + 1)
        self._last += len(records)
        rows = list(zip(numbers, repeat(self._sheet), *columns, strict=False))
        await self._connection.exec_driver_sql(self._statement, rows)


def _processor(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


async def add_spans(connection: AsyncConnection, sheet: int, declared: Iterable[tuple[str, Any, Any]]) -> None:
    """Stage what a sheet declares complete besides its rows: (student's code, first day, last day)."""
    rows = [{"sheet": sheet, "student": code, "first": first, "last": last} for code, first, last in declared]
    if rows:
        await connection.execute(insert(spans), rows)


async def settle(connection: AsyncConnection, keys: Iterable[str]) -> None:
    """Let PostgreSQL count what was staged: without figures it joins temporary tables row by row."""
    if connection.dialect.name == "postgresql":
        for key in keys:
            await connection.exec_driver_sql(f"ANALYZE {STAGED[key].name}")


async def clear(connection: AsyncConnection) -> None:
    """Empty the tables of the merge, before the next sheet."""
    for table in (windows, reach, present, pairs):
        await connection.execute(table.delete())
