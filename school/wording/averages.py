"""How an average is written."""

from fractions import Fraction

from locales import Voice
from school.grading import Rule, mark_of


def cut(voice: Voice, average: Fraction, rule: Rule) -> str:
    """An average with two digits; rounded down where rounding up would look like another mark (4.499 is no 4.5)."""
    near = Fraction(round(average * 100), 100)
    return voice.number(float(near) if mark_of(near, rule) == mark_of(average, rule) else int(average * 100) / 100)
