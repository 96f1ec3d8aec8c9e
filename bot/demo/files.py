"""The demo's journal as files: a folder of CSV files, as any school may hand them over (docs/workbook.md)."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.demo import days, diary
from bot.demo.lessons import BELLS, SPLIT, TAUGHT, slots
from bot.demo.people import GUARDIANS, HOMEROOMS, LISTED_IN, PUPILS, SCHOOL, STAFF, TIES, Human, Pupil

Row = Mapping[str, object]


def write_school(folder: Path, monday: date) -> None:
    """The whole journal as it is on the demo's Monday before the end of lessons: lists, plans and two weeks."""
    year = days.year_of(monday)
    school = {"Название": SCHOOL, "Часовой пояс": days.ZONE.key, "Форма": "частная", "Регламент": "24h"}
    write_sheet(folder, "school", [school | {"Учебный год": f"{year}/{year + 1}"}])
    write_sheet(folder, "terms", _terms(year))
    write_sheet(folder, "staff", ({**_person(one), "Роли": one.roles} for one in STAFF))
    write_sheet(folder, "classes", ({"Класс": one, "Классный руководитель": who} for one, who in HOMEROOMS.items()))
    write_sheet(folder, "students", (_pupil(one, year) for one in PUPILS))
    write_sheet(folder, "guardians", map(_person, GUARDIANS))
    write_sheet(folder, "guardianships", _ties())
    write_sheet(folder, "timetable", _timetable())
    write_sheet(folder, "works", diary.planned_works(monday))
    write_day(folder, monday, monday - timedelta(days=1))
    write_results(folder, monday, out=False)


def write_day(folder: Path, monday: date, last: date) -> None:
    """The journal of the lessons up to the end of a day: marks, topics, homework, absences, remarks, changes."""
    for name, rows in (
        ("marks", diary.marks(monday, last)),
        ("topics", diary.topics(monday, last)),
        ("homework", diary.homework(monday, last)),
        ("attendance", diary.attendance(monday, last)),
        ("remarks", diary.remarks(monday, last)),
        ("changes", diary.changes(monday, last)),
    ):
        write_sheet(folder, name, rows)


def write_results(folder: Path, monday: date, *, out: bool, corrected: bool = False) -> None:
    """Exam results and final marks, before or after the new ones are `out`, and after some were `corrected`."""
    write_sheet(folder, "exam_results", diary.exam_results(monday, out=out, corrected=corrected))
    write_sheet(folder, "finals", diary.finals(monday, out=out, corrected=corrected))


def _terms(year: int) -> Iterator[Row]:
    for one in days.periods(year):
        yield {"Название": one.title, "Вид": one.kind, "Начало": one.start, "Конец": one.end}


def _person(one: Human) -> Row:
    return {"Код": one.code, "Фамилия": one.last, "Имя": one.first, "Отчество": one.middle, "Телефон": one.phone}


def _pupil(one: Pupil, year: int) -> Row:
    born = one.born.replace(year=one.born.year + year - LISTED_IN)
    return {**_person(one), "Дата рождения": born, "Класс": one.school_class}


def _ties() -> Iterator[Row]:
    for one in TIES:
        yield {
            "Код родителя": one.guardian,
            "Код ученика": one.pupil,
            "Кем приходится": one.relation,
            "Ограничение": one.restriction,
        }


def _timetable() -> Iterator[Row]:
    for slot in slots():
        start, end = BELLS[slot.number - 1]
        groups = SPLIT.get(slot.subject) or (("", *TAUGHT[slot.subject]),)
        for group, teacher, room in groups:
            yield {
                "Класс": slot.school_class,
                "День недели": slot.weekday + 1,
                "Урок": slot.number,
                "Предмет": slot.subject,
                "Подгруппа": group,
                "Учитель": teacher,
                "Кабинет": room,
                "Начало": f"{start:%H:%M}",
                "Конец": f"{end:%H:%M}",
            }


def write_sheet(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """One sheet as a CSV file of the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    found = list(rows)
    titles = list(dict.fromkeys(title for row in found for title in row))
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, titles, delimiter=";")
        writer.writeheader()
        writer.writerows({title: _cell(value) for title, value in row.items()} for row in found)


def _cell(value: object) -> object:
    return f"{value:%d.%m.%Y}" if isinstance(value, date | datetime) else value
