"""The answer to «каникулы»: the terms and vacations of the year, and the days until the next turn."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Student, Term
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.periods import page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, small, who
from school.years import Turnover, stretches, turnover


@discreet
def school_calendar(
    voice: Voice, student: Student, terms: Sequence[Term], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """Where today stands, and every stretch of the year."""
    head = heading(voice.say("Каникулы и четверти"), who(voice, student, level))
    found = stretches(terms)
    if not found:
        missing = paragraph(voice.say("Дат учебных периодов в журнале пока нет."))
        return page(voice, head, (not_loaded(voice) if as_of is None else missing,), as_of, today)
    body: tuple[Block, ...] = (paragraph(_standing(voice, turnover(terms, today), today)),)
    return page(voice, head, (*body, Listing(tuple(_line(voice, one, today) for one in found))), as_of, today)


def calendar_steps(voice: Voice, student: Student, *, links: bool = False) -> tuple[tuple[Button, ...], ...]:
    """The same for a phone's calendar: as a file, and as a link where the server has a public address."""
    link = (Button(voice.say("Ссылка для календаря"), f"feed {student.id}"),) if links else ()
    return ((Button(voice.say("Файл для календаря"), f"ics {student.id}"), *link),)


def _standing(voice: Voice, turn: Turnover, today: date) -> str:
    """«Сейчас 2 четверть. До 28 декабря осталось 35 дней, дальше — зимние каникулы.»"""
    now = voice.say("Сейчас {title}.", title=_title(voice, turn.now)) if turn.now else ""
    if turn.next is None:
        last = turn.now.end if turn.now else None
        until = voice.say("Последний день — {day}.", day=voice.day(last, today.year)) if last else ""
        return f"{now} {until}".strip() or voice.say("Учебный год закончен.")
    left = voice.plural("остался {n} день", "осталось {n} дней", turn.days)
    coming = voice.say("До {day} {left}", day=voice.day(turn.next.start, today.year), left=left)
    then = voice.say("дальше — {title}", title=_title(voice, turn.next))
    return f"{now} {coming}, {then}.".strip()


def _title(voice: Voice, term: Term) -> str:
    return small(term.title) if term.title else voice.say("каникулы")


def _line(voice: Voice, term: Term, today: date) -> Line:
    days = voice.days(term.start, term.end, today.year)
    length = (term.end - term.start).days + 1
    count = voice.plural("{n} день", "{n} дней", length)
    title = term.title or voice.say("Каникулы")
    said = f"{title}: {days}, {count}" if term.kind == "vacation" else f"{title}: {days}"
    return line(bold(said) if term.start <= today <= term.end else said)
