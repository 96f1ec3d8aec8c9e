"""The table of routes, and how words and wishes are read."""

from datetime import date

import pytest

from handlers.routes import ROUTES
from handlers.understanding import is_command, read_choice, read_text, slips
from handlers.wishes import Wish, fold, read_wish, subject_meant, subject_named
from locales import LANGUAGES, voice
from school import wording
from school.choices import MAX_CHOICE

MONDAY = date(2026, 11, 23)
EVERYBODY = ("guardian", "student", "homeroom", "administrator")


def test_no_word_belongs_to_two_routes() -> None:
    words = [fold(word).replace(" ", "") for route in ROUTES for word in {*route.words, route.name}]
    assert sorted(words) == sorted(set(words))


def test_every_route_has_a_choice_and_is_found_by_it() -> None:
    for route in ROUTES:
        assert read_choice(f"{route.name} 1 x") == (route, ("1", "x"))
        assert len(f"{route.name} 2000000000 2026-11-24 week".encode()) <= MAX_CHOICE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_menu_leads_somewhere(language: str) -> None:
    words = [word for row in wording.menu(voice(language), EVERYBODY) for word in row]
    assert len(words) >= 10
    assert [word for word in words if read_text(word) is None or not is_command(word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_offers_only_what_there_is(language: str) -> None:
    listing = wording.help(voice(language), EVERYBODY).blocks[0]
    slashes = [part for part in str(listing).split() if part.startswith("/")]
    assert slashes
    assert [slash for slash in slashes if read_text(slash) is None] == []


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/marks", "marks", ()),
        ("/MARKS@RodnikBot Мария", "marks", ("мария",)),
        ("  Оценки!!  ", "marks", ()),
        ("ОЦЕНКИ, Мария", "marks", ("мария",)),
        ("д.з. на завтра", "homework", ("на", "завтра")),
        ("Домашнее   задание", "homework", ()),
        ("домашнеезадание", "homework", ()),
        ("📚 Расписание", "timetable", ()),
        ("ребёнок", "children", ()),
        ("расписание 25.11", "timetable", ("25.11",)),
        ("настройки 18:30", "settings", ("18:30",)),
        ("мои оценки", "marks", ("мои",)),
        ("grades", "marks", ()),
        ("Stop.", "stop", ()),
        ("растписание", "timetable", ()),
        ("Рассписание на пятницу", "timetable", ("на", "пятницу")),
        ("оцнки Марии", "marks", ("марии",)),
        ("какие оцекни", "marks", ("какие",)),
        ("timetabel tomorrow", "timetable", ("tomorrow",)),
        ("Что задали на завтра?", "homework", ("что", "на", "завтра")),
        ("что не сдано", "overdue", ("что",)),
        ("средний балл по физике", "averages", ("по", "физике")),
        ("итоговые оценки", "results", ()),
        ("ВПР", "results", ()),
        ("во сколько уроки завтра", "timetable", ("уроки", "завтра")),
        ("Привет! Что задали на завтра?", "homework", ("что", "на", "завтра")),
        ("Привет, класс", "start", ("класс",)),
    ],
)
def test_it_finds_the_route_of_a_text(text: str, name: str, words: tuple[str, ...]) -> None:
    found = read_text(text)
    assert found is not None
    assert (found[0].name, found[1]) == (name, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "!!!",
        "👍",
        "спасибо",
        "стооп",
        "обьявление",
        "/mraks",
        "/nothing",
        "/approve 1",
        "не надо стоп",
        "?" * 9000,
    ],
)
def test_it_finds_no_route_where_there_is_none(text: str) -> None:
    assert read_text(text) is None


@pytest.mark.parametrize("text", ["Расписание изменилось, приходим к 9", "класс едет в музей", "стоп-урок завтра"])
def test_a_sentence_that_begins_like_a_command_is_not_one(text: str) -> None:
    assert not is_command(text)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("на сегодня", Wish(MONDAY, "day")),
        ("послезавтра", Wish(date(2026, 11, 25), "day")),
        ("в понедельник", Wish(MONDAY, "day")),
        ("на ср", Wish(date(2026, 11, 25), "day")),
        ("on friday", Wish(date(2026, 11, 27), "day")),
        ("25.11", Wish(date(2026, 11, 25), "day")),
        ("12.01", Wish(date(2027, 1, 12), "day")),
        ("1 сентября", Wish(date(2026, 9, 1), "day")),
        ("9 мая 2", Wish(date(2027, 5, 9), "day", "2")),
        ("1.9.2025", Wish(date(2025, 9, 1), "day")),
        ("31.02", Wish(subject="31.02")),
        ("99.99", Wish(subject="99.99")),
        ("week", Wish(span="week")),
        ("на следующую неделю", Wish(date(2026, 11, 30), "week")),
        ("2026-11-24 week", Wish(date(2026, 11, 24), "week")),
        ("2026-11-24 day", Wish(date(2026, 11, 24), "day")),
        ("за четверть", Wish(span="term", kind="quarter")),
        ("по алгебре", Wish(subject="алгебре")),
        ("средний балл", Wish(subject="средний балл")),
    ],
)
def test_it_reads_days_and_spans(text: str, wish: Wish) -> None:
    assert read_wish(text.split(), MONDAY) == wish


def test_looking_back_a_weekday_is_the_past_one() -> None:
    assert read_wish(["пятницу"], MONDAY, backward=True).day == date(2026, 11, 20)
    assert read_wish(["понедельник"], MONDAY, backward=True).day == MONDAY


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("алгебре", "Алгебра"),
        ("русскому", "Русский язык"),
        ("физике", "Физика"),
        ("физкультуре", "Физкультура"),
        ("английский", "Английский язык"),
        ("биология", ""),
        ("", ""),
        ("я", ""),
    ],
)
def test_it_knows_a_subject_by_its_beginning(asked: str, meant: str) -> None:
    subjects = ["Алгебра", "Английский язык", "Русский язык", "Физика", "Физкультура"]
    assert subject_meant(Wish(subject=asked), subjects) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("английскому", "Иностранный язык (английский)"),
        ("физкультуре", "Физическая культура"),
        ("химии", "Химия"),
        ("русскому языку", "Русский язык"),
        ("технологии", "Труд (технология)"),
        ("классу", ""),
        ("четверг", ""),
        ("", ""),
    ],
)
def test_it_knows_a_subject_without_marks_and_takes_none_for_another(asked: str, meant: str) -> None:
    subjects = ["Иностранный язык (английский)", "Физическая культура", "Труд (технология)"]
    assert subject_named(Wish(subject=asked), subjects) == meant


@pytest.mark.parametrize(
    ("text", "number", "shift"),
    [
        ("1 четверть", 1, 0),
        ("за 2-ю четверть", 2, 0),
        ("первую четверть", 1, 0),
        ("III четверти", 3, 0),
        ("четвёртую четверть", 4, 0),
        ("четверть 1", 1, 0),
        ("2 полугодие", 2, 0),
        ("прошлую четверть", 0, -1),
        ("четверть", 0, 0),
        ("за первый предмет", 0, 0),
    ],
)
def test_it_reads_which_term_is_meant(text: str, number: int, shift: int) -> None:
    wish = read_wish(text.split(), MONDAY)
    assert (wish.span, wish.number, wish.shift) == ("term", number, shift)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("за ноябрь", date(2026, 11, 1), date(2026, 11, 30)),
        ("в декабре", date(2025, 12, 1), date(2025, 12, 31)),
        ("с 1 по 20 ноября", date(2026, 11, 1), date(2026, 11, 20)),
        ("с 28.10 по 03.11", date(2026, 10, 28), date(2026, 11, 3)),
        ("с 30 декабря по 9 января", date(2026, 12, 30), date(2027, 1, 9)),
        ("from 1 to 5 october", date(2026, 10, 1), date(2026, 10, 5)),
        ("за месяц", date(2026, 10, 24), MONDAY),
        ("за май", date(2026, 5, 1), date(2026, 5, 31)),
        ("за прошлый месяц", date(2026, 10, 1), date(2026, 10, 31)),
        ("в этом месяце", date(2026, 11, 1), date(2026, 11, 30)),
        ("last month", date(2026, 10, 24), MONDAY),
    ],
)
def test_it_reads_a_stretch_of_days(text: str, first: date, last: date) -> None:
    wish = read_wish(text.split(), MONDAY, backward=True)
    assert (wish.span, wish.day, wish.last, wish.subject) == ("days", first, last, "")


@pytest.mark.parametrize(
    "text", ["24 ноября", "с 40 по 50 ноября", "с 20 по 1 ноября", "математика", "марина", "2026-11-24"]
)
def test_it_sees_no_stretch_where_there_is_none(text: str) -> None:
    assert read_wish(text.split(), MONDAY).span != "days"


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("декабрь", MONDAY, date(2026, 12, 1)),
        ("май", MONDAY, date(2027, 5, 1)),
        ("октябрь", MONDAY, date(2026, 10, 1)),
        ("октябрь", date(2027, 2, 1), date(2026, 10, 1)),
        ("сентябрь", date(2027, 7, 1), date(2027, 9, 1)),
        ("месяц", MONDAY, MONDAY),
        ("последний месяц", MONDAY, date(2026, 10, 24)),
        ("следующий месяц", date(2027, 1, 31), date(2027, 2, 1)),
    ],
)
def test_a_month_of_what_is_planned_is_ahead_or_of_this_school_year(text: str, today: date, first: date) -> None:
    assert read_wish(text.split(), today).day == first


def test_it_knows_what_people_call_subjects() -> None:
    subjects = ("Алгебра", "Физика", "Физическая культура", "Информатика")
    for said, meant in (("algebra", "Алгебра"), ("физра", "Физическая культура"), ("инфа", "Информатика")):
        assert subject_meant(Wish(subject=said), subjects) == meant


def test_a_slip_is_a_letter_more_less_changed_or_swapped() -> None:
    for typed in ("оценки", "оцнки", "оценкии", "оцинки", "оцекни"):
        assert slips(typed, "оценки") <= 1
    assert slips("оценка", "замены") == slips("", "замены") == slips("замены", "замена и прочее") == 3
