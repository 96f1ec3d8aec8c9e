"""What needs me today: requests, second looks, alarms, deadlines at risk, people to tell in person, what is broken."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import JSONResponse

from actions.deadlines import LedgerLine, ledger
from actions.four_eyes import recent_looks
from actions.last_mile import lists_of_classes
from actions.linking import waiting_requests
from actions.reaching import reach_of_classes
from console.alarms import Alarm, alarms, silent_channels
from console.charts import Bar, bars
from console.visit import Visit
from school.lateness import share_gone
from school.seats import Seat
from storage import gauges

STALE_HOURS = 24


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for a person. `key` is what the live counter is called."""

    key: str
    count: int
    title: str
    hint: str
    href: str
    tone: str


async def today(visit: Visit) -> Response:
    """The first page."""
    if visit.here.seat is Seat.TEACHER:
        return await _of_teacher(visit)
    lines = await ledger(visit.database, now=visit.now, school_id=visit.by.school_id)
    raised, chart = await alarms(visit), _chart(visit, lines)
    waiting = await needs(visit, lines, raised)
    return visit.page("today.html", needs=waiting, alarms=raised, chart=chart, journal_at=_journal(visit))


async def live(visit: Visit) -> Response:
    """The counters of the first page, for the script that keeps them fresh."""
    lines = await ledger(visit.database, now=visit.now, school_id=visit.by.school_id)
    return JSONResponse({need.key: need.count for need in await needs(visit, lines, await alarms(visit))})


async def needs(visit: Visit, lines: tuple[LedgerLine, ...], raised: list[Alarm]) -> list[Need]:
    """Everything that waits, most pressing first; what is at nought stays, so that one sees it was looked at."""
    say, database = visit.voice.say, visit.database
    waiting = await waiting_requests(database, visit.by.school_id)
    looks = [one for one in await recent_looks(database, visit.by.school_id, visit.now) if one.decided_at is None]
    others = [one for one in looks if one.asked_by != visit.by.id]
    async with database.read() as connection:
        listed, parked = await gauges.listed_count(connection), await gauges.parked(connection)
    late = [line for line in lines if not line.settled and line.seconds_left(visit.now) < 0]
    pressing = [one for one in lines if not one.settled and one not in late and _presses(one, visit)]
    silent, standing = silent_channels(visit), [one for one in raised if one.stands]
    return [
        Need("alarms", len(standing), say("Тревоги"), say("что сломалось и что делать"), "#alarms", "bad"),
        Need("requests", len(waiting), say("Заявки"), say("ждут решения"), "/requests", "warn"),
        Need("looks", len(others), say("Второй взгляд"), say("коллега просит подтвердить"), "/second-looks", "warn"),
        Need("late", len(late), say("Просрочено"), say("не сообщено в срок"), "/deadlines?state=late", "bad"),
        Need(
            "pressing", len(pressing), say("Срок близко"), say("прошла половина срока"), "/deadlines?state=open", "warn"
        ),
        Need("cases", listed, say("Сообщить лично"), say("в списках классных руководителей"), "/cases", "warn"),
        Need("parked", len(parked), say("Застряло"), say("сообщений ждут вас"), "/system", "bad"),
        Need("silent", len(silent), say("Каналы"), say("молчат дольше двух минут"), "/system", "bad"),
    ]


def _presses(line: LedgerLine, visit: Visit) -> bool:
    return share_gone(line.received_at, line.send_by, visit.now) >= 0.5


def _journal(visit: Visit) -> tuple[str, bool]:
    """When the journal last answered, and whether that is long ago."""
    at = visit.the_school.journal_at
    return visit.moment(at), at is None or (visit.now - at).total_seconds() > STALE_HOURS * 3600


def _chart(visit: Visit, lines: tuple[LedgerLine, ...]) -> object:
    say, shown = visit.voice.say, []
    for kind, label in (("exam", say("Экзамены")), ("final", say("Итоговые"))):
        mine = [line for line in lines if line.kind == kind]
        counts = [
            sum(line.state in states for line in mine) for states in (("told", "by_hand"), ("waiting",), ("not_told",))
        ]
        parts = tuple(zip(("good", "warn", "bad"), counts, strict=True))
        shown.append(Bar(label, parts, say("{told} из {all}", told=counts[0], all=len(mine))))
    return bars(say("Сообщено о результатах за 60 дней"), shown)


async def _of_teacher(visit: Visit) -> Response:
    async with visit.database.read() as connection:
        lists = await lists_of_classes(connection, [class_id for class_id, _ in visit.here.classes])
    cases = [(title, lists.get(class_id, ())) for class_id, title in visit.here.classes]
    reach = {
        title: (class_id, await reach_of_classes(visit.database, [class_id], now=visit.now))
        for class_id, title in visit.here.classes
    }
    return visit.page("today_teacher.html", cases=cases, reach=reach, journal_at=_journal(visit))
