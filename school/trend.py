"""Where a subject's marks are going: the latest against those before them. Exact and pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from school.grading import Graded, Rule, mean, scale_of

LATEST = 3  # marks that make the recent ones
LEAST = 2  # marks before them, below which there is no trend
NOTABLE = Fraction(1, 10)  # of the scale from its lowest to its top: 0.3 of five points


class Way(StrEnum):
    UP = "up"
    DOWN = "down"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Trend:
    """Two averages by the school's rule and what they say together."""

    way: Way
    before: Fraction
    latest: Fraction


def trend(found: Sequence[Graded], rule: Rule) -> Trend | None:
    """The trend of marks from the oldest to the newest; None of fewer than five."""
    if len(found) < LATEST + LEAST:
        return None
    before, latest = mean(found[:-LATEST], rule), mean(found[-LATEST:], rule)
    if before is None or latest is None:
        return None
    scale = scale_of(found)
    notable = NOTABLE * (scale.top - scale.lowest)
    way = Way.UP if latest - before >= notable else Way.DOWN if before - latest >= notable else Way.STEADY
    return Trend(way, before, latest)
