"""A class teacher announces: own class, text or file, preview, one sending, who has read it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from school.incoming import SharedFile
from school.message import File, Picture
from storage import tables
from tests.handlers.conftest import Office, choices, said

PHOTO = SharedFile("p1", "музей.JPG", picture=True, size=5)


@pytest.mark.parametrize("channel", ["telegram", "vk"])
async def test_it_goes_from_text_to_preview_to_sent(both: Office, channel: str) -> None:
    asked = await both.hears("belova", "объявление", channel=channel)
    assert said(asked).startswith("Объявление для 7А.")
    preview = await both.hears("belova", "Завтра <b>музей</b> & сбор в 9:00", channel=channel)
    for part in ("Завтра <b>музей</b> & сбор в 9:00", "2 семьи: 1 получит, 1 нет.", "Лисин Олег — доступ ограничен"):
        assert part in said(preview)
    send = next(choice for choice in choices(preview) if choice.startswith("announce send "))
    sent = await both.hears("belova", choice=send, channel=channel)
    assert sent.replaces
    assert said(sent).startswith("Отправляем 1 семье.")
    assert await queued(both) == 2  # on Telegram and in VK


async def test_a_second_press_sends_nothing_more(office: Office) -> None:
    send, _ = await draft(office, "Завтра в музей")
    await office.hears("belova", choice=send)
    before = await queued(office)
    assert said(await office.hears("belova", choice=send)) == "Это объявление уже отправлено."
    assert await queued(office) == before


@pytest.mark.parametrize(
    "text", ["Расписание на завтра: приходим к 9", "Дети, не забудьте сменку", "Класс! Мы победили"]
)
async def test_a_text_that_begins_like_a_command_is_still_the_text(office: Office, text: str) -> None:
    await office.hears("belova", "/announce")
    assert text in said(await office.hears("belova", text))


async def test_any_command_leaves_the_dialog(office: Office) -> None:
    await office.hears("belova", "/announce")
    assert said(await office.hears("belova", "помощь")).startswith("Напишите слово")
    assert said(await office.hears("belova", "Завтра в музей")).startswith("Не получилось понять")


async def test_the_dialog_is_forgotten_after_an_hour(office: Office) -> None:
    await office.hears("belova", "/announce")
    office.clock.at += timedelta(hours=1)
    assert said(await office.hears("belova", "Завтра в музей")).startswith("Не получилось понять")


async def test_a_picture_is_kept_under_a_name_of_our_own(office: Office) -> None:
    office.files["p1"] = b"bytes"
    await office.hears("belova", "/announce")
    preview = await office.hears("belova", "Были в музее", file=PHOTO)
    (picture,) = [block for block in preview.messages[0].blocks if isinstance(block, Picture)]
    assert picture.alt == "музей.JPG"
    kept = Path(picture.path)
    assert kept.parent == office.desk.files
    assert kept.suffix == ".jpg"
    assert content(kept) == b"bytes"


async def test_a_file_needs_no_text_and_its_name_leads_nowhere(office: Office) -> None:
    office.files["f1"] = b"%PDF"
    await office.hears("belova", "/announce")
    shared = SharedFile("f1", "../../etc/отчёт.pdf; rm", picture=False, size=4)
    preview = await office.hears("belova", file=shared)
    (file,) = [block for block in preview.messages[0].blocks if isinstance(block, File)]
    assert file.name == "../../etc/отчёт.pdf; rm"
    assert Path(file.path).parent == office.desk.files
    assert Path(file.path).suffix == ""


@pytest.mark.parametrize("size", [21 * 1024 * 1024, 0])
async def test_a_file_too_large_or_empty_is_asked_for_again(office: Office, size: int) -> None:
    office.files["f1"] = b""
    await office.hears("belova", "/announce")
    shared = SharedFile("f1", "видео.mp4", picture=False, size=size)
    assert said(await office.hears("belova", file=shared)).startswith("Этот файл получить не удалось.")
    assert "Завтра" in said(await office.hears("belova", "Завтра в музей"))


async def test_a_sticker_is_asked_about_again(office: Office) -> None:
    await office.hears("belova", "/announce")
    assert said(await office.hears("belova", "")).startswith("Объявление для 7А.")


async def test_changing_asks_anew_and_cancelling_sends_nothing(office: Office) -> None:
    _, others = await draft(office, "Завтра в мюзей")
    change = next(choice for choice in others if choice.startswith("announce change"))
    assert said(await office.hears("belova", choice=change)).startswith("Объявление для 7А.")
    assert "Завтра в музей" in said(await office.hears("belova", "Завтра в музей"))
    assert said(await office.hears("belova", choice="announce cancel")) == "Объявление не отправлено."
    assert await queued(office) == 0


async def test_it_asks_which_of_several_classes(office: Office) -> None:
    async with office.database.write() as connection:
        leads = {"homeroom_teacher_id": office.world.people["belova"]}
        await connection.execute(tables.classes.update().values(**leads))
    asked = await office.hears("belova", "/announce")
    assert said(asked).startswith("Какому классу объявление?")
    ninth = f"announce {office.world.classes['9Б']}"
    assert ninth in choices(asked)
    assert said(await office.hears("belova", choice=ninth)).startswith("Объявление для 9Б.")
    await office.hears("belova", choice="announce cancel")
    assert said(await office.hears("belova", "объявление 7а")).startswith("Объявление для 7А.")


async def test_another_teachers_class_is_out_of_reach(office: Office) -> None:
    choice = f"announce {office.world.classes['9Б']}"
    assert said(await office.hears("belova", choice=choice)).startswith("Эта кнопка больше не действует")


async def test_nobody_else_sends_or_recalls_it(office: Office) -> None:
    send, _ = await draft(office, "Завтра в музей")
    for choice in (send, send.replace("send", "recall"), send.replace("announce send", "announced")):
        assert said(await office.hears("ilina", choice=choice)) == "Такого объявления нет."
        assert said(await office.hears("anna", choice=choice)).startswith("Эта команда не для вас.")
    assert await queued(office) == 0


async def test_it_tells_who_has_read_it(both: Office) -> None:
    send, _ = await draft(both, "Завтра в музей")
    number = send.split()[-1]
    await both.hears("belova", choice=send)
    async with both.database.write() as connection:
        mine = tables.outbox.c.contact_id == both.world.contacts["anna", "telegram"]
        await connection.execute(tables.outbox.update().where(mine).values(state="sent"))
    status = said(await both.hears("belova", choice=f"announced {number}"))
    assert "Доставлено 1 семье, ознакомились 0." in status
    assert "Орлова Мария" in status
    thanks = await both.hears("anna", choice=f"acknowledge {number}")
    assert said(thanks) == "Спасибо, отметили."
    assert not thanks.replaces
    status = said(await both.hears("belova", choice=f"announced {number}"))
    assert "ознакомилась 1" in status
    assert "Орлова Мария" not in status


async def test_a_recall_stops_what_has_not_gone_out(office: Office) -> None:
    send, _ = await draft(office, "Завтра в музей")
    number = send.split()[-1]
    await office.hears("belova", choice=send)
    recall = f"announce recall {number}"
    assert recall in choices(await office.hears("belova", choice=f"announced {number}"))
    assert said(await office.hears("belova", choice=recall)) == "Остановлено 3 сообщения, уже ушло 0."


async def test_the_class_shows_who_is_in_touch(office: Office) -> None:
    answer = said(await office.hears("belova", "/class"))
    assert answer.startswith("7А\n2 семьи, на связи 1.")
    assert "Лисин Олег — доступ ограничен документом" in answer


async def draft(office: Office, text: str) -> tuple[str, list[str]]:
    """A draft of that text: the choice that sends it, and the other choices under its preview."""
    await office.hears("belova", "/announce")
    offered = choices(await office.hears("belova", text))
    send = next(one for one in offered if one.startswith("announce send"))
    return send, [one for one in offered if one != send]


async def queued(office: Office) -> int:
    """How many messages wait for the mother."""
    hers = [office.world.contacts["anna", channel] for channel in ("telegram", "vk")]
    query = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.contact_id.in_(hers))
    async with office.database.read() as connection:
        return int((await connection.execute(query)).scalar_one())


def content(path: Path) -> bytes:
    return path.read_bytes()
