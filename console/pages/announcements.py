"""What was announced: who has it, who has read it, who has not; reminding, correcting, recalling."""

from datetime import timedelta

from fastapi import Response

from actions.announced import (
    AnnouncementStatus,
    announcement_status,
    correct_announcement,
    recall_announcement,
    remind_of_announcement,
)
from actions.announcing import LONGEST, announcements_of_school
from console import labels
from console.listing import Cell, Listing, Tone, listing, row
from console.visit import Visit
from school.facts import Announcement
from school.seats import Seat

SINCE = timedelta(days=365)


async def announcements(visit: Visit) -> Response:
    """What was announced this year, newest first."""
    return visit.page("announcements.html", found=await rows(visit))


async def rows(visit: Visit) -> Listing:
    """The same as a list."""
    say = visit.voice.say
    columns = (say("Когда"), say("Кому"), say("Кто"), say("Начало текста"), say("Состояние"))
    return listing("announcements", columns, [_row(visit, one) for one in await _seen(visit)])


async def announcement(visit: Visit) -> Response:
    """How far it got. That it was read is written down."""
    number = visit.number()
    status = await announcement_status(visit.database, number, visit.by, now=visit.now)
    said = status.announcement
    if not (said.sent_at or said.due_at or said.recalled):
        return await visit.go(f"/announcements/{number}/preview")
    await visit.note("read_reached", f"announcement:{number}")
    found = _told(visit, status)
    shown = {"own": visit.here.seat is not Seat.DEPUTY, "mine": said.author_id == visit.by.id, "number": number}
    to = labels.addressed(visit.voice, said)
    return visit.page("announcement.html", status=status, found=found, to=to, **shown)


async def told_rows(visit: Visit) -> Listing:
    """Family by family, as a list."""
    return _told(visit, await announcement_status(visit.database, visit.number(), visit.by, now=visit.now))


def _told(visit: Visit, status: AnnouncementStatus) -> Listing:
    say = visit.voice.say
    columns = (say("Ученик"), say("Состояние"), say("Мессенджер"), say("Доставлено"), say("Ознакомлен"), say("Ответ"))
    states: dict[str, tuple[str, Tone]] = {
        "sent": (say("доставлено"), "good"),
        "waiting": (say("в пути"), "warn"),
        "failed": (say("не доставлено"), "bad"),
        "no_channel": (say("нет канала"), "bad"),
    }
    made = []
    for one in status.rows:
        words, tone = states[one.state]
        why = labels.reason(visit.voice, one.reason)
        where = ", ".join(labels.channel(visit.voice, channel) for channel in one.channels)
        state = Cell(f"{words}: {why}" if why else words, tone=tone)
        read = Cell(visit.moment(one.acknowledged_at), tone="good" if one.acknowledged_at else "")
        made.append(row(one.name, state, where, visit.moment(one.sent_at), read, ", ".join(one.answers)))
    return listing(f"announcement-{status.announcement.id}", columns, made)


async def remind(visit: Visit) -> Response:
    """Only those who have it and did not acknowledge."""
    number = visit.number()
    count = await remind_of_announcement(visit.database, number, visit.by, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    return await visit.go(
        f"/announcements/{number}", visit.voice.plural("Напомним {n} человеку.", "Напомним {n} людям.", count)
    )


async def correct(visit: Visit) -> Response:
    """Another text in its place."""
    number, text = visit.number(), visit.given("text", LONGEST)
    count = await correct_announcement(visit.database, number, visit.by, text, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    said = visit.voice.plural("Исправлено: {n} сообщение.", "Исправлено: {n} сообщений.", count)
    return await visit.go(f"/announcements/{number}", said)


async def recall(visit: Visit) -> Response:
    """Cancel what waits; say how many had it."""
    number = visit.number()
    done = await recall_announcement(visit.database, number, visit.by, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    say = visit.voice.say
    said = say("Отозвано: отменено {n}, успели получить {had}.", n=done.cancelled, had=done.already_sent)
    return await visit.go(f"/announcements/{number}", said)


async def _seen(visit: Visit) -> tuple[Announcement, ...]:
    return await announcements_of_school(visit.database, visit.by, since=visit.now - SINCE, limit=500)


def _row(visit: Visit, one: Announcement) -> tuple[Cell, ...]:
    say = visit.voice.say
    begin = one.text if len(one.text) <= 80 else f"{one.text[:79]}…"
    state = Cell(say("отправлено"), tone="good")
    if one.recalled:
        state = Cell(say("отозвано"), tone="mute")
    elif one.sent_at is None:
        state = Cell(say("ждёт своего часа"), tone="warn")
    to, at = labels.addressed(visit.voice, one), visit.moment(one.sent_at or one.due_at)
    return row(at, to, one.author, Cell(begin, href=f"/announcements/{one.id}"), state)
