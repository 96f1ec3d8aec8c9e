"""`queue`: the lanes, how fast they go, and what is stuck and why; `queue retry` and `queue drop` decide about that."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.printing import AsJson, complain, duration, print_json, print_table, put

if TYPE_CHECKING:
    from bot.commands.session import Session
    from storage.gauges import Parked

Ids = Annotated[list[str], typer.Argument(metavar="НОМЕР…", help="Номера из queue; обращения — с буквой u.")]
STATES = ("queued", "retry", "leased", "held", "ambiguous")


@dataclass(frozen=True, slots=True)
class LaneReport:
    """One messenger's queue. `oldest_seconds`: how long the row due longest has waited; None when nothing is due."""

    channel: str
    waiting: dict[str, int]  # rows by state
    sent_last_minute: int
    sent_last_hour: int
    inbox_waiting: int
    oldest_seconds: int | None


def queue(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Показать очередь: сколько ждёт и с какой скоростью уходит, что застряло и почему."""
    if ctx.invoked_subcommand:
        return
    from bot.commands.session import within

    lanes, parked, hold = within(_found)
    if as_json:
        print_json({"lanes": [asdict(one) for one in lanes], "parked": [asdict(one) for one in parked], "hold": hold})
        return
    if hold:
        complain("База восстановлена из копии: рассылка ждёт решения администратора (queue release).")
    titles = ("Мессенджер", "Ждут", "Повторяются", "Уходят", "За минуту", "За час", "Дольше всех ждёт", "Вопросов")
    print_table(titles, [_lane(one) for one in lanes], numbers=titles[1:])
    if parked:
        print_table(("№", "Мессенджер", "Что", "Почему", "Попыток", "С"), [_parked(one) for one in parked])
    else:
        put("Ничего не застряло.")


def retry(ids: Ids, as_json: AsJson = False) -> None:
    """Отправить застрявшее ещё раз. Что могло уже дойти, придёт с пометкой «Повтор»."""
    from actions.parking import retry_parked
    from bot.commands.session import within

    done = within(lambda session: retry_parked(session.database, ids, key=session.key, now=session.now))
    print_json({"retried": done}) if as_json else put(f"Снова в очереди: {', '.join(done)}.")


def drop(ids: Ids, as_json: AsJson = False) -> None:
    """Снять с очереди. Результат, который снят, сообщает классный руководитель."""
    from actions.parking import drop_parked
    from bot.commands.session import within

    done = within(lambda session: drop_parked(session.database, ids, key=session.key, now=session.now))
    print_json({"dropped": done}) if as_json else put(f"Снято: {', '.join(done)}.")


def release(
    drop: Annotated[bool, typer.Option("--drop", help="Снять задержанное, не отправляя.")] = False,
    as_json: AsJson = False,
) -> None:
    """Разрешить рассылку после восстановления базы. Что семья могла уже получить, придёт с пометкой «Повтор».

    Сводки дважды не отправляются. Снятые результаты сообщает классный руководитель.
    """
    from actions.restoring import release_restored
    from bot.commands.session import within

    done = within(lambda session: release_restored(session.database, drop=drop, key=session.key, now=session.now))
    print_json(asdict(done)) if as_json else put(f"Рассылка разрешена. Уйдёт: {done.queued}, снято: {done.ended}.")


async def _found(session: "Session") -> "tuple[list[LaneReport], tuple[Parked, ...], str | None]":
    from school.messenger import Channel
    from storage import gauges
    from storage.restoring import hold_of

    now = session.now
    async with session.database.read() as connection:
        waiting = await gauges.waiting_rows(connection)
        minute = await gauges.sent_since(connection, now - timedelta(minutes=1))
        hour = await gauges.sent_since(connection, now - timedelta(hours=1))
        updates = await gauges.waiting_updates_count(connection)
        oldest = await gauges.oldest_due(connection, now)
        parked = await gauges.parked(connection)
        hold, _ = await hold_of(connection)
    lanes = []
    for channel in Channel:
        rows = {
            state: sum(one.count for one in waiting if (one.channel, one.state) == (channel, state)) for state in STATES
        }
        numbers = minute.get(channel, 0), hour.get(channel, 0), updates.get(channel, 0)
        lanes.append(LaneReport(channel, rows, *numbers, _age(oldest.get(channel), now)))
    return lanes, parked, hold


def _age(since: datetime | None, now: datetime) -> int | None:
    return int((now - since).total_seconds()) if since else None


def _lane(one: LaneReport) -> tuple[object, ...]:
    from locales import voice
    from school.wording.staff import channel_name

    rows = one.waiting["queued"], one.waiting["retry"], one.waiting["leased"]
    age = duration(one.oldest_seconds) if one.oldest_seconds is not None else "—"
    rates = one.sent_last_minute, one.sent_last_hour
    return (channel_name(voice("ru"), one.channel), *rows, *rates, age, one.inbox_waiting)


def _parked(one: "Parked") -> tuple[Any, ...]:
    from console.stuck import kind_words, trouble_words
    from locales import voice
    from school.wording.staff import channel_name

    speaker = voice("ru")
    why = trouble_words(speaker, one.reason)
    since = f"{one.since:%d.%m %H:%M} UTC" if one.since else ""
    return one.id, channel_name(speaker, one.channel), kind_words(speaker, one.kind), why, one.attempts, since
