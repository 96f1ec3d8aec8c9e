"""Every question and command, in one visible table: its words, who may use it, who answers."""

from dataclasses import dataclass
from enum import Enum, auto

from handlers import (
    announced,
    announcing,
    choosing,
    classroom,
    consents,
    deciding,
    drafting,
    entering,
    last_mile,
    papers,
    replying,
    scanning,
)
from handlers.attendance import attendance
from handlers.bells import bells, now
from handlers.calendar_file import calendar_file
from handlers.chart import chart
from handlers.confirming import confirm
from handlers.feed import feed
from handlers.forecast import forecast
from handlers.forms import form
from handlers.homework import homework, overdue
from handlers.lessons import changes, timetable
from handlers.marks import averages, marks
from handlers.releasing import release
from handlers.remarks import remarks
from handlers.results import results
from handlers.starting import start
from handlers.tables import table
from handlers.teachers import teachers
from handlers.timeliness import journal
from handlers.topics import topics
from handlers.visit import Handler
from handlers.works import works
from handlers.years import calendar


class Who(Enum):
    """Who may use a route."""

    ANYBODY = auto()
    LINKED = auto()  # anyone whom the school approved
    FAMILY = auto()  # an approved guardian or student
    STAFF = auto()  # an approved member of staff; what is theirs the handler checks
    ADMINISTRATOR = auto()


@dataclass(frozen=True, slots=True)
class Route:
    """`name` is the slash command and the verb of its choices; a route without words is for buttons only."""

    name: str
    who: Who
    handler: Handler
    words: tuple[str, ...] = ()


ROUTES = (
    Route("start", Who.ANYBODY, start, ("старт", "начать", "привет", "start")),
    Route("help", Who.LINKED, choosing.help_, ("помощь", "меню", "команды", "help", "menu")),
    Route("stop", Who.ANYBODY, choosing.stop, ("стоп", "stop")),
    Route(
        "marks",
        Who.FAMILY,
        marks,
        ("оценки", "оценка", "отметки", "отметка", "получил", "получила", "marks", "grades", "get"),
    ),
    Route(
        "averages",
        Who.FAMILY,
        averages,
        ("средний балл", "средний", "средние баллы", "успеваемость", "average", "averages"),
    ),
    Route(
        "homework",
        Who.FAMILY,
        homework,
        ("дз", "домашка", "домашнее задание", "домашние задания", "задание", "задания", "задано", "задали", "homework"),
    ),
    Route("overdue", Who.FAMILY, overdue, ("не сдано", "долги", "долг", "просрочено", "overdue", "debts")),
    Route(
        "timetable",
        Who.FAMILY,
        timetable,
        ("расписание", "уроки", "урок", "уроков", "во сколько", "timetable", "lessons", "schedule"),
    ),
    Route(
        "now",
        Who.FAMILY,
        now,
        ("сейчас", "что сейчас", "какой сейчас урок", "следующий урок", "now", "next lesson"),
    ),
    Route("bells", Who.FAMILY, bells, ("звонки", "звонков", "расписание звонков", "bells")),
    Route("changes", Who.FAMILY, changes, ("замены", "замена", "изменения", "changes", "substitutions")),
    Route(
        "results",
        Who.FAMILY,
        results,
        (
            *("результаты", "результат", "итоги", "итоговые", "итоговые оценки", "годовые", "годовые оценки"),
            *("экзамены", "экзамен", "огэ", "егэ", "впр", "гвэ", "results", "exams", "exam", "finals"),
        ),
    ),
    Route("chart", Who.FAMILY, chart, ("график", "график оценок", "диаграмма", "chart")),
    Route("forecast", Who.FAMILY, forecast, ("прогноз", "что выходит", "что выходит за четверть", "forecast")),
    Route(
        "attendance",
        Who.FAMILY,
        attendance,
        ("пропуски", "пропуск", "пропусков", "посещаемость", "опоздания", "опозданий", "attendance", "absences"),
    ),
    Route(
        "works",
        Who.FAMILY,
        works,
        ("контрольные", "контрольная", "контрольных", "контрольные работы", "контрольная работа", "works", "tests"),
    ),
    Route("topics", Who.FAMILY, topics, ("темы", "тема", "темы уроков", "что проходили", "topics")),
    Route(
        "teachers",
        Who.FAMILY,
        teachers,
        (
            "учителя",
            "учитель",
            "кто ведет",
            "кто преподает",
            "кто учит",
            "классный руководитель",
            "классная",
            "teachers",
            "teacher",
            "who teaches",
        ),
    ),
    Route(
        "calendar",
        Who.FAMILY,
        calendar,
        ("каникулы", "каникул", "календарь", "calendar", "holidays", "vacations", "vacation"),
    ),
    Route(
        "feed",
        Who.FAMILY,
        feed,
        ("ссылка для календаря", "ссылка на календарь", "подписка на календарь", "calendar link"),
    ),
    Route("ics", Who.FAMILY, calendar_file, ("файл календаря", "файл для календаря", "ics")),
    Route(
        "remarks",
        Who.FAMILY,
        remarks,
        ("замечания", "замечание", "замечаний", "похвала", "рекомендации", "комментарии", "remarks", "comments"),
    ),
    Route("table", Who.FAMILY, table, ("таблица", "таблицей", "таблицы", "показать таблицей", "table", "tables")),
    Route("children", Who.FAMILY, choosing.children, ("дети", "ребенок", "children", "kids")),
    Route("child", Who.FAMILY, choosing.child),
    Route("settings", Who.LINKED, choosing.settings, ("настройки", "settings")),
    Route("link", Who.FAMILY, choosing.second, ("подключить", "второй мессенджер", "link")),
    Route("consent", Who.ANYBODY, consents.consent, ("согласие", "согласия", "consent", "consents")),
    Route("form", Who.LINKED, form, ("бланк", "бланк согласия", "form", "consent form")),
    Route("acknowledge", Who.FAMILY, announced.acknowledge),
    Route("announce", Who.STAFF, announcing.announce, ("объявление", "объявить", "announce", "announcement")),
    Route("answer", Who.FAMILY, replying.answer),
    Route("reply", Who.LINKED, replying.reply),
    Route("announced", Who.STAFF, announced.told, ("объявления", "мои объявления", "announcements")),
    Route("class", Who.STAFF, classroom.families, ("класс", "class")),
    Route("signin", Who.STAFF, entering.sign_in, ("вход", "войти", "консоль", "console")),
    Route("visits", Who.ADMINISTRATOR, classroom.school_visits, ("посещения", "visits")),
    Route("journal", Who.ADMINISTRATOR, journal, ("журнал", "своевременность", "journal")),
    Route("told", Who.STAFF, last_mile.told, ("лично", "сообщить лично", "in person")),
    Route("confirm", Who.ANYBODY, confirm),
    Route("requests", Who.ADMINISTRATOR, deciding.requests, ("заявки", "requests")),
    Route("scan", Who.ADMINISTRATOR, scanning.show_form),
    Route("approve", Who.ADMINISTRATOR, deciding.approve),
    Route("paper", Who.ADMINISTRATOR, papers.paper),
    Route("reject", Who.ADMINISTRATOR, deciding.reject),
    Route("release", Who.ADMINISTRATOR, release),
    Route("deadlines", Who.ADMINISTRATOR, deciding.deadlines, ("сроки", "deadlines")),
)
"""A new question is a line here, a handler, a text, and a test: docs/adding-a-question.md."""

STEPS: dict[str, tuple[Who, Handler]] = {
    announcing.TO: (Who.STAFF, announcing.take_audience),
    announcing.TEXT: (Who.STAFF, announcing.take_text),
    announcing.MORE: (Who.STAFF, announcing.take_more),
    drafting.QUESTION: (Who.STAFF, drafting.take_question),
    drafting.UNTIL: (Who.STAFF, drafting.take_until),
    drafting.LATER: (Who.STAFF, drafting.take_later),
    announced.CORRECT: (Who.STAFF, announced.take_correction),
    replying.WRITE: (Who.FAMILY, replying.take_letter),
    replying.ANSWER: (Who.STAFF, replying.take_answer),
    deciding.REASON: (Who.ADMINISTRATOR, deciding.reject_because),
    papers.PAPER: (Who.ADMINISTRATOR, papers.take_paper),
}
"""Which handler the next message belongs to, by the step of the dialog (handlers.dialog)."""
