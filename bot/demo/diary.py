"""What happened at the lessons: marks, absences, homework, works, remarks, changes, results, as the journal has them.

The same Monday gives the same school every time. What the story tells is written out; the rest is drawn by lot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.demo import days
from bot.demo.lessons import SPLIT, UNMARKED, subjects_on, task_of, topic_of
from bot.demo.people import ARTYOM, BELOVA, MARIA, NINTH, PETR, PUPILS, SEVENTH

Row = dict[str, object]
TEST = "контрольная работа"
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson that takes place; `turn` counts the lessons of its subject from the first day on."""

    school_class: str
    day: date
    number: int
    subject: str
    turn: int


def lessons(monday: date, last: date) -> list[Lesson]:
    """The lessons of both classes from a fortnight before the demo's Monday up to a day, that day included."""
    found: list[Lesson] = []
    turns: dict[tuple[str, str], int] = {}
    for day in days.school_days(monday - FORTNIGHT, last):
        for title in (SEVENTH, NINTH):
            for number, subject in enumerate(subjects_on(title, day), start=1):
                turn = turns[title, subject] = turns.get((title, subject), -1) + 1
                found.append(Lesson(title, day, number, subject, turn))
    return found


def works(monday: date) -> dict[tuple[str, date, str], tuple[str, str]]:
    """Kind and topic of the works planned: class, day, subject."""
    planned = (
        (SEVENTH, -10, "Геометрия", "самостоятельная работа", "Признаки равенства треугольников"),
        (NINTH, -12, "Русский язык", "изложение", "Сжатое изложение"),
        (SEVENTH, 0, "Алгебра", TEST, "Свойства степени"),
        (SEVENTH, 0, "Русский язык", "диктант", "Причастный оборот"),
        (NINTH, 0, "Геометрия", "самостоятельная работа", "Теорема косинусов"),
        (SEVENTH, 2, "История", TEST, "Английская революция"),
        (NINTH, 3, "Физика", "лабораторная работа", "Импульс тела"),
        (NINTH, 4, "Алгебра", TEST, "Метод интервалов"),
    )
    return {(title, monday + timedelta(days=n), subject): (kind, about) for title, n, subject, kind, about in planned}


def marks(monday: date, last: date) -> Iterator[Row]:
    """The marks given up to a day."""
    planned = works(monday)
    for lesson in lessons(monday, last):
        if lesson.subject in UNMARKED:
            continue
        work = planned.get((lesson.school_class, lesson.day, lesson.subject))
        for pupil in PUPILS:
            if pupil.school_class == lesson.school_class:
                yield from _mark(monday, lesson, pupil.code, work)


TOLD = {
    (MARIA, "Алгебра"): "5",
    (MARIA, "Русский язык"): "4",
    (PETR, "Геометрия"): "4",
    (PETR, "Химия"): "5",
    (ARTYOM, "Алгебра"): "3",
}
"""The marks of the demo's Monday that the story names; the three have no others that day."""


def _mark(monday: date, lesson: Lesson, pupil: str, work: tuple[str, str] | None) -> Iterator[Row]:
    lot = Random(f"{pupil} {lesson.day} {lesson.subject}")
    if lesson.day == monday and any(pupil == told for told, _ in TOLD):
        value = TOLD.get((pupil, lesson.subject))
    else:
        value = lot.choice("34445555") if work or lot.random() < 0.22 else None
    if value is None:
        return
    kind, topic = work or (lot.choice(("ответ на уроке", "домашняя работа", "ответ на уроке")), "")
    topic = topic or topic_of(lesson.school_class, lesson.subject, lesson.turn)
    yield {
        "Код ученика": pupil,
        "Предмет": lesson.subject,
        "Дата": lesson.day,
        "Оценка": value,
        "Вид работы": kind,
        "Вес": 3 if kind == TEST else 2 if work else 1,
        "Тема": topic,
        "Комментарий": "Отличная работа!" if (pupil, lesson.day, value) == (MARIA, monday, "5") else "",
    }


def topics(monday: date, last: date) -> Iterator[Row]:
    """What was taught up to a day."""
    for lesson in lessons(monday, last):
        topic = topic_of(lesson.school_class, lesson.subject, lesson.turn)
        if topic:
            yield _at(lesson) | {"Урок": lesson.number, "Тема": topic}


def homework(monday: date, last: date) -> Iterator[Row]:
    """What was set up to a day, for the next lesson of the subject; individual work for Мария included."""
    coming = lessons(monday, monday + FORTNIGHT)
    for lesson in lessons(monday, last):
        due = next((one.day for one in coming if _follows(one, lesson)), None)
        task = task_of(lesson.school_class, lesson.subject, lesson.turn)
        if due and task:
            base = {"Класс": lesson.school_class, "Предмет": lesson.subject, "Дата урока": lesson.day, "На дату": due}
            groups = [group for group, _, _ in SPLIT.get(lesson.subject, ())] or [""]
            for place, group in enumerate(groups):
                yield base | {
                    "Подгруппа": group,
                    "Задание": task_of(lesson.school_class, lesson.subject, lesson.turn + place),
                }
    if last >= monday:
        own = {"Класс": SEVENTH, "Предмет": "Литература", "Дата урока": monday, "На дату": monday + timedelta(days=1)}
        yield own | {"Задание": "принести доклад о Гоголе", "Код ученика": MARIA}


def _follows(one: Lesson, lesson: Lesson) -> bool:
    return (one.school_class, one.subject) == (lesson.school_class, lesson.subject) and one.day > lesson.day


def planned_works(monday: date) -> Iterator[Row]:
    """The sheet «Контрольные»."""
    for (title, day, subject), (kind, topic) in works(monday).items():
        yield {"Класс": title, "Предмет": subject, "Дата": day, "Вид работы": kind, "Тема": topic}


def attendance(monday: date, last: date) -> Iterator[Row]:
    """Who was absent or late."""
    ill = [(one.code, monday - timedelta(days=n), 1, "", "Б", "") for one in PUPILS[3:5] for n in (5, 6)]
    for pupil, day, number, subject, word, late in (
        *ill,
        (MARIA, monday - timedelta(days=7), 1, "Разговоры о важном", "ОП", 7),
        (PETR, monday - timedelta(days=4), 6, "Физкультура", "УП", ""),
        (PETR, monday, 7, "Физкультура", "Н", ""),
    ):
        if day <= last:
            row: Row = {"Код ученика": pupil, "Дата": day, "Урок": number, "Предмет": subject}
            yield row | {"Отметка": word, "Минут опоздания": late}


def remarks(monday: date, last: date) -> Iterator[Row]:
    """What teachers wrote into the diary."""
    for pupil, day, kind, text in (
        (PETR, monday - timedelta(days=6), "замечание", "Не готов к уроку: нет тетради"),
        (MARIA, monday - timedelta(days=3), "похвала", "Помогла оформить школьную выставку"),
    ):
        if day <= last:
            yield {"Код ученика": pupil, "Дата": day, "Текст": text, "Вид": kind, "Учитель": BELOVA.code}


def changes(monday: date, last: date) -> Iterator[Row]:
    """Changes of the timetable; those of a day are known at the end of the day before."""
    for title, day, number, kind, about in (
        (SEVENTH, -4, 6, "отмена", {}),
        (SEVENTH, 1, 2, "замена", {"Предмет": "Информатика", "Учитель": "С7", "Кабинет": "35"}),
        (NINTH, 1, 6, "отмена", {"Примечание": "учитель на конференции"}),
        (SEVENTH, 2, 5, "кабинет", {"Кабинет": "36"}),
        (NINTH, 2, 5, "замена", {"Предмет": "История", "Учитель": "С9", "Кабинет": "18"}),
        (NINTH, 3, 4, "замена", {"Предмет": "Русский язык", "Учитель": "С3", "Кабинет": "24"}),
    ):
        if monday + timedelta(days=day - 1) <= last:
            yield {"Класс": title, "Дата": monday + timedelta(days=day), "Урок": number, "Вид": kind, **about}


def exam_results(monday: date, *, out: bool, corrected: bool = False) -> Iterator[Row]:
    """Last spring's results; when they are `out`, also those of the trial exam of 9Б. `corrected`: after an appeal."""
    spring = date(days.year_of(monday), 4, 14)
    for pupil in PUPILS:
        lot = Random(f"{pupil.code} exam")
        row: Row = {"Код ученика": pupil.code, "Экзамен": "ВПР", "Предмет": "Математика", "Дата": spring}
        yield row | {"Первичный балл": lot.randint(11, 18), "Оценка": lot.choice("345"), "Статус": "официальный"}
        if out and pupil.school_class == NINTH:
            score = 24 + corrected if pupil.code == PETR else lot.randint(9, 29)
            row = {"Код ученика": pupil.code, "Экзамен": "Пробный ОГЭ", "Предмет": "Математика"}
            row |= {"Дата": monday - timedelta(days=6), "Первичный балл": score, "Оценка": _oge(score)}
            yield row | {"Статус": "апелляция" if corrected and pupil.code == PETR else "официальный"}


def _oge(score: int) -> int:
    return 5 if score >= 22 else 4 if score >= 15 else 3 if score >= 8 else 2


def finals(monday: date, *, out: bool, corrected: bool = False) -> Iterator[Row]:
    """The marks of the quarter before; that of «Труд» in 7А comes late, with the results; `corrected`: to 5."""
    term = days.before(monday).title
    for pupil in PUPILS:
        subjects = {subject for weekday in range(5) for subject in subjects_on(pupil.school_class, _weekday(weekday))}
        for subject in sorted(subjects - set(UNMARKED)):
            value: object = Random(f"{pupil.code} {subject}").choice("34455")
            if subject == "Труд":
                value = "5" if corrected else "4"
            if out or subject != "Труд":
                yield {"Код ученика": pupil.code, "Предмет": subject, "Период": term, "Оценка": value}


def _weekday(number: int) -> date:
    return date(2026, 11, 23) + timedelta(days=number)


def _at(lesson: Lesson) -> Row:
    return {"Класс": lesson.school_class, "Предмет": lesson.subject, "Дата": lesson.day}
