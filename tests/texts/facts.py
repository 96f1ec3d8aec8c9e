"""A made-up Monday, 23 November 2026, in the Orlovs' school: the facts that the golden texts tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from school.access import ConsentState
from school.consents import OnFile
from school.facts import (
    Absence,
    Announcement,
    DigestChild,
    Due,
    ExamResult,
    Final,
    Homework,
    Lesson,
    LinkedAlready,
    LinkRequest,
    Mark,
    Period,
    Reach,
    Remark,
    RequestedChild,
    SchoolDay,
    Silence,
    Student,
    Taught,
    Term,
    Topic,
    Turn,
    Work,
)
from school.lateness import Case
from school.purposes import Purpose

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 29)
AS_OF = datetime(2026, 11, 23, 16, 40)  # noqa: DTZ001 - local, as wording takes it
NOW = datetime(2026, 11, 23, 13, 40, tzinfo=UTC)

MARIA = Student(11, "Мария", "Орлова", "7А")
PETER = Student(12, "Пётр", "Орлов", "5Б")

MARKS = (
    Mark(11, "Алгебра", MONDAY, "5", "Контрольная", 3, "Квадратные уравнения"),
    Mark(11, "Русский язык", MONDAY, "4", "Диктант"),
)
WEEK_MARKS = (
    *MARKS,
    Mark(11, "Алгебра", date(2026, 11, 19), "4", "Ответ на уроке", 1),
    Mark(11, "Физика", date(2026, 11, 20), "4-", "Лабораторная работа", 1.5, "Сила трения", "Перепиши вывод"),
)
LESSONS = (
    Lesson(1, "Алгебра", starts=time(8, 30), ends=time(9, 15), room="21"),
    Lesson(2, "Химия", Turn.SUBSTITUTED, time(9, 20), time(10, 5), "31", planned_subject="Физика"),
    Lesson(3, "Английский язык", starts=time(10, 15), ends=time(11), room="12", subgroup="1"),
    Lesson(4, "История", Turn.ROOM, time(11, 15), time(12), "5", planned_room="40"),
    Lesson(5, "Технология", Turn.CANCELLED, time(12, 10), time(12, 55)),
    Lesson(6, "География", Turn.MOVED_AWAY, time(13, 5), time(13, 50), other_day=date(2026, 11, 26), other_number=4),
)
LATER = (
    (
        date(2026, 11, 26),
        Lesson(4, "География", Turn.MOVED_HERE, time(11, 15), room="16", other_day=TUESDAY, other_number=6),
    ),
    (date(2026, 11, 27), Lesson(7, "Биология", Turn.EXTRA, time(14), room="8", note="подготовка к олимпиаде")),
)
TOMORROW = SchoolDay(TUESDAY, LESSONS)
HOMEWORK = (
    Homework(11, "Алгебра", TUESDAY, "№ 215, 217"),
    Homework(11, "Литература", TUESDAY, "выучить стихотворение"),
    Homework(11, "Английский язык", TUESDAY, "упр. 5, с. 48", subgroup="1"),
)
WORKS = (Work(date(2026, 11, 26), "История", "Контрольная", "Реформы Петра I"),)
ABSENCES = (
    Absence(11, MONDAY, "ill", 1, "Физкультура"),
    Absence(11, MONDAY, "ill", 2, "Музыка"),
    Absence(11, MONDAY, "late", 3, "Физика", 5),
)
FULL_CHILD = DigestChild(MARIA, MARKS, ABSENCES, TOMORROW, HOMEWORK, WORKS, LATER)
SECOND_CHILD = DigestChild(
    PETER,
    (Mark(12, "Математика", date(2026, 11, 20), "3", comment="Можно пересдать в среду"),),
    next_day=SchoolDay(TUESDAY, (Lesson(1, "Математика", starts=time(8, 30), room="7"),)),
    homework=(Homework(12, "Русский язык", TUESDAY, "упр. 77", individual=True),),
)
THIS_WEEK = Period("week", MONDAY, SUNDAY)
TERM = Period("term", date(2026, 11, 2), date(2026, 12, 27), "2 четверть")
VACATION = SchoolDay(date(2026, 10, 27), (), Silence.VACATION, "Осенние каникулы", date(2026, 11, 1))
SUNDAY_OFF = SchoolDay(SUNDAY, (), Silence.SUNDAY)
EXAMS = (
    ExamResult(1, 11, "ОГЭ", "Математика", date(2026, 6, 9), NOW, 24, None, "5", "preliminary"),
    ExamResult(2, 11, "ВПР", "Физика", date(2026, 4, 14), NOW, 16, mark="4", status="official"),
)
FINALS = (
    Final(1, 11, "Алгебра", "1 четверть", "5", NOW),
    Final(2, 11, "Физика", "1 четверть", "н/а", NOW, date(2026, 12, 1)),
)
SIGNED = RequestedChild(MARIA, "signed", "15", date(2026, 9, 1))
UNSIGNED = RequestedChild(PETER, None)
REQUEST = LinkRequest(7, "telegram", 3, "guardian", "Анна Орлова", "+79161234567", NOW, (SIGNED, UNSIGNED))
REQUEST_LINKED = replace(REQUEST, linked=(LinkedAlready("telegram", date(2026, 11, 12)),))
ANNOUNCED = Announcement(5, "7А", "Ольга Смирнова", "Завтра едем в музей, сбор в 9:00 у входа.", NOW)
REACH = Reach(27, 24, (("Иван Белов", "no_consent"), ("Дарья Котова", "blocked"), ("Олег Юдин", "no_contact")))
DUE = (
    Due(MARIA, "Анна Орлова", "exam", "Математика", NOW + timedelta(hours=3, minutes=5)),
    Due(PETER, "Игорь Орлов", "final", "Музыка", NOW - timedelta(hours=1), "no_consent"),
)
CASES = (
    Case(31, MARIA, "Орлов Сергей", "exam", "Математика", NOW + timedelta(hours=5), "no_consent"),
    Case(
        32,
        PETER,
        None,
        "final",
        "Музыка",
        NOW - timedelta(hours=1),
        "no_guardianship",
        (Case(33, PETER, None, "final", "Физика", NOW - timedelta(hours=1), "no_guardianship"),),
    ),
)
MISSED = (
    *ABSENCES,
    Absence(11, date(2026, 11, 20), "absent", 2, "Физика"),
    Absence(11, date(2026, 11, 10), "excused", comment="соревнования"),
)
ALL_WORKS = (
    Work(date(2026, 11, 12), "Алгебра", "Самостоятельная"),
    *WORKS,
    Work(date(2026, 11, 26), "Физика", "Контрольная"),
    Work(date(2026, 12, 8), "Русский язык", "Диктант", "Причастный оборот"),
)
TOPICS = (
    Topic(date(2026, 11, 20), "Физика", "Сила трения", 2),
    Topic(MONDAY, "Алгебра", "Квадратные уравнения", 1),
    Topic(MONDAY, "История", "Реформы Петра I", 3),
)
TAUGHT = (
    Taught("Алгебра", "Белова Ирина Павловна"),
    Taught("Английский язык", "Котова Дарья Ильинична", "1"),
    Taught("Английский язык", "Юдин Олег Петрович", "2"),
    Taught("Музыка"),
    Taught("Робототехника", own=True),
)
REMARKS = (
    Remark(11, date(2026, 11, 20), "Перепиши вывод", "mark", subject="Физика"),
    Remark(11, MONDAY, "Помогла оформить выставку", "praise", "Белова И. П."),
    Remark(11, date(2026, 11, 9), "Не было сменной обуви", "remark"),
)
TERMS = (
    Term("1 четверть", "quarter", date(2026, 9, 1), date(2026, 10, 25)),
    Term("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27)),
    Term("Зимние каникулы", "vacation", date(2026, 12, 28), date(2027, 1, 10)),
    Term("3 четверть", "quarter", date(2027, 1, 11), date(2027, 3, 21)),
)
AHEAD = Period("ahead", MONDAY, date(2026, 12, 27))
RECENT = Period("recent", date(2026, 11, 17), MONDAY)
CONSENTS = tuple(
    OnFile(number, 21, student, purpose, channel, state, "15", date(2026, 9, 1))
    for number, (student, purpose, channel, state) in enumerate(
        (
            (MARIA, Purpose.LESSONS, "telegram", ConsentState.SIGNED),
            (MARIA, Purpose.LESSONS, "vk", ConsentState.SIGNED),
            (MARIA, Purpose.RESULTS, "vk", ConsentState.REFUSED),
            (PETER, Purpose.ANNOUNCEMENTS, "vk", ConsentState.WITHDRAWN),
            (PETER, Purpose.STUDENT_ACCESS, "vk", ConsentState.SIGNED),
        )
    )
)
FRIDAY = SchoolDay(date(2026, 11, 27), (Lesson(2, "Химия", starts=time(9, 20), ends=time(10, 5), room="31"),))


def at(hour: int, minute: int = 0) -> datetime:
    """A local time on the Tuesday of the lessons."""
    return datetime(2026, 11, 24, hour, minute)  # noqa: DTZ001 - local, as wording takes it


def _algebra(*values: str) -> tuple[Mark, ...]:
    return tuple(Mark(11, "Алгебра", date(2026, 11, 9 + n), value) for n, value in enumerate(values))


TERM_MARKS = (
    *_algebra("4", "4", "5", "4", "5", "4"),
    *(Mark(11, "Физика", date(2026, 11, 10 + n), value, weight=2) for n, value in enumerate(("5", "5", "5"))),
    *(Mark(11, "Химия", date(2026, 11, 10 + n), value, weight=3) for n, value in enumerate(("3", "3", "3", "2"))),
    Mark(11, "Музыка", MONDAY, "5"),
)
CORRECTED = (
    Mark(11, "Алгебра", date(2026, 11, 20), "5", "Контрольная", 3, "Квадратные уравнения", was="4"),
    Mark(11, "История", date(2026, 11, 19), "4"),
)
MOVED_WORKS_AHEAD = (Work(date(2026, 11, 26), "История", "Контрольная", "Реформы Петра I", date(2026, 11, 24)),)
RISING = tuple(
    Mark(11, "Физика", date(2026, 11, 2 + number), value, weight=2 if number == 4 else None)
    for number, value in enumerate("33455")
)
SHEET = (
    Final(11, 11, "Алгебра", "1 четверть", "4", NOW),
    Final(12, 11, "Физкультура", "1 четверть", "н/а", NOW, date(2026, 12, 15)),
    Final(13, 11, "Алгебра", "2 четверть", "5", NOW),
    Final(14, 11, "Алгебра", "Год", "5", NOW),
)
LINKED = (
    *HOMEWORK,
    Homework(
        11,
        "Физика",
        date(2026, 11, 25),
        "Тест: https://example.org/t?a=1&b=2, до вечера; «Правила теста.pdf»",
        individual=True,
    ),
)
LINKED_ON = (TUESDAY, date(2026, 11, 25))
GONE = (
    Homework(11, "Физика", TUESDAY, "§ 14, вопросы"),
    Homework(11, "Технология", TUESDAY, "принести ткань"),
    Homework(11, "География", TUESDAY, "контурная карта", individual=True),
)
DAYS = (TOMORROW, SchoolDay(date(2026, 11, 26), (Lesson(2, "Физика", starts=time(9, 20)), LATER[0][1])))
OWED = (
    Mark(11, "Алгебра", date(2026, 11, 13), "•", "Контрольная", topic="Дроби"),
    Mark(11, "История", date(2026, 11, 19), "•"),
)
