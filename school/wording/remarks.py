"""The answer to «замечания»: what teachers wrote to the family."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Period, Remark, Student
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.periods import about, page
from school.wording.phrases import discreet, not_loaded, paragraph


@discreet
def remarks(
    voice: Voice,
    student: Student,
    found: Sequence[Remark],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Remarks, recommendations, praise and comments to marks, the newest first; below `full` only how many."""
    head = about(voice, voice.say("Замечания и похвала"), period, today, student, level)
    newest = sorted(found, key=lambda one: one.day, reverse=True)
    if not newest:
        body: Block = _nothing(voice, as_of)
    elif level < Level.FULL:  # free text may well name the child
        body = paragraph(voice.say("Записей учителей: {n}. Их текст здесь не показываем.", n=len(newest)))
    else:
        body = Listing(tuple(remark_line(voice, one, today) for one in newest))
    return page(voice, head, (body,), as_of, today)


def remarks_steps(voice: Voice, student: Student, shown: str) -> tuple[tuple[Button, ...], ...]:
    """The term or the whole year: the other one."""
    words = {"term": voice.say("Четверть"), "year": voice.say("Весь год")}
    return (tuple(Button(text, f"remarks {student.id} {word}") for word, text in words.items() if word != shown),)


def _nothing(voice: Voice, as_of: datetime | None) -> Block:
    return not_loaded(voice) if as_of is None else paragraph(voice.say("Записей от учителей в журнале нет."))


def remark_line(voice: Voice, remark: Remark, today: date) -> Line:
    """«**пн, 23 ноября** · похвала — Помогла оформить выставку (Белова И. П.)»"""
    by = f" ({remark.teacher})" if remark.teacher else ""
    return line(bold(voice.short_day(remark.day, today.year)), f" · {_kind(voice, remark)} — {remark.text}{by}")


def _kind(voice: Voice, remark: Remark) -> str:
    known = {
        "remark": voice.say("замечание"),
        "recommendation": voice.say("рекомендация"),
        "praise": voice.say("похвала"),
        "mark": voice.say("к оценке, {subject}", subject=remark.subject or ""),
    }
    return known.get(remark.kind or "", remark.kind or voice.say("запись"))
