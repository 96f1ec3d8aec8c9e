"""The mark that a student is heading for in a term, the range still possible, and what would change it (R17). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from school.facts import Mark, Period
from school.grading import Graded, Rule, graded, mark_of, mean, scale_of

LEAST = 3  # marks: of fewer nothing can be told
FURTHEST = 5  # marks more that a change may take: nobody plans further


@dataclass(frozen=True, slots=True)
class Step:
    """What the average and the mark become with `count` marks `value` more."""

    value: int
    count: int
    average: Fraction
    mark: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a subject stands. With fewer than LEAST marks only `count` is told."""

    subject: str
    count: int
    average: Fraction | None = None
    mark: int | None = None
    lowest: int | None = None  # the range of marks that `left` more can lead to
    highest: int | None = None
    left: int = 0  # marks likely to come until the term ends, at the pace so far
    better: tuple[Step, ...] = ()  # first step and the one that changes the mark; one step when FURTHEST don't
    worse: tuple[Step, ...] = ()


def outlooks(marks: Sequence[Mark], period: Period, today: date, rule: Rule) -> tuple[Outlook, ...]:
    """An outlook per subject, in alphabetical order, of the marks of one student within a term."""
    by_subject: dict[str, list[Graded]] = {}
    for mark in marks:
        number = graded(mark.value, mark.weight)
        if period.first <= mark.day <= period.last:
            by_subject.setdefault(mark.subject, []).extend([number] if number else [])
    return tuple(
        outlook(subject, found, rule, marks_left(len(found), period, today))
        for subject, found in sorted(by_subject.items())
    )


def outlook(subject: str, found: Sequence[Graded], rule: Rule, left: int) -> Outlook:
    """Where a subject stands with these marks and `left` more to come."""
    average = mean(found, rule)
    if average is None or len(found) < LEAST:
        return Outlook(subject, len(found))
    scale = scale_of(found)
    return Outlook(
        subject,
        len(found),
        average,
        mark_of(average, rule),
        _at_the_end(found, scale.lowest, left, rule),
        _at_the_end(found, scale.top, left, rule),
        left,
        _steps(found, scale.top, rule) if left else (),
        _steps(found, scale.lowest, rule) if left else (),
    )


def marks_left(count: int, period: Period, today: date) -> int:
    """Marks likely to come until the term ends, at the pace so far; at least one while there are days left."""
    passed = (min(today, period.last) - period.first).days + 1
    remaining = (period.last - today).days
    if remaining <= 0 or passed <= 0:
        return 0
    return max(1, (2 * count * remaining + passed) // (2 * passed))


def _with(found: Sequence[Graded], value: int, count: int, rule: Rule, weight: Fraction = Fraction(1)) -> Fraction:
    average = mean([*found, *[Graded(value, weight)] * count], rule)
    if average is None:
        raise ValueError("an average of no marks")
    return average


def _at_the_end(found: Sequence[Graded], value: int, left: int, rule: Rule) -> int:
    """The mark when all that comes is `value`, each as heavy as the marks so far on average."""
    usual = sum((one.weight for one in found), Fraction(0)) / len(found)
    return mark_of(_with(found, value, left, rule, usual), rule)


def _steps(found: Sequence[Graded], value: int, rule: Rule) -> tuple[Step, ...]:
    """The first step with marks `value`, and the one at which the mark changes when FURTHEST are enough."""
    now = mean(found, rule)
    if now is None or mark_of(now, rule) == value:
        return ()
    averages = [(count, _with(found, value, count, rule)) for count in range(1, FURTHEST + 1)]
    steps = [Step(value, count, average, mark_of(average, rule)) for count, average in averages]
    changes = [step for step in steps if step.mark != mark_of(now, rule)]
    chosen = (steps[0], changes[0]) if changes else (steps[-1],)
    return tuple(dict.fromkeys(chosen))
