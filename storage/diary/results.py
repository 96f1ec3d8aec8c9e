"""Exam results and final marks of students."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Float, String, cast, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import ExamResult, Final
from storage.tables import exam_results, finals


async def results(
    connection: AsyncConnection, student_ids: Sequence[int]
) -> tuple[tuple[ExamResult, ...], tuple[Final, ...]]:
    """Every exam result and every final mark of the students, in the order in which they were received."""
    rows = (
        await connection.execute(union_all(_exams(student_ids), _finals(student_ids)).order_by("received_at"))
    ).all()
    exams = tuple(map(_exam, (row for row in rows if row.what == "exam")))
    return exams, tuple(map(_final, (row for row in rows if row.what == "final")))


def _exams(student_ids: Sequence[int]) -> Any:
    t = exam_results.c
    return select(
        *(literal("exam").label("what"), t.id, t.student_id, t.subject, t.exam.label("title"), t.day, t.received_at),
        *(t.primary_score, t.test_score, t.mark, t.status),
    ).where(t.student_id.in_(student_ids))


def _finals(student_ids: Sequence[int]) -> Any:
    t, no_score, no_word = finals.c, cast(null(), Float), cast(null(), String)
    return select(
        *(literal("final"), t.id, t.student_id, t.subject, t.term, t.deferred_until, t.received_at),
        *(no_score, no_score, t.value, no_word),
    ).where(t.student_id.in_(student_ids))


def _exam(row: Any) -> ExamResult:
    return ExamResult(
        id=row.id,
        student_id=row.student_id,
        exam=row.title,
        subject=row.subject,
        day=row.day,
        received_at=row.received_at,
        primary_score=row.primary_score,
        test_score=row.test_score,
        mark=row.mark,
        status=row.status,
    )


def _final(row: Any) -> Final:
    return Final(row.id, row.student_id, row.subject, row.title, row.mark, row.received_at, row.day)
