"""Temporary tables of one connection: one for each sheet's rows as they were read, and five for the merge."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, MetaData, String, Table, insert
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


async def create(connection: AsyncConnection) -> None:
    """Make the temporary tables on this connection."""
    await connection.run_sync(lambda sync: _temporary.create_all(sync, checkfirst=False))


def row_maker(key: str, sheet: int) -> Callable[[Sequence[Any], int], list[dict[str, Any]]]:
    """How records of a sheet become staging rows, numbered on from a number."""
    fields = RULES[key].fields
    names = ("sheet", "seq", "row", *(field.staged for field in fields))
    values = attrgetter("row", *(field.name for field in fields))
    read = [(field.staged, field.read) for field in fields if field.read]

    def rows(records: Sequence[Any], after: int) -> list[dict[str, Any]]:
        made = [
            dict(zip(names, (sheet, seq, *values(record)), strict=True))
            for seq, record in enumerate(records, after + 1)
        ]
        for name, convert in read:
            for row in made:
                row[name] = convert(row[name])
        return made

    return rows


async def add_rows(connection: AsyncConnection, key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Stage a chunk of one sheet's rows."""
    if rows:
        await connection.execute(insert(STAGED[key]), rows)


async def add_spans(connection: AsyncConnection, sheet: int, declared: Iterable[tuple[str, Any, Any]]) -> None:
    """Stage what a sheet declares complete besides its rows: (student's code, first day, last day)."""
    rows = [{"sheet": sheet, "student": code, "first": first, "last": last} for code, first, last in declared]
    if rows:
        await connection.execute(insert(spans), rows)


async def settle(connection: AsyncConnection) -> None:
    """Let PostgreSQL count what was staged: without figures it joins temporary tables row by row."""
    if connection.dialect.name == "postgresql":
        for table in STAGED.values():
            await connection.exec_driver_sql(f"ANALYZE {table.name}")


async def clear(connection: AsyncConnection) -> None:
    """Empty the tables of the merge, before the next sheet."""
    for table in (windows, reach, present, pairs):
        await connection.execute(table.delete())
