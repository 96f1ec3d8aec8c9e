"""The obvious next step under an answer: rows of buttons. Their choices are what `handlers` reads:

`marks ID today|week|term|subjects|subject KEY` · `forecast ID` · `chart ID`
`homework ID DATE [week]` · `timetable ID DATE day|week` · `changes ID` · `results ID`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from locales import Voice
from school.facts import Student
from school.message import Button
from school.policy import Level
from school.subjects import subject_key

Row = tuple[Button, ...]


_ROW = 2  # subject names are long


def subject_rows(verb: str, subjects: Sequence[str]) -> tuple[Row, ...]:
    """Buttons `verb subject KEY`, two a row."""
    buttons = [Button(subject, f"{verb} subject {subject_key(subject)}") for subject in subjects]
    return tuple(tuple(buttons[at : at + _ROW]) for at in range(0, len(buttons), _ROW))


def subjects_step(voice: Voice, verb: str) -> Button:
    """Ask which subject: a class has more of them than fit under an answer."""
    return Button(voice.say("Один предмет"), f"{verb} subjects")


def marks_steps(voice: Voice, student: Student, shown: str) -> tuple[Row, ...]:
    """Today, week, term: all but the one that is `shown`; one subject, the forecast, the chart."""
    words = {"today": voice.say("Сегодня"), "week": voice.say("Неделя"), "term": voice.say("По предметам")}
    spans = tuple(Button(text, f"marks {student.id} {word}") for word, text in words.items() if word != shown)
    further = (
        subjects_step(voice, f"marks {student.id}"),
        Button(voice.say("Прогноз"), f"forecast {student.id}"),
        Button(voice.say("График"), f"chart {student.id}"),
    )
    return (spans, further)


def homework_steps(voice: Voice, student: Student, day: date, today: date, *, owed: bool = False) -> tuple[Row, ...]:
    """The day before and the day after; the whole week; what is not handed in, if there is such."""
    week = (Button(voice.say("Неделя"), f"homework {student.id} {day} week"),)
    debts = (Button(voice.say("Не сдано"), f"overdue {student.id}"),) if owed else ()
    return (_neighbours(voice, f"homework {student.id}", day, today), week + debts)


def homework_week_steps(voice: Voice, student: Student, monday: date) -> tuple[Row, ...]:
    """The week before and the week after."""
    return (_weeks(voice, f"homework {student.id}", monday),)


def timetable_steps(voice: Voice, student: Student, day: date, today: date, *, week: bool) -> tuple[Row, ...]:
    """Neighbouring days and the week; of a week, the neighbouring weeks."""
    verb = f"timetable {student.id}"
    if week:
        return (_weeks(voice, verb, day),)
    return (_neighbours(voice, verb, day, today, " day"), (Button(voice.say("Неделя"), f"{verb} {day} week"),))


def child_steps(students: Sequence[Student], shown: Student, choice: str, level: Level) -> tuple[Row, ...]:
    """The same question about the other children; `choice` has {id} in the student's place. Only at `full`."""
    others = [student for student in students if student.id != shown.id] if level is Level.FULL else []
    return (tuple(Button(one.name, choice.format(id=one.id)) for one in others),) if others else ()


def _weeks(voice: Voice, verb: str, day: date) -> Row:
    before, after = day - timedelta(days=7), day + timedelta(days=7)
    return (
        Button(voice.say("← Неделя раньше"), f"{verb} {before} week"),
        Button(voice.say("Неделя позже →"), f"{verb} {after} week"),
    )


def _neighbours(voice: Voice, verb: str, day: date, today: date, tail: str = "") -> Row:
    days = (day - timedelta(days=1), day + timedelta(days=1))
    return tuple(Button(_label(voice, near, today), f"{verb} {near.isoformat()}{tail}") for near in days)


def _label(voice: Voice, day: date, today: date) -> str:
    if day == today:
        return voice.say("Сегодня")
    if day == today + timedelta(days=1):
        return voice.say("Завтра")
    return f"{voice.short_weekday(day)}, {voice.day(day, today.year)}"
