"""The preview of an announcement and its panel: every setting is a button; «Отправить» asks first when it should."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from actions import announcing
from actions.announcing import FARTHEST, Review
from actions.drafts import own_draft
from handlers.announced import waiting
from handlers.audience import who_announces, words_of
from handlers.collecting import may_take
from handlers.dialog import about, begin, leave
from handlers.discretion import may_name, school_of
from handlers.hours import read_hour
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.clock import instant
from school.facts import Announcement, Reach, Student
from school.incoming import Reply
from school.institution import Person, School
from school.message import Message
from school.policy import Fact, Level
from school.profile import after_quiet
from school.wording import announcing as asks
from school.wording.drafting import announce_missed, looks
from storage.audience import families_of
from storage.people import person_by_id

QUESTION, UNTIL, LATER = "announce_question", "announce_until", "announce_later"
_NEXT = {"guardians": "students", "students": "both", "both": "guardians"}
EVENING = time(18)  # local: until when, if only a day is named


async def preview(visit: Visit, draft_id: int, author: Person) -> tuple[Message, ...]:
    """The announcement as a family will see it, and the panel."""
    found = await announcing.review(visit.desk.database, draft_id, author, now=visit.now)
    school, shown = await school_of(visit, author), await may_name(visit, author)
    student = await _example(visit, found.announcement, draft_id, author)
    level = Level.FULL if shown else Level.PSEUDONYM
    replies = school.profile.correspondence
    said = wording.announcement(
        visit.voice, found.announcement, (student,), level=level, replies=replies, zone=school.zone, named=False
    )
    inert = tuple(tuple(button._replace(choice="announce shown") for button in row) for row in said.buttons)
    return replace(said, buttons=inert), await _panel(visit, found, author, school)


async def _panel(visit: Visit, found: Review, author: Person, school: School) -> Message:
    shown = await may_name(visit, author)
    reach = found.reach if shown else replace(found.reach, unreachable=())
    local, said = school.local(visit.now), found.announcement
    again = visit.voice.moment(school.local(found.said_at), local.date()) if found.said_at else ""
    return wording.announce_panel(
        visit.voice,
        said,
        reach,
        title="" if shown else wording.your_class(visit.voice),
        until=school.local(said.until) if said.until else None,
        looks=looks(
            visit.voice,
            names=found.names if shown else (),
            phones=found.phones,
            links=found.links,
            late=visit.voice.clock(local.time()) if found.morning else "",
            again=again,
        ),
    )


async def _example(visit: Visit, said: Announcement, draft_id: int, author: Person) -> Student:
    """The pupil whose family the preview is shown for: the first of the first class."""
    async with visit.desk.database.read() as connection:
        draft = await own_draft(connection, draft_id, author)
        kin = await families_of(connection, draft.class_ids[:1])
        first = await person_by_id(connection, kin[0].student_id) if kin else None
    title = said.school_class.split(",")[0]
    if first is None:
        return Student(0, visit.voice.say("ваш ребёнок"), "", title)
    title = title if said.scope == "classes" else await _title(visit, first.class_id or 0)
    return Student(first.id, first.first_name, first.last_name, title, first.class_id)


async def _title(visit: Visit, class_id: int) -> str:
    _, classes = await who_announces(visit)
    return dict(classes).get(class_id, "")


async def panel(visit: Visit) -> Reply:
    """`announce panel D`: the panel in the place of whatever was asked."""
    draft_id, author = await _about(visit)
    await begin(visit, "announce_more", draft=draft_id)
    found = await announcing.review(visit.desk.database, draft_id, author, now=visit.now)
    said = visit.answer(await _panel(visit, found, author, await school_of(visit, author)))
    return replace(said, readings=by_staff(visit, "families", [f"announcement:{draft_id}"]))


async def _set(visit: Visit, **values: Any) -> Reply:
    draft_id, author = await _about(visit)
    await announcing.change_draft(visit.desk.database, draft_id, author, **values)
    return await panel(visit)


async def _whom(visit: Visit) -> Reply:
    return await _set(visit, audience=_NEXT[(await _draft(visit)).audience])


async def _ack(visit: Visit) -> Reply:
    return await _set(visit, acknowledge=not (await _draft(visit)).acknowledge)


async def _missing(visit: Visit) -> Reply:
    draft_id, author = await _about(visit)
    reach: Reach = (await announcing.review(visit.desk.database, draft_id, author, now=visit.now)).reach
    reach = reach if await may_name(visit, author) else replace(reach, unreachable=())
    return visit.answer(announce_missed(visit.voice, draft_id, reach))


async def _ask(visit: Visit) -> Reply:
    draft_id, _ = await _about(visit)
    await begin(visit, QUESTION, draft=draft_id)
    return visit.answer(asks.announce_question_ask(visit.voice, draft_id))


async def _yes_no(visit: Visit) -> Reply:
    return await _set(visit, options=asks.yes_no(visit.voice), question=None)


async def _plain(visit: Visit) -> Reply:
    return await _set(visit, options=(), question=None)


async def take_question(visit: Visit) -> Reply:
    """The question and its answers, a line each."""
    lines = [one.strip(" -•–—\t") for one in visit.incoming.text.splitlines() if one.strip(" -•–—\t")]
    author, _ = await who_announces(visit)
    draft_id, fits = about(visit, "draft"), 3 <= len(lines) <= 9 and all(len(one) <= 40 for one in lines[1:])
    if author is None or not fits or not await may_take(visit, Fact.ANNOUNCEMENTS, author.school_id):
        return visit.say(asks.announce_question_unclear(visit.voice))
    asked: dict[str, Any] = {"options": lines[1:], "question": lines[0][:200]}
    await announcing.change_draft(visit.desk.database, draft_id, author, **asked)
    return await _anew(visit, draft_id, author)


async def _until(visit: Visit) -> Reply:
    if "none" in visit.words:
        return await _set(visit, until=None)
    draft_id, _ = await _about(visit)
    await begin(visit, UNTIL, draft=draft_id)
    return visit.answer(asks.announce_until_ask(visit.voice, draft_id))


async def take_until(visit: Visit) -> Reply:
    """«пятница 18:00»: until when families may answer."""
    author, _ = await who_announces(visit)
    at = await _typed(visit, author) if author else None
    if author is None or at is None:
        return visit.say(asks.announce_when_unclear(visit.voice))
    await announcing.change_draft(visit.desk.database, about(visit, "draft"), author, until=at)
    return await _anew(visit, about(visit, "draft"), author)


async def _later(visit: Visit) -> Reply:
    draft_id, _ = await _about(visit)
    await begin(visit, LATER, draft=draft_id)
    return visit.answer(asks.announce_later_ask(visit.voice, draft_id))


async def take_later(visit: Visit) -> Reply:
    """«завтра 8:30»: the draft waits for that hour."""
    author, _ = await who_announces(visit)
    at = await _typed(visit, author) if author else None
    if author is None or at is None:
        return visit.say(asks.announce_when_unclear(visit.voice))
    return await _scheduled(visit, about(visit, "draft"), author, at)


async def _morning(visit: Visit) -> Reply:
    draft_id, author = await _about(visit)
    found = await announcing.review(visit.desk.database, draft_id, author, now=visit.now)
    return await _scheduled(visit, draft_id, author, found.morning) if found.morning else await _send(visit)


async def _scheduled(visit: Visit, draft_id: int, author: Person, at: datetime) -> Reply:
    desk = visit.desk
    await announcing.schedule_announcement(desk.database, draft_id, author, at, key=desk.key, now=visit.now)
    await leave(visit)
    said = await announcing.announcement(desk.database, draft_id, author)
    return visit.answer(await waiting(visit, author, said))


async def _send(visit: Visit) -> Reply:
    """`announce send D`: at once, unless there is something to ask first."""
    draft_id, author = await _about(visit)
    found = await announcing.review(visit.desk.database, draft_id, author, now=visit.now)
    if not found.guards or found.announcement.sent_at:
        return await _sure(visit)
    school = await school_of(visit, author)
    said_at, morning = (school.local(at) if at else None for at in (found.said_at, found.morning))
    local = school.local(visit.now)
    return visit.answer(asks.announce_sure(visit.voice, draft_id, said_at=said_at, morning=morning, local=local))


async def _sure(visit: Visit, *, urgent: bool = False) -> Reply:
    desk, (draft_id, author) = visit.desk, await _about(visit)
    done = await announcing.post_announcement(
        desk.database, draft_id, author, key=desk.key, now=visit.now, urgent=urgent
    )
    if done.already:
        return visit.answer(wording.announce_already_sent(visit.voice))
    await leave(visit)
    said = await announcing.announcement(desk.database, draft_id, author)
    reach = await announcing.reach_of(desk.database, draft_id, now=visit.now)
    school = await school_of(visit, author)
    held = after_quiet(visit.now, school.profile.quiet_hours, school.zone)
    waits = school.local(held) if held > visit.now and not urgent else None
    return visit.answer(wording.announce_sent(visit.voice, said, reach.reachable, held=waits))


async def _urgent(visit: Visit) -> Reply:
    draft_id, _ = await _about(visit)
    return visit.answer(asks.announce_urgent_ask(visit.voice, draft_id))


async def _now(visit: Visit) -> Reply:
    return await _sure(visit, urgent=True)


async def _shown(visit: Visit) -> Reply:
    """A button of the preview: it does nothing yet."""
    return visit.say(asks.announce_shown(visit.voice))


async def _anew(visit: Visit, draft_id: int, author: Person) -> Reply:
    await begin(visit, "announce_more", draft=draft_id)
    return visit.say(*await preview(visit, draft_id, author))


async def _typed(visit: Visit, author: Person) -> datetime | None:
    """The instant that somebody typed (UTC), when it is ahead and near enough."""
    school = await school_of(visit, author)
    today = school.local(visit.now).date()
    typed = read_hour(words_of(visit.incoming.text), today)
    if typed is None:
        return None
    at = typed.at or EVENING
    found = instant(typed.day or today, at, school.zone)
    if typed.day is None and found <= visit.now:
        found = instant(today + timedelta(days=1), at, school.zone)
    return found if visit.now < found <= visit.now + FARTHEST else None


async def _draft(visit: Visit) -> Announcement:
    draft_id, author = await _about(visit)
    return await announcing.announcement(visit.desk.database, draft_id, author)


async def _about(visit: Visit) -> tuple[int, Person]:
    author, _ = await who_announces(visit)
    return visit.number(1) or 0, author or visit.staff()[0]


STEPS = {
    "panel": panel,
    "send": _send,
    "sure": _sure,
    "morning": _morning,
    "later": _later,
    "urgent": _urgent,
    "now": _now,
    "whom": _whom,
    "ack": _ack,
    "ask": _ask,
    "yesno": _yes_no,
    "plain": _plain,
    "until": _until,
    "missing": _missing,
    "shown": _shown,
}
