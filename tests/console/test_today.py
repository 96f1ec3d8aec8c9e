"""The first page: what went wrong of late and what to do about it."""

from datetime import timedelta

from sqlalchemy import func, select

from actions.alarming import tell_administrators
from actions.desk_keys import FAILURES, confirm_password, set_password, sign_in_by_password
from storage.people import person_by_id
from storage.tables import outbox
from tests.console.conftest import KEY, Console

PASSWORD = "четыре слова подряд и река"


async def raise_alarm(console: Console, kind: str, ref_id: int | None = None) -> None:
    async with console.database.write() as connection:
        now = console.clock.now()
        await tell_administrators(connection, console.world.school, kind, f"{now}", now, ref_id=ref_id)


async def test_alarms_say_what_to_do_and_end_after_three_days(console: Console) -> None:
    browser = await console.seat("ilina")
    assert "Тревог не было" in (await browser.get("/")).words
    await raise_alarm(console, "alarm_audit")
    await raise_alarm(console, "alarm_clock", 7200)
    page = await browser.get("/")
    assert page.words.count("Тревога: журнал действий не сходится") == 1
    assert "python -m bot audit verify" in page.words
    assert page.words.count("часы сервера вдруг ушли вперёд") == 1
    assert page.text.count('class="card alarm stands"') == 2
    console.clock.at += timedelta(minutes=20)
    assert (await browser.get("/")).text.count('class="card alarm stands"') == 1
    console.clock.at += timedelta(days=3)
    assert "Тревог не было" in (await (await console.seat("deputy")).get("/")).words


async def test_the_counter_of_alarms_is_live(one_console: Console) -> None:
    browser = await one_console.seat("deputy")
    await raise_alarm(one_console, "alarm_lock")
    assert '"alarms":1' in (await browser.get("/live.json")).text


async def test_a_class_teacher_hears_no_alarms_of_the_house(one_console: Console) -> None:
    await raise_alarm(one_console, "alarm_lock")
    assert "Тревог" not in (await (await one_console.seat("belova")).get("/")).words


async def test_a_locked_password_alarms_administrators_once_and_the_page_leads_to_whose_it_is(console: Console) -> None:
    import pyotp

    world, now = console.world, console.clock.now()
    async with console.database.read() as connection:
        belova = await person_by_id(connection, world.people["belova"])
    assert belova is not None
    secret = await set_password(console.database, belova, PASSWORD, key=KEY, now=now)
    first = pyotp.TOTP(secret).at(int(now.timestamp()))
    await confirm_password(console.database, belova, first, session_id=0, key=KEY, now=now)

    async def guess(times: int) -> None:
        for _ in range(times):
            at = console.clock.now()
            await sign_in_by_password(console.database, belova.code, "не то", "000000", "9.9.9.9", key=KEY, now=at)

    async def told() -> int:
        async with console.database.read() as connection:
            alarms = select(func.count()).where(outbox.c.kind == "alarm_password")
            return int((await connection.execute(alarms)).scalar_one())

    await guess(FAILURES - 1)
    assert await told() == 0
    await guess(1)
    heard = await told()
    assert heard > 0
    page = await (await console.seat("ilina")).get("/")
    assert "Вход по паролю закрыт на 15 минут" in page.words
    assert f'href="/people/{world.people["belova"]}"' in page.text
    console.clock.at += timedelta(minutes=16)
    await guess(FAILURES)
    assert await told() == heard


async def test_a_restored_queue_stands_until_somebody_decides(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    async with one_console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE schools SET hold = 'queue'")
    page = await browser.get("/")
    assert "База восстановлена из копии" in page.words
    assert "python -m bot queue release" in page.words
    async with one_console.database.write() as connection:
        await connection.exec_driver_sql("UPDATE schools SET hold = NULL")
    assert "Тревог не было" in (await browser.get("/")).words


async def test_a_silent_messenger_stands_until_it_answers(one_console: Console) -> None:
    from time import monotonic

    browser, heard = await one_console.seat("ilina"), {"at": monotonic() - 400}
    one_console.office.readings.heard["telegram"] = lambda: heard["at"]
    await raise_alarm(one_console, "alarm_down_telegram")
    page = await browser.get("/")
    assert page.words.count("Telegram не отвечает") == 1
    assert page.text.count('class="card alarm stands"') == 1
    heard["at"] = monotonic()
    assert 'class="card alarm stands"' not in (await browser.get("/")).text
