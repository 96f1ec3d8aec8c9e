"""Whom an account may ask about: the verdicts of the access rule, one per student."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.visit import Visit
from handlers.wishes import likeness
from school.facts import Student
from school.latin import latin
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
    return Seen(tuple(pupils), why)


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
    return max(_as_name(word, name) for name in (student.name, student.last_name))


def _as_name(word: str, name: str) -> int:
    """How many letters the word shares with a name, whatever the case ending or alphabet; 0 when it is another word."""
    ways = (name, *latin(name)) if word.isascii() and not name.isascii() else (name,)
    return max(_alike(word.removesuffix("'s"), way) for way in ways)


def _alike(word: str, name: str) -> int:
    shared = likeness(word, name)
    return shared if shared >= max(2, len(name) - 1) and len(word) <= len(name) + 2 else 0
