"""News of the journal as it is told by itself: marks, corrections, absences, remarks, moved works, late homework."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Absence, Homework, Mark, Remark, Student, Work
from school.message import Block, Button, Footnote, Line, Listing, Message, Span, bold, line, plain, struck
from school.policy import Level
from school.told import Current, Fix
from school.wording.absences import lessons_words
from school.wording.marks import by_subject, details, subject_line
from school.wording.phrases import discreet, heading, paragraph, source_note, who
from school.wording.remarks import remark_line
from school.wording.works import work_words


@discreet
def new_marks(
    voice: Voice, student: Student, found: Sequence[Mark], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """Marks not told before, a line per subject."""
    title = voice.say("Новая оценка") if len(found) == 1 else voice.say("Новые оценки")
    items = tuple(subject_line(voice, subject, of, today, level) for subject, of in by_subject(found))
    blocks = (heading(title, who(voice, student, level)), Listing(items), source_note(voice, as_of, today))
    return Message(blocks, _all_marks(voice, student))


@discreet
def fixed_marks(
    voice: Voice, student: Student, fixes: Sequence[Fix], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """What was told otherwise: «было 4 → стало 5», a line each."""
    items = tuple(_fix_line(voice, fix, today) for fix in sorted(fixes, key=_order))
    head = heading(voice.say("Исправлено в журнале"), who(voice, student, level))
    return Message((head, Listing(items), source_note(voice, as_of, today)), _all_marks(voice, student))


@discreet
def edited_marks(
    voice: Voice,
    student: Student,
    stand: Sequence[Current],
    fixes: Sequence[Fix],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """An earlier message about marks as it is true now: those that stand, then what was put right in it."""
    fixed = [fix.now.id for fix in fixes if fix.now]
    rest = [one.mark for one in stand if one.id not in fixed]
    blocks: list[Block] = [heading(voice.say("Оценки"), who(voice, student, level))]
    if rest:
        blocks.append(
            Listing(tuple(subject_line(voice, subject, of, today, level) for subject, of in by_subject(rest)))
        )
    items = tuple(_fix_line(voice, fix, today) for fix in sorted(fixes, key=_order))
    blocks.append(Listing(items, line(bold(voice.say("Исправлено в журнале")))))
    return Message((*blocks, source_note(voice, as_of, today)), _all_marks(voice, student))


def _order(fix: Fix) -> tuple[str, date]:
    return fix.subject, fix.day


def _fix_line(voice: Voice, fix: Fix, today: date) -> Line:
    """«Алгебра, 20 ноября: было 4 → стало **5**»"""
    where = f"{fix.subject}, {voice.day(fix.day, today.year)}: "
    if fix.now is None:
        return line(where, struck(fix.was, voice.say("было:")), voice.say(" — оценка убрана"))
    mark = fix.now.mark
    if fix.moved:
        told = voice.say(" — была записана на предмет «{subject}»", subject=fix.subject)
        was = voice.say(", было {value}", value=fix.was) if fix.was != mark.value else ""
        return line(f"{mark.subject}, {voice.day(mark.day, today.year)}: ", bold(mark.value), told, was)
    spans: list[Span | str] = [where, voice.say("было {value} → стало ", value=fix.was), bold(mark.value)]
    about = details(voice, mark, mark.day, Level.PSEUDONYM)
    return line(*spans, plain(f" · {about}" if about else ""))


def _all_marks(voice: Voice, student: Student) -> tuple[tuple[Button, ...], ...]:
    return ((Button(voice.say("Все оценки"), f"marks {student.id} term"),),)


@discreet
def absent(
    voice: Voice, student: Student, found: Sequence[Absence], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """Absent today, and what to do about it; with nothing found, that the journal took it back."""
    if not found:
        head = heading(voice.say("Исправлено в журнале"), who(voice, student, level))
        text = voice.say("Отметки о пропуске за {day} в журнале больше нет.", day=voice.day(today, today.year))
        return Message((head, paragraph(text), source_note(voice, as_of, today)))
    head = heading(voice.say("Пропуск сегодня"), who(voice, student, level))
    missed = Listing(tuple(line(words) for words in lessons_words(voice, found, level)))
    button = Button(voice.say("Все пропуски"), f"attendance {student.id} week")
    blocks = (head, missed, paragraph(_what_to_do(voice, found)), source_note(voice, as_of, today))
    return Message(blocks, ((button,),))


def _what_to_do(voice: Voice, found: Sequence[Absence]) -> str:
    if all(one.code in ("ill", "excused") for one in found):
        return voice.say("Причина школе известна, делать ничего не нужно.")
    return voice.say(
        "Если вы знаете причину, сообщите её классному руководителю. Если нет — свяжитесь с ребёнком, потом со школой."
    )


@discreet
def as_planned(
    voice: Voice, student: Student, day: date, today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The changes that were told of a day are taken back."""
    head = heading(voice.say("Изменения отменены"), who(voice, student, level))
    text = voice.say("{day}: уроки идут по обычному расписанию.", day=voice.day_heading(day, today.year))
    button = Button(voice.say("Весь день"), f"timetable {student.id} {day.isoformat()} day")
    return Message((head, paragraph(text), source_note(voice, as_of, today)), ((button,),))


@discreet
def new_remarks(
    voice: Voice, student: Student, found: Sequence[Remark], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """What teachers wrote; below `full` only that they did: free text may well name the child."""
    head = heading(voice.say("Учитель пишет"), who(voice, student, level))
    if level < Level.FULL:
        body: Block = paragraph(voice.say("Записей учителей: {n}. Их текст здесь не показываем.", n=len(found)))
    else:
        body = Listing(tuple(remark_line(voice, one, today) for one in found))
    button = Button(voice.say("Все записи"), f"remarks {student.id} term")
    return Message((head, body, source_note(voice, as_of, today)), ((button,),))


@discreet
def moved_works(
    voice: Voice,
    student: Student,
    found: Sequence[tuple[date, Work]],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Control works and the days that they were told, or planned, for."""
    head = heading(voice.say("Контрольная перенесена"), who(voice, student, level))
    items = tuple(
        line(
            f"{work_words(voice, work)}: ",
            voice.say("была {day} → теперь ", day=voice.short_day(was, today.year)),
            bold(voice.short_day(work.day, today.year)),
        )
        for was, work in found
    )
    button = Button(voice.say("Все контрольные"), f"works {student.id}")
    return Message((head, Listing(items), source_note(voice, as_of, today)), ((button,),))


@discreet
def late_homework(
    voice: Voice, student: Student, found: Sequence[Homework], today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """Homework that came after the evening's digest."""
    head = heading(voice.say("Задали после сводки"), who(voice, student, level))
    items = tuple(
        line(bold(voice.short_day(one.due, today.year)), f" — {one.subject}: {one.text}")
        for one in sorted(found, key=lambda one: (one.due, one.subject))
    )
    button = Button(voice.say("Домашнее задание"), f"homework {student.id} {found[0].due.isoformat()}")
    return Message((head, Listing(items), source_note(voice, as_of, today)), ((button,),))


def repeated_note(voice: Voice) -> Footnote:
    """What a message says that may have arrived before."""
    return Footnote(line(voice.say("Повтор: это сообщение могло уже прийти.")))
