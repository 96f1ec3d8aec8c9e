"""How averages and what becomes of them are written."""

from collections.abc import Sequence
from fractions import Fraction

from locales import Voice
from school.grading import Graded, Rule, mark_of, mean
from school.trend import Way, trend

PLAIN = Rule(weighted=False)


def cut(voice: Voice, average: Fraction, rule: Rule) -> str:
    """An average with two digits; rounded down where rounding up would look like another mark (4.499 is no 4.5)."""
    near = Fraction(round(average * 100), 100)
    return voice.number(float(near) if mark_of(near, rule) == mark_of(average, rule) else int(average * 100) / 100)


def both(voice: Voice, counted: Sequence[Graded], rule: Rule) -> str:
    """«4,25, с весами 4»: the average, and the one by the school's rule where it differs; "" of fewer than two."""
    plain, by_rule = mean(counted, PLAIN), mean(counted, rule)
    if plain is None or by_rule is None or len(counted) < 2:
        return ""
    if plain == by_rule:
        return cut(voice, plain, rule)
    plainly, weighed = cut(voice, plain, PLAIN), cut(voice, by_rule, rule)
    return voice.say("{mean}, с весами {weighed}", mean=plainly, weighed=weighed)


def way_words(voice: Voice, counted: Sequence[Graded], rule: Rule) -> str:
    """«растёт», «снижается»; "" when neither, or of too few marks."""
    found = trend(counted, rule)
    if found is None or found.way is Way.STEADY:
        return ""
    return voice.say("растёт") if found.way is Way.UP else voice.say("снижается")


def trend_words(voice: Voice, counted: Sequence[Graded], rule: Rule) -> str:
    """«Последние три — 4,67 в среднем, до них 3,83: растёт.» "" of too few marks."""
    found = trend(counted, rule)
    if found is None:
        return ""
    way = way_words(voice, counted, rule) or voice.say("ровно")
    latest, before = cut(voice, found.latest, rule), cut(voice, found.before, rule)
    return voice.say(
        "Последние три — {latest} в среднем, до них {before}: {way}.", latest=latest, before=before, way=way
    )
