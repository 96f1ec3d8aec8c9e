"""What a family asks: on Telegram and in VK, on SQLite and on PostgreSQL."""

from datetime import UTC, date, datetime

import pytest

from handlers.results import in_order
from school.facts import Final, Term
from school.subjects import subject_key
from storage import tables
from tests.handlers.conftest import Office, carried, choices, said
from tests.world import MONDAY, MORNING, WEDNESDAY, add, consent

CHANNELS = ("telegram", "vk")
ANSWERS = {
    "/marks": (
        ("Оценки за эту неделю · Мария, 7А", "Алгебра 5 · контрольная «Квадратные уравнения», вес 3"),
        ("Оценки за эту неделю · Пётр, 9Б", "Геометрия 2"),
    ),
    "/homework": (
        ("Задано на завтра · Мария, 7А", "Алгебра: № 215, 217 <b>& всё", "Английский язык (личное задание): пересказ"),
        ("Задано на завтра · Пётр, 9Б", "Биология: конспект"),
    ),
    "/overdue": (
        ("Не сдано · Мария, 7А", "Несданных работ в журнале не отмечено."),
        ("Не сдано · Пётр, 9Б",),
    ),
    "/averages": (("Оценки: 2 четверть · Мария, 7А", "Алгебра 5"), ("Оценки: 2 четверть · Пётр, 9Б", "Геометрия 2")),
    "/timetable": (
        ("Вторник, 24 ноября · Мария, 7А", "2 · 09:25 Физика → Химия, каб. 31 (замена)"),
        ("Вторник, 24 ноября · Пётр, 9Б", "1 · 08:30 Русский язык, каб. 21"),
    ),
    "/changes": (
        ("Замены · Мария, 7А", "Завтра, вторник", "Химия"),
        ("Замены · Пётр, 9Б", "Замен на ближайшие дни нет"),
    ),
    "/results": (("Результаты · Мария, 7А", "Итог: 1 четверть", "Алгебра 5"), ("ОГЭ · Русский язык", "оценка 5")),
    "/now": (
        ("Сейчас 17:00 · Мария, 7А", "Уроки на сегодня закончились.", "Следующий урок: вт, 24 ноября", "Алгебра"),
        ("Сейчас 17:00 · Пётр, 9Б", "1 · 08:30 Русский язык, каб. 21"),
    ),
    "/bells": (
        ("Звонки · Вторник, 24 ноября · Мария, 7А", "1 · 08:30–09:15, перемена 10 минут"),
        ("Звонки · Вторник, 24 ноября · Пётр, 9Б", "3 · 10:25–11:10"),
    ),
    "/forecast": (
        ("Прогноз · 2 четверть · Мария, 7А", "Оценок пока мало, прогноза нет: Алгебра (1)"),
        ("Прогноз · 2 четверть · Пётр, 9Б", "Геометрия (1)"),
    ),
    "/chart": (
        ("График оценок по предметам", "Оценки: 2 четверть · Мария, 7А", "Алгебра 5"),
        ("График оценок по предметам", "Оценки: 2 четверть · Пётр, 9Б", "Геометрия 2"),
    ),
    "/attendance": (
        ("Пропуски · 2 четверть · Мария, 7А", "Пропущено уроков: 2 (по болезни — 2).", "Русский язык, Литература"),
        ("Пропуски · 2 четверть · Пётр, 9Б", "Опозданий: 1.", "Геометрия (опоздание)"),
    ),
    "/works": (
        ("Контрольные · впереди · Мария, 7А", "Больше одной в день: чт, 3 декабря — История, Физика."),
        ("Контрольные · впереди · Пётр, 9Б", "пн, 7 декабря — Химия, контрольная"),
    ),
    "/topics": (
        ("Темы уроков · последние дни · Мария, 7А", "Понедельник, 23 ноября", "Алгебра — Квадратные уравнения"),
        ("Темы уроков · последние дни · Пётр, 9Б", "Геометрия — Подобие"),
    ),
    "/teachers": (
        ("Учителя · Мария, 7А", "Классный руководитель — Белова Ирина Павловна", "Алгебра — учитель не указан"),
        ("Учителя · Пётр, 9Б", "Химия — учитель не указан"),
    ),
    "/calendar": (
        ("Каникулы и четверти · Мария, 7А", "До 28 декабря осталось 35 дней, дальше — зимние каникулы."),
        ("Каникулы и четверти · Пётр, 9Б", "Осенние каникулы: 26 октября — 1 ноября, 7 дней"),
    ),
    "/ics": (
        ("Файл для календаря · Мария, 7А", "Школа Мария.ics"),
        ("Файл для календаря · Пётр, 9Б", "Школа Пётр.ics"),
    ),
    "/remarks": (
        ("Замечания и похвала · 2 четверть · Мария, 7А", "похвала — Мария помогла классу (Белова И. П.)"),
        ("Замечания и похвала · 2 четверть · Пётр, 9Б", "Пётр, не опаздывай"),
    ),
}


@pytest.mark.parametrize("channel", CHANNELS)
async def test_it_answers_every_question_about_each_child(both: Office, channel: str) -> None:
    for question, children in ANSWERS.items():
        reply = await both.hears("anna", question, channel=channel)
        assert len(reply.messages) == len(children)
        for message, facts in zip(reply.messages, children, strict=True):
            assert [fact for fact in (*facts, "По данным журнала на 16:40") if fact not in said(message)] == []


@pytest.mark.parametrize("question", ANSWERS)
async def test_it_needs_four_statements_for_all_children_together(both: Office, question: str) -> None:
    with both.statements() as seen:
        await both.hears("anna", question)
    assert 1 < len(seen) <= 4


async def test_it_never_tells_of_another_familys_child(office: Office) -> None:
    for question in ANSWERS:
        answer = said(await office.hears("anna", question))
        assert "Олег" not in answer
        assert "Лисин" not in answer


@pytest.mark.parametrize(
    ("question", "title", "absent"),
    [
        ("оценки Мария", "Оценки за эту неделю · Мария", "Пётр, 9Б"),
        ("Оценки Пети!", "Оценки за эту неделю · Пётр", "Мария, 7А"),
        ("а какие у Пети оценки?", "Оценки за эту неделю · Пётр", "Мария, 7А"),
        ("оценки Марии по алгебре", "Оценки: 2 четверть · Алгебра · Мария", "Русский язык"),
        ("оценки мария за четверть", "Оценки: 2 четверть · Мария", "История"),
        ("оценки мария в пятницу", "Оценки за 20 ноября · Мария", "Алгебра"),
        ("оценки мария сегодня", "Оценки за сегодня · Мария", "Физика"),
        ("оценки мария за прошлую неделю", "Оценки за 16–22 ноября · Мария", "Алгебра"),
        ("дз на среду мария", "Задано на 25 ноября · Мария", "Алгебра"),
        ("дз мария 25.11", "Задано на 25 ноября · Мария", "Алгебра"),
        ("дз физика мария", "Задано на 25 ноября · Физика · Мария", "Алгебра"),
        ("дз на неделю мария", "Задания · эта неделя · Мария", "Биология"),
        ("дз по физике на неделю мария", "Задания · Физика · эта неделя · Мария", "Алгебра"),
        ("дз мария на прошлую неделю", "Задания · 16–22 ноября · Мария", "Алгебра"),
        ("Д/З НА ЗАВТРА МАРИЯ", "Задано на завтра · Мария", "Физика"),
        ("домашнее задание мария", "Задано на завтра · Мария", "Физика"),
        ("что задано марии на завтра", "Задано на завтра · Мария", "Физика"),
        ("расписание мария на вторник", "Вторник, 24 ноября · Мария", "Литература"),
        ("расписание мария 26 ноября", "Четверг, 26 ноября · Мария", "Химия"),
        ("расписание мария на неделю", "Неделя 23–28 ноября · Мария", "30 ноября"),
        ("расписание мария на следующую неделю", "Неделя 30 ноября — 5 декабря · Мария", "Химия"),
        ("расписание мария на 12.01", "Вторник, 12 января 2027 · Мария", "Литература"),
        ("какой сейчас урок у Марии", "Сейчас 17:00 · Мария", "Литература"),
        ("звонки на пятницу мария", "Звонки · Пятница, 27 ноября · Мария", "24 ноября"),
        ("прогноз по алгебре мария", "Прогноз · Алгебра · 2 четверть · Мария", "Физика"),
        ("сколько пропусков у Марии", "Пропуски · 2 четверть · Мария", "Алгебра"),
        ("пропуски мария 1 сентября", "Пропуски · 1 сентября · Мария", "Литература"),
        ("пропуски мария по литературе", "Пропуски · Литература · 2 четверть · Мария", "Русский язык"),
        ("пропуски мария за год", "Пропуски · учебный год · Мария", "Физика"),
        ("когда контрольная по физике мария", "Контрольные · Физика · впереди · Мария", "История"),
        ("контрольные за четверть мария", "Контрольные · 2 четверть · Мария", "Химия"),
        ("темы по истории мария", "Темы уроков · История · Мария", "Квадратные"),
        ("темы мария за прошлую неделю", "Темы уроков · 16–22 ноября · Мария", "Алгебра —"),
        ("кто ведёт химию у Пети", "Учителя · Пётр", "Литература"),
        ("когда каникулы у Марии", "Каникулы и четверти · Мария", "оценки"),
        ("замечания мария за год", "Замечания и похвала · учебный год · Мария", "опаздывай"),
        ("/timetable@RodnikBot tomorrow Мария", "Вторник, 24 ноября · Мария", "Литература"),
    ],
)
async def test_it_understands_whom_and_when(office: Office, question: str, title: str, absent: str) -> None:
    reply = await office.hears("anna", question)
    assert said(reply).startswith(title)
    assert absent not in said(reply)
    assert len(reply.messages) == 1


@pytest.mark.parametrize(
    ("question", "title", "nothing"),
    [
        ("пропуски мария по музыке", "Пропуски · Музыка · 2 четверть", "Пропусков и опозданий в журнале нет."),
        ("прогноз по музыке мария", "Прогноз · Музыка · 2 четверть", "Оценок за этот период пока нет."),
        ("контрольные по музыке мария", "Контрольные · Музыка · впереди", "Контрольных работ в журнале нет."),
        ("дз по музыке на неделю мария", "Задания · Музыка · эта неделя", "На эти дни в журнале заданий нет."),
        ("темы по музыке мария", "Темы уроков · Музыка", "Тем за эти дни в журнале нет."),
        ("пропуски мария по физре", "Пропуски · Физкультура · 2 четверть", "Пропусков и опозданий в журнале нет."),
    ],
)
async def test_of_a_subject_without_any_it_says_so(office: Office, question: str, title: str, nothing: str) -> None:
    """Not everything of all the others."""
    reply = await office.hears("anna", question)
    assert said(reply).startswith(f"{title} · Мария")
    assert nothing in said(reply)
    assert "Физика" not in said(reply)


async def test_a_whole_day_counts_among_the_absences_of_any_subject(office: Office) -> None:
    async with office.database.write() as connection:
        missed = {"day": date(2026, 11, 18), "code": "ill", "number": None, "subject": None}
        await add(connection, tables.attendance, student_id=office.world.people["maria"], **missed)
    told = said(await office.hears("anna", "пропуски мария по музыке"))
    assert "Пропущено дней целиком: 1 (по болезни — 1)." in told
    assert "Литература" not in told


@pytest.mark.parametrize(("hour", "day"), [(9, "Понедельник, 23"), (11, "Понедельник, 23"), (12, "Вторник, 24")])
async def test_it_shows_today_while_there_are_lessons_to_come(office: Office, hour: int, day: str) -> None:
    office.clock.at = MORNING.replace(hour=hour - 5)
    assert said(await office.hears("petr", "расписание", channel="vk")).startswith(f"{day} ноября · Пётр")


async def test_a_cancelled_lesson_keeps_nobody_at_school(office: Office) -> None:
    office.clock.at = MORNING.replace(hour=6)  # 11:00; the last lesson would end at 11:10
    async with office.database.write() as connection:
        change = {"day": MONDAY, "number": 3, "kind": "cancellation", "seen_at": MORNING}
        await add(connection, tables.changes, class_id=office.world.classes["9Б"], **change)
    assert said(await office.hears("petr", "расписание", channel="vk")).startswith("Вторник, 24 ноября · Пётр")


async def test_with_more_than_three_children_it_asks_about_whom(office: Office) -> None:
    world = office.world
    async with office.database.write() as connection:
        for name in ("Вера", "Илья"):
            student = {"role": "student", "code": name, "last_name": "Орлов", "first_name": name}
            world.people[name] = await add(connection, tables.people, school_id=world.school, **student)
            ids = {"guardian_id": world.people["anna"], "student_id": world.people[name]}
            await add(connection, tables.guardianships, **ids)
            await consent(connection, world, "anna", name, "telegram")
    asked = await office.hears("anna", "дз")
    assert said(asked).startswith("О ком рассказать?")
    assert len(choices(asked)) == 4
    assert "Илья" in said(await office.hears("anna", choice=f"homework {world.people['Илья']}"))
    on_wednesday = choices(await office.hears("anna", "дз на среду"))
    assert f"homework {world.people['maria']} {WEDNESDAY} day" in on_wednesday
    assert said(await office.hears("anna", choice=on_wednesday[0])).startswith("Задано на 25 ноября")
    assert len((await office.hears("anna", "дз Илья Вера Мария")).messages) == 3


async def test_the_term_of_a_vacation_is_the_one_that_ended(office: Office) -> None:
    office.clock.at = datetime(2026, 12, 30, 12, tzinfo=UTC)
    assert said(await office.hears("anna", "оценки мария за четверть")).startswith("Оценки: 2 четверть · Мария")


def test_final_marks_come_term_by_term() -> None:
    terms = tuple(
        Term(name, "trimester", MONDAY, date(2026, month, 1)) for name, month in (("Ягоды", 3), ("Ананасы", 5))
    )
    finals = [Final(1, 1, "Алгебра", term, "5", MORNING) for term in ("Год", "Ананасы", "Ягоды")]
    assert [final.term for final in in_order(finals, terms)] == ["Ягоды", "Ананасы", "Год"]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("расписание мария на воскресенье", "В воскресенье уроков нет."),
        ("дз мария на воскресенье", "В воскресенье уроков нет."),
        ("дз мария на пятницу", "На 27 ноября в журнале заданий нет."),
        ("расписание мария 29.12", "зимние каникулы по 10 января"),
        ("пропуски мария сегодня", "Пропусков и опозданий в журнале нет."),
        ("контрольные мария завтра", "Контрольных работ в журнале нет."),
        ("темы мария вчера", "Тем за эти дни в журнале нет."),
        ("замечания мария вчера", "Записей от учителей в журнале нет."),
        ("оценки мария вчера", "За 22 ноября оценок нет. Последняя — 20 ноября."),
        ("оценки мария по химии", "Оценки: 2 четверть · Химия · Мария, 7А\nЗа этот период оценок пока нет."),
        ("оценки мария по алгебре за прошлую неделю", "За эту неделю оценок нет.\n"),
    ],
)
async def test_it_says_what_is_empty_and_why(office: Office, question: str, why: str) -> None:
    assert why in said(await office.hears("anna", question))


async def test_it_looks_beyond_the_vacation_for_homework(office: Office) -> None:
    office.clock.at = datetime(2026, 12, 27, 12, tzinfo=UTC)
    assert said(await office.hears("petr", "дз", channel="vk")).startswith("Задано на 11 января")


async def test_a_button_answers_in_the_place_of_its_message(office: Office) -> None:
    asked = await office.hears("anna", "оценки мария")
    term = next(choice for choice in choices(asked) if choice.endswith(" term"))
    reply = await office.hears("anna", choice=term)
    assert reply.replaces
    assert said(reply).startswith("Оценки: 2 четверть · Мария, 7А")


@pytest.mark.parametrize("question", ANSWERS)
async def test_every_button_leads_to_an_answer(office: Office, question: str) -> None:
    for choice in choices(await office.hears("anna", f"{question} мария")):
        reply = await office.hears("anna", choice=choice)
        assert reply.replaces or carried(reply) or reply.messages[0].rich
        assert "По данным журнала" in said(reply)


async def test_an_answer_of_several_messages_takes_nobodys_place(office: Office) -> None:
    reply = await office.hears("anna", choice="marks")
    assert len(reply.messages) == 2
    assert not reply.replaces


async def test_the_same_question_about_a_brother_is_one_button_away(office: Office) -> None:
    petr = office.world.people["petr"]
    asked = await office.hears("anna", choice=f"timetable {office.world.people['maria']} 2026-11-25 day")
    assert f"timetable {petr} 2026-11-25 day" in choices(asked)
    assert f"timetable {petr} 2026-11-25 day" in choices(await office.hears("anna", "расписание Марии на среду"))
    first = await office.hears("anna", choice=choices(await office.hears("anna", "оценки Марии за 1 четверть"))[-1])
    assert said(first).startswith("Оценки: 1 четверть · Пётр")


async def test_a_chosen_child_is_meant_until_another_is_named(office: Office) -> None:
    await office.hears("anna", choice=f"child {office.world.people['petr']}")
    assert said(await office.hears("anna", "оценки")).startswith("Оценки за эту неделю · Пётр")
    assert said(await office.hears("anna", "оценки мария")).startswith("Оценки за эту неделю · Мария")
    await office.hears("anna", choice="child all")
    assert len((await office.hears("anna", "оценки")).messages) == 2


async def test_it_says_so_while_the_journal_was_never_read(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.exec_driver_sql("UPDATE schools SET journal_at = NULL")
        await connection.exec_driver_sql("DELETE FROM marks")
    answer = said(await office.hears("petr", "оценки", channel="vk"))
    assert "Школа ещё не загрузила журнал" in answer


@pytest.mark.parametrize(
    ("hour", "minute", "going_on", "following"),
    [
        (8, 0, "Уроки ещё не начались.", "Дальше, в 08:30"),
        (8, 30, "Идёт урок, до 09:15", "Дальше, в 09:25"),
        (9, 15, "Сейчас перемена.", "2 · 09:25 Русский язык"),
        (10, 30, "3 · 10:25 История", "Следующий урок: вт, 24 ноября"),
        (11, 10, "Уроки на сегодня закончились.", "1 · 08:30 Алгебра"),
    ],
)
async def test_it_knows_what_goes_on(office: Office, hour: int, minute: int, going_on: str, following: str) -> None:
    office.clock.at = datetime(2026, 11, 23, hour - 5, minute, tzinfo=UTC)
    answer = said(await office.hears("anna", "что сейчас у Марии"))
    assert going_on in answer
    assert following in answer


async def test_a_subject_of_the_term_has_a_page_with_every_mark(office: Office) -> None:
    await _marks(office, "Алгебра", "4", "4", "5")
    week = await office.hears("anna", "оценки мария")
    which = next(choice for choice in choices(week) if choice.endswith(" subjects"))
    asked = await office.hears("anna", choice=which)
    assert said(asked).startswith("О каком предмете? · Мария, 7А")
    page = next(choice for choice in choices(asked) if choice.endswith(subject_key("Алгебра")))
    answer = said(await office.hears("anna", choice=page))
    assert answer.startswith("Оценки: 2 четверть · Алгебра · Мария, 7А")
    assert "пн, 23 ноября — 5 · контрольная «Квадратные уравнения», вес 3" in answer
    assert "Средний балл 4,5, с весами 4,67 — сейчас выходит 5." in answer  # 18 / 4; (13 + 5 * 3) / 6


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [
        ({}, "Алгебра: 5 · средний балл 4,67"),
        ({"rounding": "0.7"}, "Алгебра: 4 · средний балл 4,67"),
        ({"weighted": "no", "rounding": "0.6"}, "Алгебра: 4 · средний балл 4,5"),
    ],
)
async def test_it_forecasts_by_the_schools_own_rule(office: Office, profile: dict[str, str], outcome: str) -> None:
    await _marks(office, "Алгебра", "4", "4", "5")
    async with office.database.write() as connection:
        await connection.execute(tables.schools.update().values(profile=profile))
    assert outcome in said(await office.hears("anna", "прогноз мария"))


async def _marks(office: Office, subject: str, *values: str) -> None:
    """Marks of Maria on the days from the ninth of November."""
    async with office.database.write() as connection:
        for n, value in enumerate(values):
            mark = {"subject": subject, "day": date(2026, 11, 9 + n), "value": value, "ordinal": 0, "seen_at": MORNING}
            await add(connection, tables.marks, student_id=office.world.people["maria"], **mark, history=False)


async def test_each_subject_has_its_topics(office: Office) -> None:
    maria = office.world.people["maria"]
    asked = await office.hears("anna", choice=f"topics {maria} subjects")
    history = next(choice for choice in choices(asked) if choice.endswith(subject_key("История")))
    assert "Северная война" in said(await office.hears("anna", choice=history))
    gone = await office.hears("anna", choice=f"topics {maria} subject {subject_key('Астрономия')}")
    assert said(gone).startswith("Темы уроков · 2 четверть")


async def test_teachers_are_those_of_today_and_of_the_students_own_plan(both: Office) -> None:
    maria, seventh = both.world.people["maria"], both.world.classes["7А"]
    async with both.database.write() as connection:
        own = {"day": WEDNESDAY, "number": 7, "shift": 1, "extracurricular": False}
        await add(connection, tables.dated_lessons, student_id=maria, subject="Робототехника", **own)
        past = {"weekday": 1, "number": 4, "subject": "Труд", "valid_to": date(2026, 10, 1)}
        await add(connection, tables.lessons, class_id=seventh, **past)
        now = {"weekday": 1, "number": 4, "subject": "Музыка", "valid_from": MONDAY, "subgroup": "хор"}
        await add(connection, tables.lessons, class_id=seventh, teacher_id=both.world.people["belova"], **now)
    answer = said(await both.hears("anna", "учителя мария"))
    assert "По личному плану: Робототехника" in answer
    assert "Музыка — Белова Ирина Павловна (хор)" in answer
    assert "Труд" not in answer
    assert "Робототехника" not in said(await both.hears("anna", "учителя петя"))
