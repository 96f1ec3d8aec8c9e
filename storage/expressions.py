"""SQL that is said in one way only here: what differs between SQLite and PostgreSQL, what an index must recognise."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, String, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.tables.columns import Instant


def one_of(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """`column IN ('queued', 'retry')`, with words of ours written out: a bound word would match no partial index."""
    return column.in_([literal_column(f"'{word}'", String) for word in words])


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
