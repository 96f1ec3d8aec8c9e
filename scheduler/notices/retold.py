"""What a set of readers was told, against what the journal says now; and what a message adds to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Ready
from school.facts import Absence, Lesson
from school.policy import Level
from school.told import Current, Net, Telling, Told, net
from storage.heard import Heard, heard_marks
from storage.telling import Pair, current_marks, told_marks
from storage.triggers import WINDOW

Said = dict[str, tuple[str, int | None]]  # item → what was said of it, and in which message


@dataclass(frozen=True, slots=True)
class Known:
    """The marks of the last weeks: as told, by reader and student, and as they stand, by student."""

    told: dict[Pair, list[Told]]
    now: dict[int, list[Current]]

    def net(self, person_id: int, student_id: int) -> Net:
        """What this reader still has to hear about the student."""
        return net(self.told.get((person_id, student_id), ()), self.now.get(student_id, ()))

    def net_of(self, one: Ready) -> Net:
        """The same for a row about one student."""
        return self.net(one.row.person_id, one.sights[0].student.id)


async def known_marks(connection: AsyncConnection, ready: Sequence[Ready]) -> Known:
    """Two statements, whatever the number of rows. News is what was news when a row was queued."""
    return await _compared(connection, readers_of(ready), students_of(ready), *fresh_bounds(ready))


async def unheard_marks(
    connection: AsyncConnection, ready: Sequence[Ready], fresh: Mapping[int, Sequence[Current]]
) -> dict[Pair, Sequence[Current]]:
    """The fresh marks, by student, that a reader was not told: what `Known.net` calls new, by reader and student.

    Weeks are compared only where a mark told of the same days is gone: a fresh one may be the same, entered anew.
    """
    day, since = fresh_bounds(ready)
    heard = await heard_marks(connection, readers_of(ready), fresh, day, [one for of in fresh.values() for one in of])
    pairs = {(one.row.person_id, sight.student.id) for one in ready for sight in one.sights}
    new = {pair: _unheard(pair, fresh.get(pair[1], ()), heard) for pair in pairs}
    doubtful = [pair for pair in heard.gone if new.get(pair)]
    if doubtful:
        persons, students = zip(*doubtful, strict=True)
        known = await _compared(connection, persons, students, day, since)
        new |= {pair: known.net(*pair).new for pair in doubtful}
    return new


def _unheard(pair: Pair, fresh: Sequence[Current], heard: Heard) -> Sequence[Current]:
    return [one for one in fresh if (*pair, one.id) not in heard.marks]


async def _compared(
    connection: AsyncConnection, person_ids: Sequence[int], student_ids: Sequence[int], day: date, since: datetime
) -> Known:
    told = await told_marks(connection, person_ids, student_ids, day)
    return Known(told, await current_marks(connection, student_ids, day, since))


def fresh_bounds(ready: Sequence[Ready]) -> tuple[date, datetime]:
    """Marks are fresh that are of lessons since this day and were first seen after this instant."""
    first = min(one.today for one in {one.school.id: one for one in ready}.values()) - WINDOW
    return first, min(one.row.created_at - one.school.profile.marks_within for one in ready)


def students_of(ready: Sequence[Ready]) -> list[int]:
    """Ids of all students that the rows may tell about."""
    return sorted({sight.student.id for one in ready for sight in one.sights})


def readers_of(ready: Sequence[Ready]) -> list[int]:
    """Ids of all readers."""
    return sorted({one.row.person_id for one in ready})


def pair_of(one: Ready) -> Pair:
    """The reader and the student of a row about one student."""
    return one.row.person_id, one.sights[0].student.id


def shown(one: Ready, value: str) -> str:
    """What is remembered of a value: nothing when the message says no facts."""
    return value if one.level >= Level.PSEUDONYM else ""


def mark_telling(one: Ready, new: Current, old: Told | None = None) -> Telling:
    """The reader knows this mark; it takes the place of what was told as `old`."""
    mark, person = new.mark, one.row.person_id
    drops = (str(old.ref_id),) if old is not None and old.ref_id != new.id else ()
    about = (new.id, mark.subject, mark.day, mark.kind, drops)
    return Telling(person, mark.student_id, "mark", str(new.id), shown(one, mark.value), *about)


def changes_telling(one: Ready, student_id: int, day: date, lessons: Sequence[Lesson]) -> Telling:
    """The reader knows these changes of a day; with none, that it goes as planned."""
    value = shown(one, changes_value(lessons))
    item = f"{student_id}:{day.isoformat()}"
    if not lessons:
        return Telling(one.row.person_id, student_id, "changes", item, None, day=day, drops=(item,))
    return Telling(one.row.person_id, student_id, "changes", item, value, day=day)


def changes_value(lessons: Sequence[Lesson]) -> str:
    """What the changes of a day say, to be compared."""
    return "; ".join(f"{one.number} {one.turn} {one.subject} {one.room or ''} {one.subgroup or ''}" for one in lessons)


def absence_telling(one: Ready, student_id: int, day: date, missed: Sequence[Absence]) -> Telling:
    """The reader knows of this absence; with none, that there is no such record."""
    item = f"{student_id}:{day.isoformat()}"
    if not missed:
        return Telling(one.row.person_id, student_id, "absence", item, None, day=day, drops=(item,))
    return Telling(one.row.person_id, student_id, "absence", item, shown(one, absence_value(missed)), day=day)


def absence_value(missed: Sequence[Absence]) -> str:
    """What the absences of a day say, to be compared."""
    return ",".join(f"{item.number or ''} {item.subject or ''}/{item.code}" for item in missed)


def gone_telling(one: Ready, old: Told) -> Telling:
    """The reader knows that this mark is gone: should it come back, it is news."""
    return Telling(one.row.person_id, one.sights[0].student.id, "mark", "", None, drops=(str(old.ref_id),))
