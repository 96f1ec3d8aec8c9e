"""Announcing beyond one class and one text: whom, when, with what question; and what families say back."""

from datetime import UTC, datetime, timedelta

import pytest
import python_calamine
from sqlalchemy import select, update

from actions.announcing import draft_announcement, post_announcement, post_scheduled
from actions.regulating import set_school
from scheduler.withdrawing import Withdrawing
from school.incoming import SharedFile
from school.message import File, Picture
from school.messenger import Address, Channel
from storage import tables
from storage.people import person_by_id
from tests.handlers.conftest import KEY, Office, carried, choices, said
from tests.scheduler.conftest import Post, post
from tests.world import NOW

__all__ = ["post"]

EVENING = datetime(2026, 11, 23, 16, 40, tzinfo=UTC)  # 21:40 in the school's zone


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_an_administrator_tells_the_whole_school(both: Office, channel: str) -> None:
    asked = await both.hears("ilina", "объявление", channel=channel)
    assert {"announce school", f"announce {both.world.classes['9Б']}"} <= set(choices(asked))
    assert said(await both.hears("ilina", choice="announce school", channel=channel)).startswith(
        "Объявление для всей школы."
    )
    preview = said(await both.hears("ilina", "В среду день открытых дверей", channel=channel))
    assert "От школы — Ильина Вера" in preview
    assert "3 семьи: 2 получат, 1 нет." in preview


@pytest.mark.parametrize(
    ("words", "title"),
    [("объявление 7а, 9б", "7А, 9Б"), ("объявление вся школа", "всей школы"), ("объявление 9 классы", "9Б")],
)
async def test_whom_it_is_for_may_be_typed(office: Office, words: str, title: str) -> None:
    assert said(await office.hears("ilina", words)).startswith(f"Объявление для {title}.")


async def test_whom_it_is_for_may_be_typed_after_the_question(office: Office) -> None:
    await office.hears("ilina", "объявление")
    assert said(await office.hears("ilina", "11Я")).startswith("Таких классов среди ваших нет.")
    assert said(await office.hears("ilina", "7-а и 9б")).startswith("Объявление для 7А, 9Б.")


async def test_a_class_teacher_may_not_reach_beyond_the_own_class(office: Office) -> None:
    for choice in ("announce school", "announce grade 9", f"announce {office.world.classes['9Б']}"):
        answer = said(await office.hears("belova", choice=choice))
        assert answer.startswith(("Эта кнопка больше не действует", "Объявление для 7А."))


async def test_several_files_go_with_it(office: Office) -> None:
    office.files |= {"p1": b"one", "f1": b"two"}
    await office.hears("belova", "/announce")
    await office.hears("belova", "Были в музее", file=SharedFile("p1", "музей.jpg", picture=True, size=3))
    preview = await office.hears("belova", file=SharedFile("f1", "отчёт.pdf", picture=False, size=3))
    assert [type(one) for one in carried(preview)] == [Picture, File]
    assert "Были в музее" in said(preview)


async def test_late_in_the_evening_it_asks_and_waits_for_the_morning(both: Office) -> None:
    both.clock.at = EVENING
    number = await drafted(both, "Завтра в музей")
    asked = await both.hears("belova", choice=f"announce send {number}")
    assert "Сейчас 21:40" in said(asked)
    assert await queued(both, number) == 0
    later = said(await both.hears("belova", choice=f"announce morning {number}"))
    assert later.startswith("Объявление для 7А уйдёт: 24 ноября, 08:00.")
    assert await post_scheduled(both.database, EVENING + timedelta(hours=1), key=KEY) == 0
    morning = EVENING + timedelta(hours=11)
    assert await post_scheduled(both.database, morning, key=KEY) == 3
    assert await post_scheduled(both.database, morning, key=KEY) == 0
    assert await queued(both, number) == 3


async def test_a_planned_one_can_be_called_off(office: Office) -> None:
    number = await drafted(office, "Завтра в музей")
    await office.hears("belova", choice=f"announce later {number}")
    assert said(await office.hears("belova", "когда-нибудь")).startswith("Нужен день и время")
    planned = await office.hears("belova", "завтра 8:30")
    assert "24 ноября, 08:30" in said(planned)
    assert said(await office.hears("belova", choice=f"announce recall {number}")).startswith("Отправка отменена")
    assert await post_scheduled(office.database, office.clock.at + timedelta(days=2), key=KEY) == 0


async def test_an_urgent_one_goes_at_once_and_administrators_hear_of_it(both: Office) -> None:
    both.clock.at = EVENING
    number = await drafted(both, "Завтра школа закрыта")
    assert "даже в тихие часы" in said(await both.hears("belova", choice=f"announce urgent {number}"))
    await both.hears("belova", choice=f"announce now {number}")
    async with both.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox).where(tables.outbox.c.ref_id == number))).all()
    assert {row.not_before for row in rows if row.kind == "announcement"} == {EVENING}
    ilina = {both.world.contacts["ilina", channel] for channel in ("telegram", "vk")}
    assert {row.contact_id for row in rows if row.kind == "announcement_urgent"} == ilina


async def test_the_same_text_within_the_hour_is_asked_about(office: Office) -> None:
    first = await drafted(office, "Завтра в музей")
    await office.hears("belova", choice=f"announce send {first}")
    second = await drafted(office, "Завтра в музей")
    asked = said(await office.hears("belova", choice=f"announce send {second}"))
    assert asked.startswith("Такой же текст этим семьям уже отправлен: 17:00.")
    assert await queued(office, second) == 0
    await office.hears("belova", choice=f"announce sure {second}")
    assert await queued(office, second) == 3


async def test_names_phones_and_links_of_the_text_are_pointed_out(office: Office) -> None:
    await office.hears("belova", "/announce")
    text = "Поздравляем Олега Лисина, звоните +7 (916) 123-45-69, фото на https://школа.рф/фото?id=1. Ирина Павловна"
    preview = said(await office.hears("belova", text))
    assert "имена учеников: «Олега», «Лисина»;" in preview
    assert "в тексте телефон: +7 (916) 123-45-69" in preview
    assert "ссылки целиком: https://школа.рф/фото?id=1" in preview
    assert "запрещено законом" in preview


async def test_families_answer_and_change_their_minds(both: Office) -> None:
    number = await drafted(both, "Едем в музей")
    await both.hears("belova", choice=f"announce ask {number}")
    await both.hears("belova", "Поедете?\nДа\nНет\nПока не знаем")
    await both.hears("belova", choice=f"announce send {number}")
    await arrived(both, number)
    assert said(await both.hears("anna", choice=f"answer {number} 1")).startswith("Ваш ответ: «Да».")
    assert said(await both.hears("anna", choice=f"answer {number} 3", channel="vk")).startswith("Ваш ответ: «Пока")
    status = said(await both.hears("belova", choice=f"announced {number}"))
    assert "Да: 0" in status
    assert "Пока не знаем: 1 — Орлова Мария" in status
    assert "ознакомилась 1" in status


async def test_an_answer_after_the_end_is_refused(office: Office) -> None:
    number = await drafted(office, "Едем в музей")
    await office.hears("belova", choice=f"announce yesno {number}")
    await office.hears("belova", choice=f"announce until {number}")
    assert "Ответить до: 24 ноября, 18:00" in said(await office.hears("belova", "завтра 18:00"))
    await office.hears("belova", choice=f"announce send {number}")
    await arrived(office, number)
    assert "Изменить можно до: 24 ноября, 18:00" in said(await office.hears("anna", choice=f"answer {number} 2"))
    office.clock.at += timedelta(days=2)
    assert said(await office.hears("anna", choice=f"answer {number} 1")).startswith("Ответы больше не принимаются.")


async def test_one_to_whom_it_was_not_told_answers_nothing(office: Office) -> None:
    number = await drafted(office, "Едем в музей")
    await office.hears("belova", choice=f"announce yesno {number}")
    await office.hears("belova", choice=f"announce send {number}")
    assert said(await office.hears("petr", choice=f"answer {number} 1", channel="vk")).startswith("Ответы больше")


async def test_only_the_silent_are_reminded_and_once(both: Office) -> None:
    number = await sent(both, "Завтра в музей")
    reminder = said(await both.hears("belova", choice=f"announce remind {number}"))
    assert reminder == "Напоминаем: 2 сообщения."
    again = said(await both.hears("belova", choice=f"announce remind {number}"))
    assert again == "Об этом объявлении уже напоминали за последние 12 часов."
    both.clock.at += timedelta(days=1)
    await both.hears("anna", choice=f"acknowledge {number}")
    assert said(await both.hears("belova", choice=f"announce remind {number}")) == "Напоминаем: 0 сообщений."


async def test_a_correction_is_told_to_those_who_have_it(both: Office) -> None:
    number = await sent(both, "Сбор в 9:00")
    await both.hears("belova", choice=f"announce correct {number}")
    assert said(await both.hears("belova", "Сбор в 10:00")) == "Исправляем 2 сообщения."
    async with both.database.read() as connection:
        text = (await connection.execute(select(tables.announcements.c.text))).scalar_one()
        fixes = select(tables.outbox.c.contact_id).where(tables.outbox.c.kind == "announcement_fix")
        fixed = set((await connection.execute(fixes)).scalars())
    assert text == "Сбор в 10:00"
    assert fixed == {both.world.contacts["anna", channel] for channel in ("telegram", "vk")}


async def test_a_recall_has_platforms_delete_what_they_can(both: Office) -> None:
    number = await sent(both, "Сбор в 9:00")
    assert "Оно уже у 1 семьи" in said(await both.hears("belova", choice=f"announce recall {number}"))
    assert "Остановлено 1 сообщение, уже ушло 2." in said(
        await both.hears("belova", choice=f"announce recall {number} yes")
    )
    telegram, vk = Platform(True), Platform(False)
    withdrawing = Withdrawing(both.database, both.clock, {Channel.TELEGRAM: telegram, Channel.VK: vk})
    assert await withdrawing.pass_once() == 2
    assert await withdrawing.pass_once() == 0
    assert telegram.asked == [("1001", ("71",))]
    status = said(await both.hears("belova", choice=f"announced {number}"))
    assert "Отозвано; удалено сообщений: 1." in status
    assert "Осталось у получателей: 1." in status


async def test_a_message_that_was_corrected_in_place_is_taken_back_once(both: Office) -> None:
    number = await sent(both, "Сбор в 9:00")
    await both.hears("belova", choice=f"announce correct {number}")
    await both.hears("belova", "Сбор в 10:00")
    rows = tables.outbox.alias()
    same = (rows.c.kind == "announcement") & (rows.c.contact_id == tables.outbox.c.contact_id)
    shown = select(rows.c.message_id).where(same & rows.c.message_id.is_not(None)).scalar_subquery()
    fixes = update(tables.outbox).where(tables.outbox.c.kind == "announcement_fix")
    async with both.database.write() as connection:
        await connection.execute(fixes.values(state="sent", message_id=shown))
    assert "уже ушло 2." in said(await both.hears("belova", choice=f"announce recall {number} yes"))
    telegram, vk = Platform(True), Platform(True)
    withdrawing = Withdrawing(both.database, both.clock, {Channel.TELEGRAM: telegram, Channel.VK: vk})
    assert [await withdrawing.pass_once(), await withdrawing.pass_once()] == [2, 0]
    assert telegram.asked == [("1001", ("71",))]


async def test_a_letter_reaches_the_author_where_the_school_lets_families_write(both: Office) -> None:
    number = await sent(both, "Завтра в музей")
    assert said(await both.hears("anna", choice=f"reply {number}")).startswith("Школа не принимает ответы здесь.")
    await set_school(both.database, {"correspondence": "yes"}, key=KEY, now=both.clock.at)
    await both.hears("anna", choice=f"reply {number}")
    assert said(await both.hears("anna", "Мы заболели")).startswith("Передали.")
    async with both.database.read() as connection:
        (letter,) = (await connection.execute(select(tables.letters))).all()
        rows = (await connection.execute(select(tables.outbox).where(tables.outbox.c.kind == "letter"))).all()
    assert {row.contact_id for row in rows} == {both.world.contacts["belova", one] for one in ("telegram", "vk")}
    await both.hears("belova", choice=f"reply letter {letter.id}")
    assert said(await both.hears("belova", "Выздоравливайте")).startswith("Передали.")
    async with both.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox).where(tables.outbox.c.kind == "letter_answer"))).all()
    assert [row.contact_id for row in rows] == [both.world.contacts["anna", "telegram"]]


async def test_words_are_not_taken_once_the_school_may_not_take_them(office: Office) -> None:
    number = await sent(office, "Завтра в музей")
    await set_school(office.database, {"correspondence": "yes"}, key=KEY, now=office.clock.at)
    await office.hears("anna", choice=f"reply {number}")
    await set_school(office.database, {"telegram_level": "ping"}, key=KEY, now=office.clock.at)
    assert said(await office.hears("anna", "Мы заболели")).startswith("Школа не принимает ответы здесь.")
    await office.hears("anna", choice=f"reply {number}", channel="vk")
    assert said(await office.hears("anna", "Мы заболели", channel="vk")).startswith("Передали.")
    async with office.database.read() as connection:
        (letter,) = (await connection.execute(select(tables.letters.c.id))).scalars()
    await office.hears("belova", choice=f"reply letter {letter}", channel="vk")
    await set_school(office.database, {"vk_level": "ping"}, key=KEY, now=office.clock.at)
    assert said(await office.hears("belova", "Поправляйтесь", channel="vk")).startswith("Школа не принимает ответы")


async def test_a_letter_that_is_too_long_may_be_written_again(office: Office) -> None:
    number = await sent(office, "Завтра в музей")
    await set_school(office.database, {"correspondence": "yes"}, key=KEY, now=office.clock.at)
    await office.hears("anna", choice=f"reply {number}")
    assert "длиннее 2000 знаков" in said(await office.hears("anna", "Мы заболели. " * 200))
    assert said(await office.hears("anna", "Мы заболели")).startswith("Передали.")


async def test_an_urgent_one_is_made_known_without_the_class_where_classes_may_not_be_named(post: Post) -> None:
    await set_school(post.database, {"telegram_staff_level": "ping"}, key=KEY, now=NOW)
    async with post.database.read() as connection:
        belova = await person_by_id(connection, post.world.people["belova"])
    assert belova
    number = await draft_announcement(post.database, belova, post.world.classes["7А"], "Завтра школа закрыта", now=NOW)
    await post_announcement(post.database, number, belova, key=KEY, now=NOW, urgent=True)
    await post.deliver()
    (telegram,) = [one.text for one in post.telegram.said if one.chat == "1006"]
    assert telegram == f"Отправлено срочное объявление № {number}, без учёта тихих часов."
    assert any("для 7А" in one.text for one in post.vk.said if one.chat == "2006")
    assert await post.rows("alarm_leak") == []


async def test_words_after_an_announcement_are_not_lost_on_the_family(office: Office) -> None:
    assert "Школа не принимает" not in said(await office.hears("anna", "мы заболели и не придём"))
    number = await sent(office, "Завтра в музей")
    answer = said(await office.hears("anna", "мы заболели и не придём"))
    assert answer.startswith("Не получилось понять")
    assert "Школа не принимает ответы здесь." in answer
    await set_school(office.database, {"correspondence": "yes"}, key=KEY, now=office.clock.at)
    assert f"reply {number}" in choices(await office.hears("anna", "мы заболели и не придём"))
    office.clock.at += timedelta(hours=13)
    assert f"reply {number}" not in choices(await office.hears("anna", "мы заболели и не придём"))


async def test_the_table_holds_no_formula(office: Office) -> None:
    number = await drafted(office, "Едем в музей")
    await office.hears("belova", choice=f"announce ask {number}")
    await office.hears("belova", "Поедете?\n=1+1\nНет")
    await office.hears("belova", choice=f"announce send {number}")
    await arrived(office, number)
    await office.hears("anna", choice=f"answer {number} 1")
    (table,) = carried(await office.hears("belova", choice=f"announce table {number}"))
    assert isinstance(table, File)
    assert table.name == "Объявление для 7А.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(table.path)
    (row,) = [row for row in book.get_sheet_by_index(0).to_python() if "Орлова Мария" in row]
    assert "'=1+1" in row


class Platform:
    """A messenger that deletes, or won't any more."""

    def __init__(self, deletes: bool) -> None:
        self.deletes, self.asked = deletes, list[tuple[str, tuple[str, ...]]]()

    async def delete(self, to: Address, message_ids: tuple[str, ...]) -> bool:
        self.asked.append((to.chat, tuple(message_ids)))
        return self.deletes


async def drafted(office: Office, text: str) -> int:
    """A draft of the class teacher with that text; its id."""
    await office.hears("belova", "/announce")
    offered = choices(await office.hears("belova", text))
    return int(next(one for one in offered if one.startswith("announce cancel")).split()[-1])


async def sent(office: Office, text: str) -> int:
    """An announcement that has reached the mother's two accounts; its id."""
    number = await drafted(office, text)
    await office.hears("belova", choice=f"announce send {number}")
    await arrived(office, number)
    return number


async def arrived(office: Office, number: int) -> None:
    hers = [office.world.contacts["anna", channel] for channel in ("telegram", "vk")]
    rows = tables.outbox.c.contact_id.in_(hers) & (tables.outbox.c.ref_id == number)
    values = {"state": "sent", "settled_at": office.clock.at, "message_id": "71"}
    async with office.database.write() as connection:
        await connection.execute(update(tables.outbox).where(rows).values(**values))


async def queued(office: Office, number: int) -> int:
    about = (tables.outbox.c.kind == "announcement") & (tables.outbox.c.ref_id == number)
    async with office.database.read() as connection:
        return len((await connection.execute(select(tables.outbox.c.id).where(about))).all())


@pytest.mark.parametrize("typed", ["объявление 9Б", "объявление 7А 9Б", "объявление 8 классам"])
async def test_a_class_of_somebody_else_is_said_to_be_that(office: Office, typed: str) -> None:
    assert said(await office.hears("belova", typed)).startswith("Таких классов среди ваших нет.")


@pytest.mark.parametrize("typed", ["объявление 25.11 собрание", "объявление 30 мест в автобусе", "объявление 8:30"])
async def test_a_number_is_not_always_a_class(office: Office, typed: str) -> None:
    assert said(await office.hears("belova", typed)).startswith("Объявление для 7А.")


async def test_who_leads_no_class_hears_that_and_not_about_announcements(office: Office) -> None:
    for question in ("класс", "лично"):
        assert said(await office.hears("ilina", question)) == "За вами нет класса. Классы назначает администратор."
