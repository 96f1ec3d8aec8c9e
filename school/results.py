"""What a result says to somebody who was told it before. Pure."""

from enum import Enum, auto

from school.facts import ExamResult, Final


class Retelling(Enum):
    """How a result stands to what its reader knows."""

    NEW = auto()
    ADDED = auto()  # what was told is true, and there is more
    CORRECTED = auto()  # another mark or score
    RESTATED = auto()  # the same scores, but official no more
    CONFIRMED = auto()
    ANNULLED = auto()


def result_retelling(now: ExamResult, was: ExamResult | None) -> Retelling:
    """What became of an exam result; a row that held no score yet told nothing."""
    if was is None or not any(value is not None for value in _scores(was)):
        return Retelling.NEW
    if now.status == "annulled" != was.status:
        return Retelling.ANNULLED
    if any(old is not None and old != new for old, new in zip(_scores(was), _scores(now), strict=True)):
        return Retelling.CORRECTED
    if _scores(was) != _scores(now):
        return Retelling.ADDED
    firm = now.status in ("official", "appeal") and was.status != "annulled"
    return Retelling.CONFIRMED if firm or now.status == was.status else Retelling.RESTATED


def final_retelling(now: Final, was: str | None) -> Retelling:
    """What became of a final mark; «н/а» until an illness is over is no mark that is corrected."""
    if was is None or (was != now.value and was.casefold() == "н/а"):
        return Retelling.NEW
    return Retelling.CONFIRMED if was == now.value else Retelling.CORRECTED


def _scores(result: ExamResult) -> tuple[str | float | None, ...]:
    return result.mark, result.test_score, result.primary_score
