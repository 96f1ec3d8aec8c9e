"""What the bells say: the lessons going on at a time of day, those that come next, and the breaks between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from school.facts import Lesson


@dataclass(frozen=True, slots=True)
class Moment:
    """Lessons going on, and those of the next bell; each may be several in parallel subgroups."""

    current: tuple[Lesson, ...] = ()
    following: tuple[Lesson, ...] = ()
    begun: bool = False  # a lesson of this day was before

    @property
    def in_break(self) -> bool:
        """Between two lessons of the day."""
        return self.begun and not self.current and bool(self.following)


@dataclass(frozen=True, slots=True)
class Bell:
    number: int
    starts: time
    ends: time
    pause: int | None = None  # minutes until the next bell; None after the last


def held(lessons: Sequence[Lesson]) -> tuple[Lesson, ...]:
    """The lessons that take place."""
    return tuple(one for one in lessons if one.takes_place)


def moment(lessons: Sequence[Lesson], at: time) -> Moment:
    """What goes on at a local time of day. Lessons without times are passed over."""
    timed = [one for one in held(lessons) if one.starts]
    current = tuple(one for one in timed if one.starts and one.ends and one.starts <= at < one.ends)
    next_at = min((one.starts for one in timed if one.starts and one.starts > at), default=None)
    following = tuple(one for one in timed if one.starts == next_at)
    return Moment(current, following, any(one.ends and one.ends <= at for one in timed))


def bells(lessons: Sequence[Lesson]) -> tuple[Bell, ...]:
    """The bells of a day in order, each with the break after it."""
    rung = sorted({(one.starts, one.ends, one.number) for one in lessons if one.starts and one.ends})
    pauses = [_minutes(this[1], after[0]) for this, after in pairwise(rung)]
    return tuple(
        Bell(number, starts, ends, pause) for (starts, ends, number), pause in zip(rung, [*pauses, None], strict=False)
    )


def _minutes(ends: time, starts: time) -> int | None:
    gap = (starts.hour - ends.hour) * 60 + starts.minute - ends.minute
    return gap if gap > 0 else None
