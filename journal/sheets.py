"""The workbook in one table: sheets, their columns in Russian and English, what is required, how a cell is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from journal import cells, moments, words
from journal.cells import Cell
from journal.records import (
    AttendanceRecord,
    ChangeRecord,
    ClassRecord,
    ExamResultRecord,
    FinalRecord,
    GuardianRecord,
    GuardianshipRecord,
    HomeworkRecord,
    LessonRecord,
    MarkRecord,
    Record,
    RemarkRecord,
    SchoolRecord,
    StaffRecord,
    StudentRecord,
    SubgroupRecord,
    TermRecord,
    TopicRecord,
    WorkRecord,
)

Parser = Callable[[Cell], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the record's field, its Russian and English titles (the first of each is the official one)."""

    field: str
    russian: str
    english: str  # official name, then accepted synonyms, separated by spaces
    parse: Parser
    required: bool = False
    example: Any = None  # for the template

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.russian, *self.english.split())


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet: its key (the CSV name), its Russian title, the record a row becomes, its columns."""

    key: str
    russian: str
    record: Callable[..., Record]
    columns: tuple[Column, ...]


def _must(field: str, russian: str, english: str, parse: Parser, example: Any = None) -> Column:
    return Column(field, russian, english, parse, required=True, example=example)


_may = Column
_lesson_number = cells.whole(0, 20)


def _people(code: str, last_name: str, first_name: str, middle_name: str) -> tuple[Column, ...]:
    return (
        _must("code", "Код", "id code", cells.code, code),
        _must("last_name", "Фамилия", "last_name surname", cells.line, last_name),
        _must("first_name", "Имя", "first_name", cells.line, first_name),
        _may("middle_name", "Отчество", "middle_name patronymic", cells.line, example=middle_name),
    )


def _phone(example: str) -> Column:
    return _may("phone", "Телефон", "phone", cells.phone, example=example)


_class = _must("school_class", "Класс", "class", cells.school_class, "7А")
_student = _must("student", "Код ученика", "student student_id", cells.code, "2001")
_subject = _must("subject", "Предмет", "subject", cells.line, "Алгебра")
_subgroup = _may("subgroup", "Подгруппа", "subgroup", cells.line)
_teacher = _may("teacher", "Учитель", "teacher", cells.code, example="1001")
_room = _may("room", "Кабинет", "room", cells.line, example="21")
_day = _must("day", "Дата", "date", moments.day, "01.09.2026")
_lesson = _must("number", "Урок", "lesson", _lesson_number, 1)
_topic = _may("topic", "Тема", "topic", cells.prose, example="Линейные уравнения")
_given_at = _may("given_at", "Выдано", "given_at", moments.instant, example="01.09.2026 14:30")
_received_at = _may("received_at", "Получено", "received_at", moments.instant, example="01.09.2026 14:30")

FORMS = (
    Form("school", "Школа", SchoolRecord, (
        _must("name", "Название", "name", cells.line, "Школа № 1"),
        _must("timezone", "Часовой пояс", "timezone", moments.zone_name, "Asia/Yekaterinburg"),
        _must("legal_form", "Форма", "legal_form", words.LEGAL_FORMS, "муниципальная"),
        _may("regulation", "Регламент", "regulation", words.REGULATIONS, example="24h"),
        _may("year", "Учебный год", "year", moments.school_year, example="2026/2027"),
    )),
    Form("terms", "Периоды", TermRecord, (
        _must("title", "Название", "title", cells.line, "1 четверть"),
        _must("kind", "Вид", "kind", words.TERM_KINDS, "четверть"),
        _must("start", "Начало", "start", moments.day, "01.09.2026"),
        _must("end", "Конец", "end", moments.day, "25.10.2026"),
        _may("classes", "Классы", "classes", cells.class_list, example="7А"),
    )),
    Form("staff", "Сотрудники", StaffRecord, (
        *_people("1001", "Учителева", "Анна", "Петровна"),
        _phone("+7 912 000-10-01"),
        _may("roles", "Роли", "roles", words.WordList(words.ROLES), example="классный руководитель, администратор"),
    )),
    Form("classes", "Классы", ClassRecord, (
        _must("title", "Класс", "class title", cells.school_class, "7А"),
        _may("homeroom_teacher", "Классный руководитель", "homeroom_teacher", cells.code, example="1001"),
    )),
    Form("students", "Ученики", StudentRecord, (
        *_people("2001", "Образцова", "Мария", "Ивановна"),
        _may("birth_date", "Дата рождения", "birth_date", moments.day, example="15.03.2013"),
        _class,
        _phone("+7 912 000-20-01"),
        _may("enrolled_on", "Зачислен", "enrolled_on", moments.day, example="01.09.2020"),
        _may("left_on", "Выбыл", "left_on", moments.day),
    )),
    Form("guardians", "Родители", GuardianRecord, (
        *_people("3001", "Образцова", "Елена", "Сергеевна"),
        _phone("+7 912 000-30-01"),
        _may("email", "Эл. почта", "email", cells.email, example="mama@example.ru"),
    )),
    Form("guardianships", "Представительство", GuardianshipRecord, (
        _must("guardian", "Код родителя", "guardian guardian_id", cells.code, "3001"),
        _student,
        _may("relation", "Кем приходится", "relation", cells.line, example="мать"),
        _may("document", "Документ", "document", cells.prose),
        _may("restriction", "Ограничение", "restriction", cells.ban),
        _may("until", "До", "until", moments.day),
    )),
    Form("timetable", "Расписание", LessonRecord, (
        _class,
        _must("weekday", "День недели", "weekday", words.weekday, "пн"),
        _lesson, _subject, _subgroup, _teacher, _room,
        _may("starts", "Начало", "start starts", moments.time_of_day, example="08:30"),
        _may("ends", "Конец", "end ends", moments.time_of_day, example="09:10"),
        _may("valid_from", "С", "from valid_from", moments.day),
        _may("valid_to", "По", "to valid_to", moments.day),
    )),
    Form("subgroups", "Подгруппы", SubgroupRecord, (
        _student,
        _must("subject", "Предмет", "subject", cells.line, "Английский язык"),
        _must("subgroup", "Подгруппа", "subgroup", cells.line, "1"),
    )),
    Form("changes", "Замены", ChangeRecord, (
        _class, _day, _lesson,
        _must("kind", "Вид", "kind", words.CHANGE_KINDS, "замена"),
        _subgroup,
        _may("subject", "Предмет", "subject new_subject", cells.line, example="Геометрия"),
        _teacher, _room,
        _may("to_day", "На дату", "to_date", moments.day),
        _may("to_number", "На урок", "to_lesson", _lesson_number),
        _may("note", "Примечание", "note", cells.prose),
    )),
    Form("homework", "Домашние задания", HomeworkRecord, (
        _class, _subject, _subgroup,
        _may("lesson_date", "Дата урока", "lesson_date", moments.day, example="01.09.2026"),
        _must("due_date", "На дату", "due_date", moments.day, "03.09.2026"),
        _must("text", "Задание", "text", cells.homework, "§ 1, № 12–15"),
        _may("student", "Код ученика", "student student_id", cells.code),
        _given_at,
    )),
    Form("topics", "Темы", TopicRecord, (
        _class, _subject, _day,
        _may("number", "Урок", "lesson", _lesson_number, example=1),
        _must("topic", "Тема", "topic", cells.prose, "Линейные уравнения"),
    )),
    Form("works", "Контрольные", WorkRecord, (
        _class, _subject, _day,
        _must("kind", "Вид работы", "kind", cells.line, "контрольная работа"),
        _topic,
    )),
    Form("marks", "Оценки", MarkRecord, (
        _may("code", "Код", "id code", cells.code),
        _student, _subject,
        _must("day", "Дата", "date lesson_date", moments.day, "01.09.2026"),
        _must("value", "Оценка", "value mark", cells.mark, 5),
        _may("kind", "Вид работы", "kind", cells.line, example="ответ на уроке"),
        _may("weight", "Вес", "weight", cells.weight, example=1),
        _topic,
        _may("comment", "Комментарий", "comment", cells.prose),
        _may("given_at", "Выставлена", "given_at", moments.instant, example="01.09.2026 14:30"),
    )),
    Form("attendance", "Посещаемость", AttendanceRecord, (
        _student, _day,
        _may("number", "Урок", "lesson", _lesson_number, example=1),
        _may("subject", "Предмет", "subject", cells.line, example="Алгебра"),
        _must("code", "Отметка", "code mark", words.ATTENDANCE, "Н"),
        _may("minutes_late", "Минут опоздания", "minutes_late", cells.whole(0, 600)),
        _may("comment", "Комментарий", "comment", cells.prose),
    )),
    Form("finals", "Итоговые", FinalRecord, (
        _student, _subject,
        _must("term", "Период", "term", cells.line, "1 четверть"),
        _must("value", "Оценка", "value mark", cells.mark, 5),
        _received_at,
        _may("deferred_until", "Отсрочка до", "deferred_until", moments.day),
    )),
    Form("exam_results", "Экзамены", ExamResultRecord, (
        _student,
        _must("exam", "Экзамен", "exam", cells.line, "ОГЭ"),
        _subject, _day,
        _may("primary_score", "Первичный балл", "primary_score", cells.score, example=25),
        _may("test_score", "Тестовый балл", "test_score", cells.score),
        _may("mark", "Оценка", "mark value", cells.mark, example=5),
        _may("status", "Статус", "status", words.EXAM_STATUSES, example="официальный"),
        _received_at,
    )),
    Form("remarks", "Замечания", RemarkRecord, (
        _student, _day,
        _must("text", "Текст", "text", cells.prose, "Активно работала на уроке"),
        _may("kind", "Вид", "kind", words.REMARK_KINDS, example="похвала"),
        _teacher,
    )),
)  # fmt: skip
