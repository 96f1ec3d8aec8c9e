"""Alarms of the house itself: once a day each, to every administrator, and with what to do."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select, update

from locales import voice
from scheduler.health import AuditWatch, ChannelWatch
from scheduler.notices import NOTICES
from scheduler.tally import Tally
from school.wording.health import audit_broken, channel_down, token_refused
from storage import audit, tables
from storage.database import Database
from tests.texts.show import show
from tests.world import NOW, build_world

KEY = b"a key of the tests"


@dataclass
class Known:
    """What the process knows of two messengers."""

    silent: dict[str, float] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=lambda: {"telegram": Tally(), "vk": Tally()})

    def silent_for(self) -> dict[str, float]:
        return self.silent


async def alarms(database: Database) -> list[str]:
    kinds = tables.outbox.c.kind.like("alarm%")
    async with database.read() as connection:
        return sorted((await connection.execute(select(tables.outbox.c.kind).where(kinds))).scalars())


async def test_a_messenger_that_is_down_is_told_once_a_day(database: Database) -> None:
    await build_world(database)
    known = Known({"telegram": 12.0, "vk": 299.0})
    watch = ChannelWatch(known)
    assert await watch.look(database, NOW) == 0
    known.silent["telegram"] = 301.0
    for minute in range(3):
        assert await watch.look(database, NOW + timedelta(minutes=minute)) == 1
    assert await alarms(database) == ["alarm_down_telegram"] * 2  # the administrator's two accounts
    await watch.look(database, NOW + timedelta(days=1))
    assert len(await alarms(database)) == 4


async def test_a_token_that_is_refused_is_told(database: Database) -> None:
    await build_world(database)
    known = Known()
    watch = ChannelWatch(known)
    known.tallies["vk"].refused["token"] += 3
    assert await watch.look(database, NOW) == 1
    assert await watch.look(database, NOW + timedelta(minutes=1)) == 0
    assert set(await alarms(database)) == {"alarm_token_vk"}


async def test_an_audit_that_was_changed_is_told(database: Database) -> None:
    await build_world(database)
    async with database.write() as connection:
        for act in ("one", "two"):
            await audit.record(connection, key=KEY, at=NOW, actor="operator", act=act, subject="person:1")
    watch = AuditWatch(KEY)
    assert await watch.look(database, NOW) == 0
    async with database.write() as connection:
        await connection.execute(update(tables.audit).where(tables.audit.c.act == "one").values(act="none"))
    assert await watch.look(database, NOW + timedelta(hours=1)) == 0  # it is read once a day
    assert await watch.look(database, NOW + timedelta(days=1)) == 1
    assert set(await alarms(database)) == {"alarm_audit"}


def test_every_alarm_has_its_words_and_says_what_to_do() -> None:
    for word in ("down", "token"):
        assert {f"alarm_{word}_telegram", f"alarm_{word}_vk"} <= set(NOTICES)
    for said in (channel_down(voice("ru"), "vk"), token_refused(voice("ru"), "telegram"), audit_broken(voice("ru"))):
        text = show(said)
        assert text.startswith("Тревога: ")
        assert "python -m bot" in text or ".env" in text
