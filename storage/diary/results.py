"""Exam results and final marks of students."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Float, String, and_, cast, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import ExamResult, Final
from storage.expressions import given_ids, packed, prepared
from storage.tables import exam_results, finals

WITHOUT_RESULT = and_(*(exam_results.c[name].is_(None) for name in ("mark", "test_score", "primary_score")))
"""An exam that the journal lists and gives no result of yet."""


async def results(
    connection: AsyncConnection, student_ids: Sequence[int]
) -> tuple[tuple[ExamResult, ...], tuple[Final, ...]]:
    """Every exam result and every final mark of the students, in the order in which they were received."""
    rows = (
        await connection.execute(
            union_all(
                _exams(exam_results.c.student_id.in_(student_ids)), _finals(finals.c.student_id.in_(student_ids))
            ).order_by("received_at")
        )
    ).all()
    exams = tuple(map(_exam, (row for row in rows if row.what == "exam")))
    return exams, tuple(map(_final, (row for row in rows if row.what == "final")))


async def exam_results_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, ExamResult]:
    """These exam results as they stand now, by id; those gone are missing."""
    rows = await connection.execute(_exams_by_id(connection), {"ids": packed(ids)})
    return {row[1]: _exam(row) for row in rows}


async def finals_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Final]:
    """These final marks as they stand now, by id; those gone are missing."""
    return {row.id: _final(row) for row in await connection.execute(_finals(finals.c.id.in_(ids)))}


@prepared
def _exams_by_id(dialect: str) -> Any:
    return _exams(exam_results.c.id.in_(given_ids(dialect)))


def _exams(which: ColumnElement[bool]) -> Any:
    t = exam_results.c
    return select(
        *(literal("exam").label("what"), t.id, t.student_id, t.subject, t.exam.label("title"), t.day, t.received_at),
        *(t.primary_score, t.test_score, t.mark, t.status),
    ).where(which)


def _finals(which: ColumnElement[bool]) -> Any:
    """The columns of `_exams`."""
    t, no_score, no_word = finals.c, cast(null(), Float), cast(null(), String)
    return select(
        *(literal("final").label("what"), t.id, t.student_id, t.subject, t.term.label("title")),
        *(t.deferred_until.label("day"), t.received_at, no_score, no_score, t.value.label("mark"), no_word),
    ).where(which)


def _exam(row: Any) -> ExamResult:
    _, result_id, student_id, subject, exam, day, *rest = row
    return ExamResult(result_id, student_id, exam, subject, day, *rest)


def _final(row: Any) -> Final:
    return Final(row.id, row.student_id, row.subject, row.title, row.mark, row.received_at, row.day)
