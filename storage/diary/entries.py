"""When the journal's records were entered, as far as it can be known: by the journal's own word, else first seen.

`entered` is None for what was there before this was kept. Rows are counted by class, subject and day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import attendance, finals, homework, marks, people, topics


@dataclass(frozen=True, slots=True)
class Entry:
    """So many records of a class, subject and day that were entered at one instant (UTC)."""

    class_id: int
    subject: str
    day: date | None  # of the lesson
    entered: datetime | None
    count: int
    due: date | None = None  # homework: for when
    term: str = ""  # final marks: of which term


async def topic_entries(
    connection: AsyncConnection, class_ids: Sequence[int], first: date, last: date
) -> tuple[Entry, ...]:
    """Topics of lessons in these days, of the classes and of their students."""
    rows = select(topics.c.subject, topics.c.day, topics.c.seen_at.label("entered"))
    return await _counted(connection, rows, topics, class_ids, topics.c.day.between(first, last))


async def homework_entries(
    connection: AsyncConnection, class_ids: Sequence[int], first: date, last: date
) -> tuple[Entry, ...]:
    """Homework given in these days or due from then on."""
    entered = func.coalesce(homework.c.given_at, homework.c.seen_at)
    rows = select(homework.c.subject, homework.c.lesson_date.label("day"), entered.label("entered"))
    given = homework.c.lesson_date.between(first, last)
    undated = homework.c.lesson_date.is_(None) & (homework.c.due_date > first)
    return await _counted(connection, rows, homework, class_ids, given | undated, homework.c.due_date.label("due"))


async def mark_entries(
    connection: AsyncConnection, class_ids: Sequence[int], first: date, last: date
) -> tuple[Entry, ...]:
    """Marks for lessons in these days."""
    entered = func.coalesce(marks.c.given_at, marks.c.seen_at)
    rows = select(marks.c.subject, marks.c.day, entered.label("entered"))
    return await _counted(connection, rows, marks, class_ids, marks.c.day.between(first, last))


async def absence_entries(
    connection: AsyncConnection, class_ids: Sequence[int], first: date, last: date
) -> tuple[Entry, ...]:
    """Absences from lessons in these days; of a whole day without a subject."""
    subject = func.coalesce(attendance.c.subject, "")
    rows = select(subject.label("subject"), attendance.c.day, attendance.c.seen_at.label("entered"))
    return await _counted(connection, rows, attendance, class_ids, attendance.c.day.between(first, last))


async def final_entries(connection: AsyncConnection, class_ids: Sequence[int]) -> tuple[Entry, ...]:
    """Term marks, as far as it is known when they came."""
    rows = select(finals.c.subject, finals.c.term, finals.c.seen_at.label("entered"))
    return await _counted(connection, rows, finals, class_ids, finals.c.seen_at.is_not(None))


async def _counted(
    connection: AsyncConnection,
    rows: Select[Any],
    table: Any,
    class_ids: Sequence[int],
    where: ColumnElement[bool],
    *more: Any,
) -> tuple[Entry, ...]:
    """`rows` with the class and a count of those that are alike in all; `more`: columns besides, labelled."""
    of_class = func.coalesce(table.c.class_id, people.c.class_id) if "class_id" in table.c else people.c.class_id
    columns = (*rows.selected_columns, of_class.label("class_id"), *more)
    query = (
        select(*columns, func.count().label("times"))
        .select_from(table)
        .outerjoin(people, people.c.id == table.c.student_id)
        .where(where & of_class.in_(class_ids))
        .group_by(*columns)
    )
    return tuple(_entry(row._mapping) for row in await connection.execute(query))


def _entry(row: Any) -> Entry:
    return Entry(
        row["class_id"],
        row["subject"],
        row.get("day"),
        row["entered"],
        int(row["times"]),
        row.get("due"),
        row.get("term", ""),
    )
