"""What was taught at lessons."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Student, Topic
from storage.tables import topics as table


async def topics(
    connection: AsyncConnection, students: Sequence[Student], first: date, last: date
) -> dict[int, tuple[Topic, ...]]:
    """The topics of these days, both included, oldest first, by student id: the class's and a diary's own."""
    ids, classes = [one.id for one in students], [one.class_id for one in students if one.class_id is not None]
    of_class = table.c.class_id.in_(classes) & table.c.student_id.is_(None)
    query = (
        select(table)
        .where(or_(table.c.student_id.in_(ids), of_class) & table.c.day.between(first, last))
        .order_by(table.c.day, table.c.number, table.c.id)
    )
    rows = (await connection.execute(query)).all()
    return {
        one.id: tuple(
            Topic(row.day, row.subject, row.topic, row.number)
            for row in rows
            if row.student_id == one.id or (row.student_id is None and row.class_id == one.class_id)
        )
        for one in students
    }
