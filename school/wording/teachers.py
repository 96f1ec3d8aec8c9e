"""The answer to «учителя»: who leads the class and who teaches what."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from locales import Voice
from school.facts import Student, Taught
from school.message import Block, Line, Listing, Message, Text, bold, line
from school.policy import Level
from school.wording.lessons import subgroup_words
from school.wording.periods import page
from school.wording.phrases import discreet, heading, not_loaded, paragraph, who


@discreet
def teachers(
    voice: Voice,
    student: Student,
    homeroom: str | None,
    taught: Sequence[Taught],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Subjects with their teachers; below `full` nobody is named."""
    head = heading(voice.say("Учителя"), who(voice, student, level))
    if level < Level.FULL:
        unnamed = paragraph(voice.say("Имена здесь не называем: спросите классного руководителя."))
        return page(voice, head, (unnamed,), as_of, today)
    return page(voice, head, _body(voice, homeroom, taught, as_of), as_of, today)


def _body(voice: Voice, homeroom: str | None, taught: Sequence[Taught], as_of: datetime | None) -> tuple[Block, ...]:
    leads = (Text(line(voice.say("Классный руководитель — "), bold(homeroom))),) if homeroom else ()
    own = [one for one in taught if one.own]
    body: tuple[Block, ...] = (*leads, *_list(voice, [one for one in taught if not one.own]))
    if own:
        said = ", ".join(one.subject for one in own)
        body += (Text(line(bold(voice.say("По личному плану")), f": {said}")),)
    if not body:
        return (not_loaded(voice) if as_of is None else paragraph(voice.say("Учителей в журнале пока нет.")),)
    return body


def _list(voice: Voice, taught: Sequence[Taught]) -> tuple[Block, ...]:
    items = tuple(_row(voice, subject, list(of)) for subject, of in groupby(taught, key=lambda one: one.subject))
    return (Listing(items),) if items else ()


def _row(voice: Voice, subject: str, of: Sequence[Taught]) -> Line:
    said = dict.fromkeys(_named(voice, one) for one in of if one.teacher)
    named = ", ".join(said) or voice.say("учитель не указан")
    return line(f"{subject} — {named}")


def _named(voice: Voice, one: Taught) -> str:
    return f"{one.teacher} ({subgroup_words(voice, one.subgroup)})" if one.subgroup else str(one.teacher)
