"""SQL that is said in one way only here: what differs between SQLite and PostgreSQL, what an index must recognise."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Interval, String, cast, exists, func, literal, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Subquery
from sqlalchemy.sql.functions import FunctionElement

from storage.tables.columns import Instant


def one_of(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """`column IN ('queued', 'retry')`, with words of ours written out: a bound word would match no partial index."""
    return column.in_([literal_column(f"'{word}'", String) for word in words])


def given(connection: AsyncConnection, columns: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Subquery:
    """Rows of ours as a table to join with, in one bound value: the statement's text is the same for any number."""
    text = literal(json.dumps(rows), String)
    if connection.dialect.name == "sqlite":
        each = func.json_each(text).table_valued("value", name="given_rows")
        picked: list[ColumnElement[Any]] = [
            func.json_extract(each.c.value, f"$[{place}]") for place in range(len(columns))
        ]
    else:
        each = func.json_array_elements(cast(text, JSON)).table_valued("value", name="given_rows")
        picked = [each.c.value.op("->>")(place) for place in range(len(columns))]
    named = zip(picked, columns.items(), strict=True)
    return select(*(cast(one, kind).label(name) for one, (name, kind) in named)).subquery("given")


def there_is(inside: Any, condition: Any) -> ColumnElement[bool]:
    """EXISTS over these tables alone. Every other table of the condition is an outer row's, however far out: left to
    itself, SQLAlchemy looks one level out, and quietly joins a table named further out once more."""
    tables = inside if isinstance(inside, tuple) else (inside,)
    return exists(select(literal(1)).select_from(*tables).where(condition).correlate_except(*tables))


class Later(FunctionElement[Any]):
    """An instant column plus a duration, as an instant. SQLite keeps instants as text in one fixed form."""

    type = Instant()
    inherit_cache = True
    name = "later"


def later(column: ColumnElement[Any], by: timedelta) -> ColumnElement[Any]:
    """`column + by`; whole seconds."""
    modifier = literal(f"{int(by.total_seconds()):+d} seconds", String)
    return Later(column, literal(by, Interval(native=True)).label(None).element, modifier)


@compiles(Later, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, by, _ = element.clauses
    return f"({compiler.process(column, **options)} + {compiler.process(by, **options)})"


@compiles(Later, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, _, modifier = element.clauses  # bound, not written into the SQL: statements are cached by their form
    moved = f"{compiler.process(column, **options)}, {compiler.process(modifier, **options)}"
    return f"(strftime('%Y-%m-%d %H:%M:%f', {moved}) || '000')"
