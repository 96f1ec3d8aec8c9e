"""Exam results and final marks (R16, R18)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school import wording
from school.outbox import Reason
from storage.told import exam_results_by_id, finals_by_id


async def word_exam_results(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One message per result, as it stands now."""
    found = await exam_results_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {}
    for one in ready:
        result = found.get(one.row.ref_id or 0)
        worded[one.row.id] = Reason.GONE
        if result:
            student = one.sights[0].student
            message = wording.exam_result(
                one.voice, student, result, one.today, level=one.level, repeated=one.row.repeated
            )
            worded[one.row.id] = Worded(message)
    return worded


async def word_finals(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One message per contact and student with all final marks that wait: the first row speaks, the others ride."""
    found = await finals_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {one.row.id: Reason.GONE for one in ready if one.row.ref_id not in found}
    groups: dict[tuple[int, int | None], list[Ready]] = {}
    for one in ready:
        if one.row.ref_id in found:
            groups.setdefault((one.row.contact_id, one.row.student_id), []).append(one)
    for group in groups.values():
        first = group[0]
        marks = sorted((found[one.row.ref_id or 0] for one in group), key=lambda mark: (mark.term, mark.subject))
        repeated = any(one.row.repeated for one in group)
        message = wording.finals(
            first.voice, first.sights[0].student, marks, first.today, level=first.level, repeated=repeated
        )
        worded[first.row.id] = Worded(message, rides=tuple(one.row.id for one in group[1:]))
    return worded
