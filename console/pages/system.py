"""The machine room: channels up or down, the queue and its pace, what is stuck, versions, copies of the database."""

from datetime import UTC, datetime, timedelta

from fastapi import Response

from actions.parking import drop_parked, retry_parked
from actions.refusal import Refused
from console import labels, stuck
from console.health import DEAF
from console.listing import Cell, Listing, listing, row
from console.visit import Visit
from school.messenger import Channel
from storage import gauges


async def system(visit: Visit) -> Response:
    """Everything at a glance."""
    async with visit.database.read() as connection:
        parked = await gauges.parked(connection)
    backups = await visit.office.lent.backups()
    return visit.page(
        "system.html",
        lanes=await rows(visit),
        parked=parked,
        labels=labels,
        stuck=stuck,
        backups=[(name, size // 1024, datetime.fromtimestamp(at, UTC)) for name, size, at in backups],
        database=visit.database.url.get_backend_name(),
    )


async def rows(visit: Visit) -> Listing:
    """A line for each channel."""
    say, now = visit.voice.say, visit.now
    async with visit.database.read() as connection:
        waiting = await gauges.waiting_rows(connection)
        minute = await gauges.sent_since(connection, now - timedelta(minutes=1))
        day = await gauges.sent_since(connection, now - timedelta(days=1))
        updates = await gauges.waiting_updates_count(connection)
        oldest = await gauges.oldest_due(connection, now)
    columns = (
        say("Мессенджер"),
        say("Связь"),
        say("В очереди"),
        say("За минуту"),
        say("За сутки"),
        say("Вопросов ждут"),
    )
    made = []
    for channel in Channel:
        queued = sum(one.count for one in waiting if one.channel == channel)
        late = visit.moment(oldest[channel]) if channel in oldest else "—"
        numbers = (queued, minute.get(channel, 0), day.get(channel, 0), updates.get(channel, 0), late)
        made.append(row(labels.channel(visit.voice, channel), _link(visit, channel), *numbers))
    return listing("channels", (*columns, say("Дольше всех ждёт с")), made)


async def decide_parked(visit: Visit) -> Response:
    """Send what is stuck once more, or take it out."""
    ids = [visit.given("row", 20)]
    if not ids[0].removeprefix("u").isdecimal():
        raise Refused("Выберите строку.")
    decide = retry_parked if visit.given("what") == "retry" else drop_parked
    await decide(visit.database, ids, key=visit.key, now=visit.now, actor=f"person:{visit.by.id}")
    visit.office.lent.queued()
    return await visit.go("/system", visit.voice.say("Сделано."))


async def backup(visit: Visit) -> Response:
    """A copy of the database, now."""
    name = await visit.office.lent.backup()
    say = visit.voice.say
    if name is None:
        return await visit.go("/system", say("База на PostgreSQL: копию делает pg_dump на сервере."))
    await visit.note("back_up", f"school:{visit.the_school.id}")
    return await visit.go("/system", say("Копия записана: {name}", name=name))


def _link(visit: Visit, channel: str) -> Cell:
    say, silent = visit.voice.say, visit.office.readings.silent_for()
    if channel not in visit.office.readings.tallies:
        return Cell(say("не настроен"), tone="mute")
    if channel not in silent:
        return Cell(say("включён"), tone="good")
    if silent[channel] > DEAF:
        return Cell(say("молчит {n} с", n=int(silent[channel])), tone="bad")
    return Cell(say("на связи"), tone="good")
