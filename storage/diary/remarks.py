"""What teachers wrote to the family: remarks, recommendations, praise, and comments to marks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Remark
from storage.diary.names import brief_name
from storage.tables import marks, people
from storage.tables import remarks as table


async def remarks(
    connection: AsyncConnection, student_ids: Sequence[int], first: date, last: date
) -> tuple[Remark, ...]:
    """The students' remarks and commented marks of these days, both included, oldest first."""
    parts = (_remarks(student_ids, first, last), _comments(student_ids, first, last))
    rows = await connection.execute(union_all(*parts).order_by("day", "id"))
    return tuple(Remark(row.student_id, row.day, row.text, row.kind, brief_name(row), row.subject) for row in rows)


def _remarks(ids: Sequence[int], first: date, last: date) -> Any:
    said = (table.c.id, table.c.student_id, table.c.day, table.c.text.label("text"), table.c.kind)
    by = (people.c.last_name, people.c.first_name, people.c.middle_name, cast(null(), String).label("subject"))
    joined = table.outerjoin(people, people.c.id == table.c.teacher_id)
    return select(*said, *by).select_from(joined).where(table.c.student_id.in_(ids) & table.c.day.between(first, last))


def _comments(ids: Sequence[int], first: date, last: date) -> Any:
    nobody = cast(null(), String)
    said = (marks.c.id, marks.c.student_id, marks.c.day, marks.c.comment.label("text"), literal("mark").label("kind"))
    commented = marks.c.comment.is_not(None) & (marks.c.comment != "")
    return select(*said, nobody, nobody, nobody, marks.c.subject).where(
        marks.c.student_id.in_(ids) & marks.c.day.between(first, last) & commented
    )
