"""News of the journal: marks and their corrections, absences, remarks, moved works, late homework.

Each is worded from what the journal says and what this reader was told: the net effect of all that happened since.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.news import REMARKS_OF, next_days
from scheduler.notices.kinds import Outcome, Ready, Worded
from scheduler.notices.retold import (
    Known,
    Said,
    absence_telling,
    absence_value,
    gone_telling,
    known_marks,
    mark_telling,
    pair_of,
    readers_of,
    students_of,
)
from school.clock import instant
from school.facts import Absence, Homework, Remark
from school.outbox import Reason
from school.told import Fix, Net, Telling
from school.wording import news
from storage.diary import absences
from storage.fresh import Moved, fresh_homework, fresh_remarks, moved_works, remark_item
from storage.telling import Sent, digests_sent, sent_messages, told_items

EDITED_UP_TO = 20  # marks: a longer message may have gone in parts, and a part alone can't be edited


async def word_marks(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Marks that this reader was not told; nothing when the digest was quicker, or they are gone again."""
    known = await known_marks(connection, ready)
    return {one.row.id: _new(one, known) for one in ready}


def _new(one: Ready, known: Known) -> Outcome:
    student, found = one.sights[0].student, known.net_of(one).new
    if not found:
        return Reason.SUPERSEDED
    marks = [new.mark for new in found]
    message = news.new_marks(one.voice, student, marks, one.today, one.as_of, level=one.level)
    return Worded(message, tells=tuple(mark_telling(one, new) for new in found))


async def word_corrections(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Marks that stand otherwise than told: the message that told them anew, or one «было 4 → стало 5»."""
    known = await known_marks(connection, ready)
    fixes = {one.row.id: known.net_of(one).fixes for one in ready}
    ids = {fix.told.outbox_id for found in fixes.values() for fix in found if fix.told and fix.told.outbox_id}
    sent = await sent_messages(connection, sorted(ids))
    return {one.row.id: _fixed(one, known, fixes[one.row.id], sent) for one in ready}


def _fixed(one: Ready, known: Known, fixes: Sequence[Fix], sent: dict[int, Sent]) -> Outcome:
    if not fixes:
        return Reason.SUPERSEDED
    student, net = one.sights[0].student, known.net_of(one)
    before = _one_message(one, fixes, sent)
    stand = [new for old, new in net.same if old.outbox_id == before]
    if before is None or len(stand) + len(fixes) > EDITED_UP_TO:
        message = news.fixed_marks(one.voice, student, fixes, one.today, one.as_of, level=one.level)
        return Worded(message, tells=_tells(one, fixes))
    message = news.edited_marks(one.voice, student, stand, fixes, one.today, one.as_of, level=one.level)
    tells = (*_tells(one, fixes), *_still(one, net, before))
    return Worded(message, replaces=sent[before].message_id, tells=tells)


def _one_message(one: Ready, fixes: Sequence[Fix], sent: dict[int, Sent]) -> int | None:
    """The outbox id of the message about marks, to this contact, that told all of them; None when there is none."""
    ids = {fix.told.outbox_id if fix.told else None for fix in fixes}
    (first,) = ids if len(ids) == 1 else (None,)
    found = sent.get(first or 0)
    ours = found is not None and found.contact_id == one.row.contact_id and found.kind in ("marks", "marks_fixed")
    return first if ours else None


def _tells(one: Ready, fixes: Sequence[Fix]) -> tuple[Telling, ...]:
    """What the reader knows after the correction."""
    stand = [mark_telling(one, fix.now, fix.told) for fix in fixes if fix.now]
    return (*stand, *(gone_telling(one, fix.told) for fix in fixes if fix.told and not fix.now))


def _still(one: Ready, net: Net, outbox_id: int) -> tuple[Telling, ...]:
    """What the edited message goes on saying."""
    return tuple(mark_telling(one, new, old) for old, new in net.same if old.outbox_id == outbox_id)


async def word_absences(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Who is absent today, once; told already, only that the journal says otherwise."""
    ids, days = students_of(ready), {_day(one) for one in ready}
    found = await absences(connection, ids, min(days), max(days))
    said = await told_items(connection, readers_of(ready), "absence", ids)
    sent = await sent_messages(connection, [out for items in said.values() for _, out in items.values() if out])
    return {one.row.id: _absent(one, found, said.get(pair_of(one), {}), sent) for one in ready}


def _absent(one: Ready, found: Sequence[Absence], said: Said, sent: dict[int, Sent]) -> Outcome:
    student, day = one.sights[0].student, _day(one)
    missed = [item for item in found if item.student_id == student.id and item.day == day and item.code != "late"]
    telling = absence_telling(one, student.id, day, missed)
    value, outbox_id = said.get(telling.item, ("", None))
    before = sent.get(outbox_id or 0)
    if absence_value(missed) == value or (outbox_id and not value):
        return Reason.TOLD_BY_DIGEST if before and before.kind == "digest" else Reason.SUPERSEDED
    message = news.absent(one.voice, student, missed, day, one.as_of, level=one.level)
    ours = before and before.contact_id == one.row.contact_id and before.kind == "absence"  # a digest stays as it is
    return Worded(message, replaces=before.message_id if before and ours else None, tells=(telling,))


async def word_remarks(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """What teachers wrote within the last days and this reader was not told."""
    first = min(one.today for one in ready) - REMARKS_OF
    found = await fresh_remarks(connection, students_of(ready), first, _since(ready))
    said = await told_items(connection, readers_of(ready), "remark", students_of(ready))
    return {one.row.id: _remarks(one, found, said.get(pair_of(one), {})) for one in ready}


def _remarks(one: Ready, found: Sequence[Remark], said: Said) -> Outcome:
    person, student = one.row.person_id, one.sights[0].student
    new = [item for item in found if item.student_id == student.id and remark_item(item) not in said]
    if not new:
        return Reason.SUPERSEDED
    message = news.new_remarks(one.voice, student, new, one.today, one.as_of, level=one.level)
    tells = tuple(Telling(person, student.id, "remark", remark_item(item), "", day=item.day) for item in new)
    return Worded(message, tells=tells)


async def word_moved_works(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Control works that stand on another day than this reader knows."""
    classes = sorted({sight.student.class_id or 0 for one in ready for sight in one.sights})
    found = await moved_works(connection, classes, _since(ready))
    said = await told_items(connection, readers_of(ready), "work", students_of(ready))
    return {one.row.id: _moved(one, found, said.get(pair_of(one), {})) for one in ready}


def _moved(one: Ready, found: Sequence[Moved], said: Said) -> Outcome:
    person, student = one.row.person_id, one.sights[0].student
    mine = [(_known_day(item, said, student.id), item) for item in found if item.class_id == student.class_id]
    new = [(was, item) for was, item in mine if was != item.work.day and max(was, item.work.day) >= one.today]
    if not new:
        return Reason.SUPERSEDED
    pairs = [(was, item.work) for was, item in new]
    message = news.moved_works(one.voice, student, pairs, one.today, one.as_of, level=one.level)
    tells = tuple(
        Telling(person, student.id, "work", _work_item(item, student.id), item.work.day.isoformat(), item.id)
        for _, item in new
    )
    return Worded(message, tells=tells)


def _known_day(item: Moved, said: Said, student_id: int) -> date:
    value, _ = said.get(_work_item(item, student_id), ("", None))
    return date.fromisoformat(value) if value else item.was


def _work_item(item: Moved, student_id: int) -> str:
    return f"{item.id}:{student_id}"


async def word_late_homework(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """Homework that this evening's digest did not tell."""
    students, days = [sight.student for one in ready for sight in one.sights], {_day(one) for one in ready}
    due = [day for evening in days for day in next_days(evening)]
    found = await fresh_homework(connection, students, min(due), max(due), _since(ready))
    said = await told_items(connection, readers_of(ready), "homework", students_of(ready))
    digests = {day: await digests_sent(connection, readers_of(ready), day) for day in days}
    worded: dict[int, Outcome] = {}
    for one in ready:
        evening = instant(_day(one), one.school.profile.digest_time, one.school.zone)
        since, known = digests[_day(one)].get(one.row.person_id, evening), said.get(pair_of(one), {})
        student, ahead = one.sights[0].student, next_days(_day(one))
        new = {
            f"{item.id}:{student.id}": item.task
            for item in found
            if item.concerns(student) and item.task.due in ahead and item.seen_at > since
        }
        worded[one.row.id] = _late(one, {item: task for item, task in new.items() if item not in known})
    return worded


def _late(one: Ready, new: dict[str, Homework]) -> Outcome:
    if not new:
        return Reason.SUPERSEDED
    person, student = one.row.person_id, one.sights[0].student
    message = news.late_homework(one.voice, student, list(new.values()), one.today, one.as_of, level=one.level)
    tells = tuple(Telling(person, student.id, "homework", item, "", day=task.due) for item, task in new.items())
    return Worded(message, tells=tells)


def _day(one: Ready) -> date:
    return one.row.ref_day or one.today


def _since(ready: Sequence[Ready]) -> datetime:
    """News is what was seen after this; the first import never is."""
    first = min(one.school.first_import_at or one.row.created_at for one in ready)
    return max(first, min(one.row.created_at - one.school.profile.marks_within for one in ready))
