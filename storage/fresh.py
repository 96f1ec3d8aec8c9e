"""What the journal said lately, each with when it was first seen: read when news is worded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import Homework, Remark, Student, Work
from storage.diary.names import brief_name
from storage.diary.results import WITHOUT_RESULT
from storage.tables import exam_results, homework, people, remarks, works


@dataclass(frozen=True, slots=True)
class Fresh:
    """Homework of a class or of one student, and when it was first seen."""

    id: int
    class_id: int | None
    student_id: int | None
    seen_at: datetime
    task: Homework

    def concerns(self, student: Student) -> bool:
        """Is it a task of this student?"""
        return self.student_id == student.id or (self.student_id is None and self.class_id == student.class_id)


@dataclass(frozen=True, slots=True)
class Moved:
    """A control work that was moved, and the day on which it stood first."""

    id: int
    class_id: int
    was: date
    work: Work


def remark_item(remark: Remark) -> str:
    """What names a remark among those of a student: its day and a digest of its text, so that restored is the same."""
    return f"{remark.student_id}:{remark.day.isoformat()}:{sha256(remark.text.encode()).hexdigest()[:16]}"


async def fresh_remarks(
    connection: AsyncConnection, student_ids: Sequence[int], day: date, since: datetime
) -> tuple[Remark, ...]:
    """The students' remarks of days since `day`, first seen after an instant."""
    query = (
        select(remarks, people.c.last_name, people.c.first_name, people.c.middle_name)
        .outerjoin(people, people.c.id == remarks.c.teacher_id)
        .where(remarks.c.student_id.in_(student_ids) & (remarks.c.day >= day) & (remarks.c.seen_at > since))
        .order_by(remarks.c.day, remarks.c.id)
    )
    rows = await connection.execute(query)
    return tuple(Remark(row.student_id, row.day, row.text, row.kind, brief_name(row)) for row in rows)


async def fresh_homework(
    connection: AsyncConnection, students: Sequence[Student], first: date, last: date, since: datetime
) -> tuple[Fresh, ...]:
    """Homework of these students for days between two, first seen after an instant."""
    ids, classes = [one.id for one in students], [one.class_id for one in students if one.class_id is not None]
    mine = or_(homework.c.student_id.in_(ids), homework.c.class_id.in_(classes) & homework.c.student_id.is_(None))
    days = homework.c.due_date.between(first, last) & (homework.c.seen_at > since)
    found = []
    for row in await connection.execute(
        select(homework).where(mine & days).order_by(homework.c.due_date, homework.c.id)
    ):
        own = row.student_id is not None and row.class_id is not None
        task = Homework(row.student_id or 0, row.subject, row.due_date, row.text, own, row.subgroup)
        found.append(Fresh(row.id, row.class_id, row.student_id, row.seen_at, task))
    return tuple(found)


async def moved_works(connection: AsyncConnection, class_ids: Sequence[int], since: datetime) -> tuple[Moved, ...]:
    """Control works of these classes that were moved after an instant."""
    mine = works.c.class_id.in_(class_ids) & (works.c.moved_at > since) & works.c.was_day.is_not(None)
    rows = await connection.execute(select(works).where(mine).order_by(works.c.day, works.c.id))
    return tuple(
        Moved(row.id, row.class_id, row.was_day, Work(row.day, row.subject, row.kind, row.topic)) for row in rows
    )


async def open_exams(
    connection: AsyncConnection, student_ids: Sequence[int], days: Sequence[date]
) -> dict[int, list[Work]]:
    """Exams of these days that the journal lists for a student and gives no result of, by student."""
    mine = exam_results.c.student_id.in_(student_ids) & exam_results.c.day.in_(days) & WITHOUT_RESULT
    found: dict[int, list[Work]] = {}
    for row in await connection.execute(select(exam_results).where(mine).order_by(exam_results.c.id)):
        found.setdefault(row.student_id, []).append(Work(row.day, row.subject, row.exam))
    return found
