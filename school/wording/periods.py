"""The days that an answer is about, as its heading names them."""

from datetime import date, datetime

from locales import Voice
from school.facts import Period, Student
from school.message import Block, Footnote, Heading, Message
from school.policy import Level
from school.wording.phrases import heading, small, source_note, who


def period_words(voice: Voice, period: Period, today: date) -> str:
    """«сегодня», «20 ноября», «эта неделя», «16–22 ноября», «2 четверть»"""
    match period.kind:
        case "day" if period.first == today:
            return voice.say("сегодня")
        case "week" if period.first <= today <= period.last:
            return voice.say("эта неделя")
        case "day" | "days" | "week":
            return voice.days(period.first, period.last, today.year)
        case "recent":
            return voice.say("последние дни")
        case "ahead":
            return voice.say("впереди")
        case "year" if not period.first <= today <= period.last:
            years = f"{period.first.year}/{period.last.year}"
            return voice.say("учебный год {years}", years=years)
        case _:
            return small(period.title) if period.title else voice.say("учебный год")


def about(
    voice: Voice, title: str, period: Period, today: date, student: Student, level: Level, subject: str = ""
) -> Heading:
    """«Пропуски · эта неделя · Мария, 7А», «Пропуски · Химия · эта неделя · Мария, 7А»"""
    return heading(title, subject, period_words(voice, period, today), who(voice, student, level))


def page(voice: Voice, head: Heading, body: tuple[Block, ...], as_of: datetime | None, today: date) -> Message:
    """The answer: its heading, what it says, and as of when."""
    note: Footnote = source_note(voice, as_of, today)
    return Message((head, *body, note))
