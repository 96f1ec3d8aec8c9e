"""Whom an account may ask about: the verdicts of the access rule, one per student."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.names import fits
from handlers.visit import Visit
from school.facts import Student
from school.outbox import Reason
from school.policy import Level
from school.purposes import Purpose
from storage.ties import Sight, sights

_USEFUL = (
    Reason.RESTORED,
    Reason.STOPPED,
    Reason.NOT_APPROVED,
    Reason.CHANNEL_OFF,
    Reason.NO_CONSENT,
    Reason.WITHDRAWN,
    Reason.REFUSED,
    Reason.OF_AGE,
    Reason.RESTRICTED,
    Reason.NOT_ENROLLED,
    Reason.NO_GUARDIANSHIP,
)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student whom this account may hear of, and how much."""

    student: Student
    level: Level
    school_id: int
    contact_id: int  # the link that gives the right


@dataclass(frozen=True, slots=True)
class Seen:
    """The students in view, by name; with none, the most useful reason why."""

    pupils: tuple[Pupil, ...]
    reason: Reason = Reason.NO_GUARDIANSHIP
    hidden: tuple[tuple[Student, Reason], ...] = ()  # of whom nothing may be told, and why

    @property
    def told(self) -> tuple[Pupil, ...]:
        """Those about whom facts may be said."""
        return tuple(pupil for pupil in self.pupils if pupil.level >= Level.PSEUDONYM)

    @property
    def named(self) -> tuple[Student, ...]:
        """Those who may be named."""
        return tuple(pupil.student for pupil in self.pupils if pupil.level is Level.FULL)


async def seen(connection: AsyncConnection, visit: Visit, purpose: Purpose | None = None) -> Seen:
    """Everyone whom the account may ask about now, for a purpose (None: for any). One statement."""
    found = await sights(connection, visit.now, account_id=visit.account.id, purpose=purpose)
    best: dict[int, Sight] = {}
    for sight in found:
        if sight.verdict.allowed:
            known = best.get(sight.student.id)
            best[sight.student.id] = max(known or sight, sight, key=lambda one: one.verdict.level)
    reasons = [sight.verdict.reason for sight in found if sight.verdict.reason]
    why = min(reasons, key=lambda reason: _USEFUL.index(reason), default=Reason.NO_GUARDIANSHIP)
    pupils = (Pupil(one.student, one.verdict.level, one.school_id, one.contact_id) for one in best.values())
    return Seen(tuple(pupils), why, tuple(_hidden(found, best)))


def _hidden(found: Sequence[Sight], best: Container[int]) -> Iterator[tuple[Student, Reason]]:
    """Whom nobody approved learns nothing, not even that a name is right."""
    for sight in found:
        reason = sight.verdict.reason
        if reason and reason != Reason.NOT_APPROVED and sight.student.id not in best:
            yield sight.student, reason


def why_hidden(words: Sequence[str], view: Seen) -> Reason | None:
    """Why nothing may be told of the child whom the words name; None when they name one in view, or nobody."""
    if not view.named or named_in(words, [pupil for pupil in view.told if pupil.level is Level.FULL])[0]:
        return None
    found = [reason for student, reason in view.hidden if any(_fits(word, student) for word in words)]
    return min(found, key=lambda reason: _USEFUL.index(reason), default=None)


def named_in(words: Sequence[str], pupils: Sequence[Pupil]) -> tuple[tuple[Pupil, ...], tuple[str, ...]]:
    """The pupils whom the words name («Марии», «Орлова»), and the words that name nobody."""
    chosen: dict[int, Pupil] = {}
    rest = []
    for word in words:
        alike = {pupil.student.id: _fits(word, pupil.student) for pupil in pupils}
        most = max(alike.values(), default=0)
        hit = [pupil for pupil in pupils if most and alike[pupil.student.id] == most]
        chosen |= {pupil.student.id: pupil for pupil in hit}
        rest += [] if hit else [word]
    return tuple(chosen.values()), tuple(rest)


def _fits(word: str, student: Student) -> int:
    return max(fits(word, name) for name in (student.name, student.last_name))
