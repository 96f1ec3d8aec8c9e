"""Announcing from the console as in the chat: asking, at an hour, to many; then reminding, correcting, recalling."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from actions.announcing import announcements_of_school, post_scheduled
from actions.attaching import LARGEST
from school.facts import AnnouncedFile
from school.outbox import State
from storage.announcements import drafts_by_id
from storage.people import person_by_id
from storage.tables import announcements, outbox
from tests.console.browser import Browser, Seen
from tests.console.conftest import KEY, Console

TEXT = "В пятницу едем в музей"
POLL = {"ask": "own", "question": "Кто едет?", "options": "Едем\nНе едем\n", "until": "2026-11-25T18:00"}


async def write(console: Console, browser: Browser, **fields: Any) -> Seen:
    typed = {"text": TEXT, "chosen": str(console.world.classes["7А"]), "audience": "guardians", "acknowledge": "yes"}
    return await browser.post("/announcements/new", **typed | fields)


async def kept(console: Console, number: int = 1) -> Any:
    async with console.database.read() as connection:
        return (await drafts_by_id(connection, [number]))[number]


async def queued(console: Console, kind: str = "announcement") -> int:
    async with console.database.read() as connection:
        return len((await connection.execute(select(outbox.c.id).where(outbox.c.kind == kind))).all())


async def deliver(console: Console) -> None:
    async with console.database.write() as connection:
        sent = {"state": State.SENT, "settled_at": console.clock.now()}
        await connection.execute(update(outbox).where(outbox.c.kind == "announcement").values(sent))


async def test_the_preview_shows_what_families_will_see(console: Console) -> None:
    browser = await console.seat("belova")
    made = await write(console, browser, **POLL)
    page = await browser.get(made.location)
    for words in (TEXT, "Кто едет?", "Едем", "Не едем", "18:00", "дойдёт до"):
        assert words in page.words, words
    said = (await kept(console)).announcement
    assert said.options == ("Едем", "Не едем")
    assert said.until == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def contents(files: Iterable[AnnouncedFile]) -> list[bytes]:
    places = [Path(file.path) for file in files]
    return [place.read_bytes() if place.exists() else b"" for place in places]


async def test_pictures_and_files_go_along_and_can_be_taken_off(console: Console) -> None:
    browser = await console.seat("belova")
    await write(console, browser)
    await browser.get("/announcements/1/preview")
    await browser.upload("/announcements/1/attach", "Схема проезда.png", b"picture")
    await browser.upload("/announcements/1/attach", "Список <b>вещей</b>.docx", b"letters")
    page = await browser.get("/announcements/1/preview")
    assert "Схема проезда.png" in page.words
    assert "<b>вещей" not in page.text
    files = (await kept(console)).announcement.files
    assert (files[0].name, files[0].picture, files[1].picture) == ("Схема проезда.png", True, False)
    assert contents(files) == [b"picture", b"letters"]
    await browser.post("/announcements/1/detach")
    assert (await kept(console)).announcement.files == ()
    assert contents(files) == [b"", b""]


async def test_what_is_no_file_is_not_attached(console: Console) -> None:
    browser = await console.seat("belova")
    await write(console, browser)
    await browser.get("/announcements/1/preview")
    assert (await browser.upload("/announcements/1/attach", "пусто.pdf", b"")).status == 409
    assert (await browser.upload("/announcements/1/attach", "много.pdf", b"x" * (LARGEST + 1))).status == 409
    assert (await kept(console)).announcement.files == ()


async def test_what_cannot_be_kept_comes_back_as_it_was_typed(console: Console) -> None:
    browser = await console.seat("belova")
    for wrong in (
        {"ask": "own", "question": "Кто едет?", "options": "Едем"},
        {"ask": "own", "question": "Кто едет?", "options": f"Едем\n{'о' * 41}"},
        {"until": "2026-11-01T18:00"},
        {"until": "когда-нибудь"},
    ):
        page = await write(console, browser, **wrong)
        assert page.status == 409
        assert f">{TEXT}</textarea>" in page.text
        assert 'role="alert"' in page.text
    assert await queued(console) == 0


async def test_a_draft_is_changed_before_it_goes(console: Console) -> None:
    browser = await console.seat("belova")
    made = await write(console, browser, **POLL)
    edit = made.location.replace("/preview", "/edit")
    form = await browser.get(edit)
    assert f">{TEXT}</textarea>" in form.text
    assert 'value="2026-11-25T18:00"' in form.text
    seventh = str(console.world.classes["7А"])
    await browser.post(edit, text="Музей отменён", chosen=seventh, audience="both", ask="yesno", question="Ясно?")
    said = (await kept(console)).announcement
    assert (said.text, said.audience, said.acknowledge, said.until) == ("Музей отменён", "both", False, None)
    assert said.options == ("Да", "Нет")
    await browser.post(made.location.replace("/preview", "/send"))
    assert (await browser.post(edit, text="Иначе", chosen=seventh)).status == 409
    assert (await (await console.seat("ilina")).get(edit)).status == 409


async def test_it_goes_out_at_its_hour(console: Console) -> None:
    browser = await console.seat("belova")
    made = await write(console, browser)
    schedule = made.location.replace("/preview", "/schedule")
    for wrong in ("", "вчера", "2026-11-23T16:00", "2027-11-23T16:00"):
        assert (await browser.post(schedule, at=wrong)).status == 409
    placed = await browser.post(schedule, at="2026-11-24T08:30")
    assert "ждёт своего часа" in (await browser.get(placed.location)).words
    assert "Не отправлять" not in (await browser.get(made.location)).words  # it would go all the same
    due = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert await post_scheduled(console.database, due - timedelta(minutes=1), key=KEY) == 0
    assert await post_scheduled(console.database, due, key=KEY) > 0


async def test_in_the_evening_and_the_same_again_it_asks_first(console: Console) -> None:
    console.clock.at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 20:00
    browser = await console.seat("belova")
    made = await write(console, browser)
    send = made.location.replace("/preview", "/send")
    assert (await browser.post(send)).location == made.location
    assert await queued(console) == 0
    page = await browser.get(made.location)
    assert "Сейчас поздно" in page.words
    assert 'value="2026-11-24T08:00"' in page.text
    await browser.post(send, asked="night")
    once = await queued(console)
    assert once > 0
    console.clock.at = console.clock.at + timedelta(minutes=10)
    again = await write(console, browser)
    assert "Такое же объявление уже отправляли" in (await browser.get(again.location)).words
    assert (await browser.post(again.location.replace("/preview", "/send"), asked="night")).location == again.location
    assert await queued(console) == once


async def test_an_administrator_announces_to_a_grade_and_to_the_school(console: Console) -> None:
    browser = await console.seat("ilina")
    await write(console, browser, chosen="", whole="7")
    await write(console, browser, chosen="", whole="school")
    grade, school = await kept(console, 1), await kept(console, 2)
    assert grade.announcement.scope == "grade"
    assert grade.class_ids == (console.world.classes["7А"],)
    assert school.announcement.scope == "school"
    assert set(school.class_ids) >= {console.world.classes["7А"], console.world.classes["9Б"]}
    teacher = await console.seat("belova")
    assert (await write(console, teacher, chosen="", whole="school")).status == 409


async def test_only_the_silent_are_reminded_and_shown(console: Console) -> None:
    browser = await console.seat("belova")
    made = await write(console, browser)
    sent = await browser.post(made.location.replace("/preview", "/send"))
    await deliver(console)
    page = await browser.get(sent.location)
    assert "Кто не ознакомился" in page.words
    assert "Напомним" in (await browser.get((await browser.post(f"{sent.location}/remind")).location)).words
    assert await queued(console, "announcement_again") > 0
    assert (await browser.post(f"{sent.location}/remind")).status == 409
    async with console.database.write() as connection:
        await connection.execute(update(outbox).values(acknowledged_at=console.clock.now()))
    assert "Кто не ознакомился" not in (await browser.get(sent.location)).words


async def test_it_is_corrected_by_its_author_only_and_recalled(console: Console) -> None:
    browser = await console.seat("belova")
    made = await write(console, browser)
    place = made.location.replace("/preview", "")
    await browser.post(f"{place}/send")
    await deliver(console)
    assert (await browser.post(f"{place}/correct", text=TEXT)).status == 409
    assert (await (await console.seat("ilina")).post(f"{place}/correct", text="Иначе")).status == 409
    done = await browser.post(f"{place}/correct", text="В субботу едем в музей")
    page = await browser.get(done.location)
    assert "В субботу едем в музей" in page.words
    assert "исправлено" in page.words
    assert await queued(console, "announcement_fix") > 0
    await browser.post(f"{place}/recall")
    assert "отозвано" in (await browser.get(place)).words
    async with console.database.read() as connection:
        recalled = select(announcements.c.id).where(announcements.c.recalled_at.is_not(None))
        assert len((await connection.execute(recalled)).all()) == 1


async def test_a_teacher_finds_ones_own_among_all_that_the_school_announced(one_console: Console) -> None:
    browser, colleague = await one_console.seat("belova"), await one_console.seat("ilina")
    for number, one in enumerate((browser, colleague, colleague), 1):
        await write(one_console, one, text=f"Объявление {number}")
        await one.post(f"/announcements/{number}/send")
        one_console.clock.at += timedelta(minutes=1)
    async with one_console.database.read() as connection:
        belova = await person_by_id(connection, one_console.world.people["belova"])
    assert belova is not None
    since = one_console.clock.now() - timedelta(days=1)
    found = await announcements_of_school(one_console.database, belova, since=since, limit=1)
    assert [one.text for one in found] == ["Объявление 1"]


async def test_an_urgent_one_tells_administrators(one_console: Console) -> None:
    browser = await one_console.seat("belova")
    made = await write(one_console, browser, urgent="yes")
    assert "Администраторы узнают" in (await browser.get(made.location)).words
    await browser.post(made.location.replace("/preview", "/send"))
    assert await queued(one_console, "announcement_urgent") > 0
