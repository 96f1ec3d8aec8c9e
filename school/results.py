"""What a result says to somebody who was told it before. Pure."""

from enum import Enum, auto

from school.facts import ExamResult, Final


class Change(Enum):
    """How a result stands to what its reader knows."""

    NEW = auto()
    ADDED = auto()  # what was told is true, and there is more
    CORRECTED = auto()  # another mark or score
    RESTATED = auto()  # the same scores, but official no more
    CONFIRMED = auto()
    ANNULLED = auto()


def result_change(now: ExamResult, was: ExamResult | None) -> Change:
    """What became of an exam result; a row that held no score yet told nothing."""
    if was is None or not any(value is not None for value in _scores(was)):
        return Change.NEW
    if now.status == "annulled" != was.status:
        return Change.ANNULLED
    if any(old is not None and old != new for old, new in zip(_scores(was), _scores(now), strict=True)):
        return Change.CORRECTED
    if _scores(was) != _scores(now):
        return Change.ADDED
    firm = now.status in ("official", "appeal") and was.status != "annulled"
    return Change.CONFIRMED if firm or now.status == was.status else Change.RESTATED


def final_change(now: Final, was: str | None) -> Change:
    """What became of a final mark; «н/а» until an illness is over is no mark that is corrected."""
    if was is None or (was != now.value and was.casefold() == "н/а"):
        return Change.NEW
    return Change.CONFIRMED if was == now.value else Change.CORRECTED


def _scores(result: ExamResult) -> tuple[str | float | None, ...]:
    return result.mark, result.test_score, result.primary_score
