"""After an announcement went out: how far it got, reminding, the table, correcting, recalling."""

import asyncio
from dataclasses import replace

from actions import announced, announcing
from actions.sheets import sheet
from handlers.audience import who_announces
from handlers.collecting import may_take
from handlers.dialog import about, begin, leave
from handlers.discretion import may_name, school_of
from handlers.made import made_from
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.facts import Announcement
from school.incoming import Reply
from school.institution import Person
from school.message import File, Message
from school.policy import Fact
from school.wording import announced as words
from school.wording.reasons import reason_words
from school.wording.sheets import announcement_rows

CORRECT = "announce_correct"


async def told(visit: Visit) -> Reply:
    """`announced D`: how many have it, and who has not read it; without a number, one's latest."""
    number = visit.number(0)
    return await _told(visit, number) if number is not None else await _latest(visit)


async def _latest(visit: Visit) -> Reply:
    author = await _author(visit)
    found = await announcing.recent_announcements(visit.desk.database, author)
    school = await school_of(visit, author)
    if not await may_name(visit, author):
        found = tuple(replace(one, school_class="", text="") for one in found)
    return visit.answer(words.announcements_list(visit.voice, found, school.local(visit.now)))


async def _told(visit: Visit, announcement_id: int) -> Reply:
    author = await _author(visit)
    status = await announced.announcement_status(visit.desk.database, announcement_id, author, now=visit.now)
    named, said = await may_name(visit, author), status.announcement
    if said.sent_at is None:
        return visit.answer(await waiting(visit, author, said))
    counts = words.counts(
        visit.voice, waiting=status.waiting, read=status.read, failed=status.failed, no_channel=status.no_channel
    )
    if said.recalled:
        counts = (*counts, *words.taken_back(visit.voice, status.deleted, status.kept))
    own = said.author_id == author.id
    silent = len(status.not_acknowledged) if said.acknowledge or said.options else 0
    message = wording.announce_status(
        visit.voice,
        said if named else replace(said, text=""),  # what the author wrote may name somebody
        status.sent,
        status.acknowledged,
        status.not_acknowledged if named else (),
        more=counts,
        answers=status.answers if named else tuple((text, count, ()) for text, count, _ in status.answers),
        title="" if named else wording.your_class(visit.voice),
        buttons=words.status_buttons(visit.voice, said, silent=silent, lost=len(status.unreachable), own=own),
    )
    return replace(visit.answer(message), readings=by_staff(visit, "reached", [f"announcement:{announcement_id}"]))


async def waiting(visit: Visit, author: Person, said: Announcement) -> Message:
    """That it waits for its hour."""
    school, at = await school_of(visit, author), said.due_at or visit.now
    title = "" if await may_name(visit, author) else wording.your_class(visit.voice)
    return words.announce_scheduled(visit.voice, said, school.local(at), school.local(visit.now), title=title)


async def _status(visit: Visit) -> Reply:
    return await _told(visit, visit.number(1) or 0)


async def _lost(visit: Visit) -> Reply:
    author, number = await _author(visit), visit.number(1) or 0
    status = await announced.announcement_status(visit.desk.database, number, author, now=visit.now)
    named = await may_name(visit, author)
    items = [f"{name} — {reason_words(visit.voice, why)}" for name, why in status.unreachable if named]
    said = visit.answer(words.announce_lost(visit.voice, status.announcement, items))
    return replace(said, readings=by_staff(visit, "reached", [f"announcement:{number}"]))


async def _remind(visit: Visit) -> Reply:
    desk, author, number = visit.desk, await _author(visit), visit.number(1) or 0
    count = await announced.remind_of_announcement(desk.database, number, author, key=desk.key, now=visit.now)
    return visit.say(words.reminded(visit.voice, count))


async def _table(visit: Visit) -> Reply:
    """The status as a workbook; not where nobody may be named."""
    author, number = await _author(visit), visit.number(1) or 0
    if not await may_name(visit, author):
        return visit.say(words.table_elsewhere(visit.voice))
    status = await announced.announcement_status(visit.desk.database, number, author, now=visit.now)
    school = await school_of(visit, author)
    title, header, rows = announcement_rows(visit.voice, status.announcement, status.rows, school.zone)
    made = made_from(visit.desk.files, repr((title, rows)), ".xlsx", lambda: sheet(title, header, rows))
    await asyncio.to_thread(made.keep)
    said = visit.say(words.announce_table(visit.voice, File(str(made.path), f"{title}.xlsx")))
    return replace(said, readings=by_staff(visit, "reached", [f"announcement:{number}"]))


async def _correct(visit: Visit) -> Reply:
    author, number = await _author(visit), visit.number(1) or 0
    await announcing.announcement(visit.desk.database, number, author)
    await begin(visit, CORRECT, draft=number)
    return visit.answer(words.correct_ask(visit.voice, number))


async def take_correction(visit: Visit) -> Reply:
    """The corrected text."""
    desk, author, number = visit.desk, await _author(visit), about(visit, "draft")
    if not await may_take(visit, Fact.ANNOUNCEMENTS, author.school_id):
        await leave(visit)
        return visit.say(wording.announce_elsewhere(visit.voice))
    text = visit.incoming.text.strip()
    if not text:
        return visit.say(words.correct_ask(visit.voice, number))
    count = await announced.correct_announcement(desk.database, number, author, text, key=desk.key, now=visit.now)
    await leave(visit)
    return visit.say(words.corrected(visit.voice, count))


async def _recall(visit: Visit) -> Reply:
    """`announce recall D` asks when somebody has it already, `announce recall D yes` does it."""
    desk, author, number = visit.desk, await _author(visit), visit.number(1) or 0
    if "yes" not in visit.words:
        status = await announced.announcement_status(desk.database, number, author, now=visit.now)
        if status.sent:
            return visit.answer(words.recall_ask(visit.voice, number, status.sent))
    done = await announced.recall_announcement(desk.database, number, author, key=desk.key, now=visit.now)
    if done.scheduled:
        return visit.answer(words.schedule_cancelled(visit.voice))
    return visit.answer(words.recalled(visit.voice, done.cancelled, done.already_sent))


async def acknowledge(visit: Visit) -> Reply:
    """`acknowledge A`: the thanks come below, so that the announcement stays."""
    await announced.acknowledge(visit.desk.database, visit.number(0) or 0, visit.account, now=visit.now)
    return visit.say(wording.acknowledged(visit.voice))


async def _author(visit: Visit) -> Person:
    author, _ = await who_announces(visit)
    return author or visit.staff()[0]


STEPS = {
    "status": _status,
    "lost": _lost,
    "remind": _remind,
    "table": _table,
    "correct": _correct,
    "recall": _recall,
}
