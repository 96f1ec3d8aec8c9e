"""SQL that is said in one way only here: what differs between SQLite and PostgreSQL, what an index must recognise."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Interval,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Subquery
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from storage.tables.columns import Instant

S = TypeVar("S")


def one_of(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """`column IN ('queued', 'retry')`, with words of ours written out: a bound word would match no partial index."""
    return column.in_([literal_column(f"'{word}'", String) for word in words])


def prepared(build: Callable[[str], S]) -> Callable[[AsyncConnection], S]:
    """Makes a function of the database's name («sqlite») into a statement that is built once and bound many times:
    to build one costs ten times what SQLite needs to do it."""
    built = cache(build)
    return lambda connection: built(connection.dialect.name)


def given(dialect: str, **columns: TypeEngine[Any] | type[TypeEngine[Any]]) -> Subquery:
    """Rows of ours as a table to join with: one bound value, `given`, whatever their number. Made by `packed`."""
    text = bindparam("given", type_=String)
    picked: list[ColumnElement[Any]]
    if dialect == "sqlite":
        each = func.json_each(text).table_valued("value", name="given_rows")
        picked = [
            type_coerce(func.json_extract(each.c.value, literal_column(f"'$[{place}]'")), kind)
            for place, kind in enumerate(columns.values())
        ]
    else:
        each = func.json_array_elements(cast(text, JSON)).table_valued("value", name="given_rows")
        picked = [cast(each.c.value.op("->>")(place), kind) for place, kind in enumerate(columns.values())]
    return select(*(one.label(name) for name, one in zip(columns, picked, strict=True))).subquery("given")


def given_ids(dialect: str, name: str = "ids") -> Select[Any]:
    """Ids of ours to compare with by `in_`: one bound value. Made by `packed`."""
    text = bindparam(name, type_=String)
    if dialect == "sqlite":
        return select(func.json_each(text).table_valued("value", name=f"{name}_given").c.value)
    each = func.json_array_elements_text(cast(text, JSON)).table_valued("value", name=f"{name}_given")
    return select(cast(each.c.value, Integer))


def packed(rows: Iterable[Any]) -> str:
    """Rows (tuples of numbers, texts, dates and None) or ids, as `given` and `given_ids` take them."""
    return orjson.dumps(list(rows)).decode()


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
