"""How the school counts marks: what a mark is worth, the average, and the mark that an average comes to. Exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

_SCALES = ((5, 2), (10, 2), (12, 2), (100, 0))  # (top, the lowest that is given)


@dataclass(frozen=True, slots=True)
class Rule:
    """The school's own (profile keys `weighted`, `rounding`): do weights count, what remainder is rounded up."""

    weighted: bool = True
    rounding: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Graded:
    """A mark that is a number, with its weight."""

    value: int
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Scale:
    """The marks that can be given. Several scales live side by side: five points, ten, twelve, a hundred."""

    lowest: int
    top: int


def graded(value: str, weight: float | None = None) -> Graded | None:
    """A mark as it counts («4-» as 4); None for a word («зач», «н/а»), a zero, or a weight that is none."""
    bare = value.strip().rstrip("+-−")
    if not (bare.isdecimal() and bare.isascii() and len(bare) <= 3 and int(bare)):
        return None
    exact = Fraction(1) if weight is None else Fraction(str(weight))
    return Graded(int(bare), exact) if exact > 0 else None


def mean(found: Iterable[Graded], rule: Rule) -> Fraction | None:
    """The average by the rule; None of nothing."""
    pairs = [(one.value, one.weight if rule.weighted else Fraction(1)) for one in found]
    total = sum((weight for _, weight in pairs), Fraction(0))
    return sum((value * weight for value, weight in pairs), Fraction(0)) / total if total else None


def mark_of(average: Fraction, rule: Rule) -> int:
    """The whole mark that an average comes to: 4.5 is 5 where `rounding` is 0.5, and 4 where it is 0.6."""
    whole = average.numerator // average.denominator
    return whole + int(average - whole >= rule.rounding)


def scale_of(found: Iterable[Graded]) -> Scale:
    """The smallest scale that these marks fit, its lowest mark never above the lowest of them."""
    values = [one.value for one in found]
    top, lowest = next((one for one in _SCALES if max(values, default=0) <= one[0]), (max(values, default=5), 0))
    return Scale(min([lowest, *values]), top)
