"""The evening's digest: what was today, what comes tomorrow, what to prepare; several children in one message."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from locales import Voice
from locales.speech import capital
from school.facts import DigestChild, Lesson, SchoolDay, Silence, Work
from school.message import Block, Button, Message, line
from school.policy import Level
from school.wording.absences import absences_section
from school.wording.homework import homework_section
from school.wording.lessons import lesson_line, lesson_lines, silence_words
from school.wording.marks import marks_section
from school.wording.phrases import discreet, heading, paragraph, quoted, section, small, source_note, who
from school.wording.silence import unknown_since


@discreet
def digest(
    voice: Voice, day: date, children: Sequence[DigestChild], as_of: datetime | None, *, level: Level
) -> Message:
    """The digest of a day for one reader; children with nothing to tell are left out. `as_of` is local."""
    told = [child for child in children if child.worth_telling]
    names = _names(voice, told, level)
    blocks: list[Block] = []
    for place, (name, child) in enumerate(zip(names, told, strict=True)):
        blocks.append(heading(capital(name)) if place else heading(voice.day_heading(day), name))
        blocks += _child(voice, day, child, level)
    silent = unknown_since(voice, as_of, day)
    blocks += [silent] if silent else []
    return Message((*blocks, source_note(voice, as_of, day)), _rows(voice, day, told, names, level))


def _rows(
    voice: Voice, day: date, told: Sequence[DigestChild], names: Sequence[str], level: Level
) -> tuple[tuple[Button, ...], ...]:
    if len(told) == 1:
        return (_buttons(voice, day, told[0], ""),)
    labels = [child.student.name for child in told] if level is Level.FULL else [capital(name) for name in names]
    return tuple(_buttons(voice, day, child, label) for child, label in zip(told, labels, strict=True))


def _names(voice: Voice, told: Sequence[DigestChild], level: Level) -> list[str]:
    """As the headings say them; without names, children are told apart by their order."""
    if level < Level.FULL and len(told) > 1:
        return [voice.say("ребёнок {n}", n=place) for place in range(1, len(told) + 1)]
    return [who(voice, child.student, level) for child in told]


def _child(voice: Voice, day: date, child: DigestChild, level: Level) -> tuple[Block, ...]:
    return (
        *marks_section(voice, child.marks, day, level),
        *absences_section(voice, child.absences, day, level),
        *_ahead(voice, day, child),
    )


_SAID: dict[tuple[object, ...], tuple[tuple[object, ...], tuple[Block, ...]]] = {}
_KEPT = 256  # classes whose part is remembered


def _ahead(voice: Voice, day: date, child: DigestChild) -> tuple[Block, ...]:
    """What a class has in common: the very same lessons and tasks are worded once.

    They are kept with their words, so that no others can take their ids.
    """
    common = (child.next_day, child.homework, child.works, child.changes)
    key = (voice.language, day, *map(id, common))
    known = _SAID.get(key)
    if known is None:
        if len(_SAID) >= _KEPT:
            _SAID.clear()
        said = (
            *_next_day(voice, day, child.next_day),
            *homework_section(voice, day, child.next_day, child.homework),
            *_works(voice, day, child.works),
            *_changes(voice, day, child.changes),
        )
        known = _SAID[key] = (common, said)
    return known[1]


def _next_day(voice: Voice, day: date, coming: SchoolDay | None) -> tuple[Block, ...]:
    if coming is None:
        return ()
    if coming.lessons:
        return section(_when(voice, day, coming.day), lesson_lines(voice, coming.day, coming.lessons), marker="")
    return (paragraph(silence_words(voice, coming)),) if coming.silence is Silence.VACATION else ()


def _when(voice: Voice, day: date, coming: date) -> str:
    if coming == day + timedelta(days=1):
        return voice.say("Завтра, {weekday}", weekday=voice.weekday(coming))
    return voice.day_heading(coming)


def _works(voice: Voice, day: date, works: Sequence[Work]) -> tuple[Block, ...]:
    items = tuple(line(work_words(voice, day, work)) for work in sorted(works, key=lambda work: work.day))
    return section(voice.say("На неделе"), items)


def work_words(voice: Voice, day: date, work: Work) -> str:
    """«чт: История, контрольная «Реформы»»; a day further off than six is named by its date too."""
    near = work.day - day < timedelta(days=7)
    when = voice.short_weekday(work.day) if near else _short_day(voice, work.day)
    topic = f" {quoted(voice, work.topic)}" if work.topic else ""
    return f"{when}: {work.subject}, {small(work.kind)}{topic}"


def _short_day(voice: Voice, day: date) -> str:
    return f"{voice.short_weekday(day)}, {voice.day(day)}"


def _changes(voice: Voice, day: date, changes: Sequence[tuple[date, Lesson]]) -> tuple[Block, ...]:
    items = [line(f"{_short_day(voice, on)}: ", *lesson_line(voice, lesson, on)) for on, lesson in changes]
    return section(voice.say("Дальше в расписании"), items)


def _buttons(voice: Voice, day: date, child: DigestChild, name: str) -> tuple[Button, ...]:
    """The child's row; `name` labels it when there are several children."""
    student, due = child.student.id, (child.next_day.day if child.next_day else day + timedelta(days=1)).isoformat()
    week, marks, homework = f"timetable {student} {due} week", f"marks {student} term", f"homework {student} {due}"
    if name:
        return (
            Button(voice.say("{name}: неделя", name=name), week),
            Button(voice.say("{name}: оценки", name=name), marks),
            Button(voice.say("{name}: задания", name=name), homework),
        )
    return (
        Button(voice.say("Неделя"), week),
        Button(voice.say("Все оценки"), marks),
        Button(voice.say("Домашнее задание"), homework),
    )
