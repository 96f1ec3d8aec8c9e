"""Exam results and final marks (R16, R18), and that one corrects what this reader was told."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import Said, pair_of, readers_of, shown, students_of
from school import wording
from school.facts import ExamResult, Final
from school.outbox import Reason
from school.told import Telling
from storage.diary.results import exam_results_by_id, finals_by_id
from storage.telling import told_items


async def word_exam_results(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One message per result, as it stands now."""
    found = await exam_results_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    said = await told_items(connection, readers_of(ready), "exam", students_of(ready))
    worded: dict[int, Outcome] = {}
    for one in ready:
        result = found.get(one.row.ref_id or 0)
        worded[one.row.id] = Reason.GONE
        if result:
            item, value = _exam_item(result), _exam_value(*_changing(result))
            was = _was_exam(result, _known(one, item, value, said.get(pair_of(one), {})))
            message = wording.exam_result(
                *(one.voice, one.sights[0].student, result, one.today),
                level=one.level,
                repeated=one.row.repeated,
                was=was,
            )
            worded[one.row.id] = Worded(message, tells=(_exam_telling(one, result, item, value),))
    return worded


def _known(one: Ready, item: str, now: str, said: Said) -> str | None:
    """What this chat was told of it; else what another chat of the reader was, if that is no longer so."""
    own = said.get(f"{item}:{one.row.contact_id}")
    if own is not None:
        return own[0] or None
    others = [value for key, (value, _) in said.items() if key.rpartition(":")[0] == item]
    return next((value for value in others if value and value != now), None)


def _exam_telling(one: Ready, result: ExamResult, item: str, value: str) -> Telling:
    """Kept by what it is a result of, and by chat: each chat hears of a correction as of what stands in it."""
    item, value = f"{item}:{one.row.contact_id}", shown(one, value)
    return Telling(one.row.person_id, result.student_id, "exam", item, value, result.id, result.subject)


def _final_telling(one: Ready, mark: Final) -> Telling:
    item, value = f"{_final_item(mark)}:{one.row.contact_id}", shown(one, mark.value)
    return Telling(one.row.person_id, mark.student_id, "final", item, value, mark.id, mark.subject)


def _exam_item(result: ExamResult) -> str:
    return f"{result.student_id}:{result.day.isoformat()}:{result.exam}:{result.subject}"


@lru_cache(maxsize=4096)  # marks are few, and to make JSON of one costs as much as to post it
def _exam_value(*said: Any) -> str:
    return json.dumps(dict(zip(_CHANGING, said, strict=True)), ensure_ascii=False)


def _was_exam(result: ExamResult, value: str | None) -> ExamResult | None:
    return replace(result, **json.loads(value)) if value else None


_CHANGING = ("primary_score", "test_score", "mark", "status")
_changing = attrgetter(*_CHANGING)


def _final_item(mark: Final) -> str:
    return f"{mark.student_id}:{mark.term}:{mark.subject}"


async def word_finals(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """One message per contact and student with all final marks that wait: the first row speaks, the others ride."""
    found = await finals_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {one.row.id: Reason.GONE for one in ready if one.row.ref_id not in found}
    groups: dict[tuple[int, int | None], list[Ready]] = {}
    for one in ready:
        if one.row.ref_id in found:
            groups.setdefault((one.row.contact_id, one.row.student_id), []).append(one)
    said = await told_items(connection, readers_of(ready), "final", students_of(ready))
    for group in groups.values():
        first = group[0]
        known = said.get(pair_of(first), {})
        marks = sorted((found[one.row.ref_id or 0] for one in group), key=lambda mark: (mark.term, mark.subject))
        repeated = any(one.row.repeated for one in group)
        was = {mark.id: _known(first, _final_item(mark), mark.value, known) for mark in marks}
        message = wording.finals(
            *(first.voice, first.sights[0].student, marks, first.today),
            level=first.level,
            repeated=repeated,
            was={number: value for number, value in was.items() if value is not None},
        )
        tells = tuple(_final_telling(first, mark) for mark in marks)
        worded[first.row.id] = Worded(message, rides=tuple(one.row.id for one in group[1:]), tells=tells)
    return worded
