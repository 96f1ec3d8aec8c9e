"""Is the journal kept in time: for administrators, teacher by teacher; and lessons held against the plan."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from locales import Voice
from school.message import Button, Footnote, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.phrases import heading, paragraph
from school.wording.sheets import Rows

SHOWN = 15


class Teacher(Protocol):
    """One teacher (actions.timeliness.TeacherLine)."""

    @property
    def teacher(self) -> str: ...
    @property
    def lessons(self) -> int: ...
    @property
    def no_topic(self) -> int: ...
    @property
    def no_homework(self) -> int: ...
    @property
    def marks(self) -> int: ...
    @property
    def late_marks(self) -> int: ...
    @property
    def absences(self) -> int: ...
    @property
    def late_absences(self) -> int: ...
    @property
    def finals(self) -> int: ...
    @property
    def late_finals(self) -> int: ...
    @property
    def late(self) -> int: ...


class Held(Protocol):
    """One subject of one class (actions.timeliness.HeldLine)."""

    @property
    def school_class(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def planned(self) -> int: ...
    @property
    def held(self) -> int: ...
    @property
    def cancelled(self) -> int: ...


def timeliness(
    voice: Voice, rows: Sequence[Teacher], first: date, last: date, *, level: Level, measured: bool = True
) -> Message:
    """Who is behind, most behind first; below `full` only how many."""
    title = heading(voice.say("Журнал"), voice.days(first, last))
    behind, ways = [row for row in rows if row.late], _table(voice, first, last)
    if not behind:
        return Message((title, paragraph(voice.say("Всё внесено вовремя.")), _how(voice, measured)), ways)
    count = voice.plural("Отстаёт {n} учитель.", "Отстают {n} учителей.", len(behind))
    if level < Level.FULL:
        return Message((title, paragraph(count), Footnote(line(voice.say("Имена показаны во ВКонтакте и в консоли.")))))
    items = tuple(_behind(voice, row) for row in behind[:SHOWN])
    return Message((title, paragraph(count), Listing(items), _how(voice, measured)), ways)


def _table(voice: Voice, first: date, last: date) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(voice.say("Таблица"), f"journal table {first} {last}"),
            Button(voice.say("Уроки и план"), "journal held"),
        ),
    )


def _behind(voice: Voice, row: Teacher) -> Line:
    parts = (
        (row.no_topic, voice.plural("без темы {n}", "без темы {n}", row.no_topic)),
        (row.no_homework, voice.plural("без задания {n}", "без задания {n}", row.no_homework)),
        (row.late_marks, voice.plural("оценок поздно {n}", "оценок поздно {n}", row.late_marks)),
        (row.late_absences, voice.plural("пропусков поздно {n}", "пропусков поздно {n}", row.late_absences)),
        (row.late_finals, voice.plural("итоговых поздно {n}", "итоговых поздно {n}", row.late_finals)),
    )
    said = ", ".join(words for count, words in parts if count)
    lessons = voice.plural("{n} урок", "{n} уроков", row.lessons)
    return line(bold(teacher_name(voice, row.teacher)), f" ({lessons}) — {said}")


def teacher_name(voice: Voice, name: str) -> str:
    """The name, or what stands where the timetable names nobody."""
    return name or voice.say("учитель не указан")


def _how(voice: Voice, measured: bool) -> Footnote:
    how = voice.say("Время записи — по журналу, а если он его не называет, то когда её впервые увидел импорт.")
    young = voice.say(" За часть этих дней журнал ещё не загружали: они не считаются.")
    return Footnote(line(how + ("" if measured else young)))


def timeliness_rows(voice: Voice, rows: Sequence[Teacher], first: date, last: date) -> Rows:
    """The table of the regulation (R3.5), a row per teacher."""
    header = (
        voice.say("Учитель"),
        voice.say("Уроков"),
        voice.say("Без темы к концу дня"),
        voice.say("Без задания через час"),
        voice.say("Оценок"),
        voice.say("Оценок позже срока"),
        voice.say("Пропусков"),
        voice.say("Пропусков не в тот же день"),
        voice.say("Итоговых"),
        voice.say("Итоговых позже срока"),
    )
    cells = tuple(
        (
            teacher_name(voice, row.teacher),
            row.lessons,
            row.no_topic,
            row.no_homework,
            row.marks,
            row.late_marks,
            row.absences,
            row.late_absences,
            row.finals,
            row.late_finals,
        )
        for row in rows
    )
    return voice.say("Журнал {days}", days=voice.days(first, last)), header, cells


def held_rows(voice: Voice, rows: Sequence[Held], term: str) -> Rows:
    """Lessons held against the plan, a row per class and subject."""
    header = (
        voice.say("Класс"),
        voice.say("Предмет"),
        voice.say("По расписанию"),
        voice.say("Проведено (есть тема)"),
        voice.say("Отменено"),
        voice.say("Разница"),
    )
    cells = tuple((r.school_class, r.subject, r.planned, r.held, r.cancelled, r.held - r.planned) for r in rows)
    return voice.say("Уроки и план, {term}", term=term), header, cells


def held(voice: Voice, rows: Sequence[Held], term: str) -> Message:
    """Where lessons are behind the plan by most."""
    behind = sorted((row for row in rows if row.held < row.planned), key=lambda row: row.held - row.planned)
    items = tuple(
        line(bold(f"{row.school_class} · {row.subject}"), f" — {row.held} / {row.planned}") for row in behind[:SHOWN]
    )
    title = heading(voice.say("Уроки и план"), term)
    if not items:
        return Message((title, paragraph(voice.say("Все уроки по расписанию проведены, и у каждого есть тема."))))
    how = Footnote(line(voice.say("Проведён — значит у урока есть тема. Сначала те, кто отстал больше.")))
    return Message((title, Listing(items), how))


def journal_table(voice: Voice, local: datetime) -> Message:
    """What comes with the workbook."""
    return Message((paragraph(voice.say("Таблица на {moment}.", moment=voice.moment(local))),))
