"""/announce: class → text, picture or file → preview with its reach → send, once. And who has read it; and recall."""

from dataclasses import replace

from actions import announced, announcing
from actions.reaching import reach_of_classes
from handlers.attachments import keep
from handlers.collecting import may_take
from handlers.dialog import about, begin, leave
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.facts import Announcement, Reach
from school.incoming import Reply
from school.institution import Person
from school.message import Message
from school.messenger import Undeliverable
from school.policy import Fact, Level
from school.wording.asking import change_it, class_families, file_lost, recall_it, recalled
from storage.people import classes_led_by
from storage.schools import school_by_id

TEXT = "announce_text"


async def announce(visit: Visit) -> Reply:
    """`announce [CLASS]`, `announce send|status|recall D`, `announce cancel`; typed, which class it is for."""
    step = visit.words[0] if visit.words and visit.pressed else ""
    if step in _STEPS:
        return await _STEPS[step](visit)
    led = await classes_of(visit)
    if led and not await may_take(visit, Fact.ANNOUNCEMENTS, led[0][0].school_id):
        return visit.say(wording.announce_elsewhere(visit.voice))
    class_id = visit.number(1 if step == "class" else 0) if visit.pressed else None
    chosen = [one for one in led if class_id in (None, one[1]) and _typed(visit, one[2])]
    if not led or not chosen:
        return visit.say(wording.announce_no_class(visit.voice))
    if len(chosen) > 1:
        named = await _may_name(visit, chosen[0][0])
        titles = [(one[1], one[2] if named else str(number)) for number, one in enumerate(chosen, 1)]
        return visit.answer(wording.announce_which(visit.voice, titles))
    author, class_id, title = chosen[0]
    await begin(visit, TEXT, **{"class": class_id})
    return visit.answer(wording.announce_ask(visit.voice, await _title(visit, author, title), "announce cancel"))


def _typed(visit: Visit, title: str) -> bool:
    """«объявление 7А» names its class; anything else names none."""
    titles = [word.upper() for word in visit.words if word[:1].isdigit()] if not visit.pressed else []
    return not titles or title.upper() in titles


async def take_text(visit: Visit) -> Reply:
    """The message after the question: it becomes the draft, and is shown as families will see it."""
    class_id, text, file = about(visit, "class"), visit.incoming.text.strip(), visit.incoming.file
    led = [one for one in await classes_of(visit) if one[1] == class_id]
    if not led:
        return visit.say(wording.announce_no_class(visit.voice))
    author, _, title = led[0]
    if not await may_take(visit, Fact.ANNOUNCEMENTS, author.school_id):
        await leave(visit)
        return visit.say(wording.announce_elsewhere(visit.voice))
    if not text and file is None:
        return visit.say(wording.announce_ask(visit.voice, await _title(visit, author, title), "announce cancel"))
    try:
        kept = await keep(visit.desk, file) if file else None
    except Undeliverable:
        return visit.say(file_lost(visit.voice))
    draft_id = await announcing.draft_announcement(
        visit.desk.database, author, class_id, text, file=kept, now=visit.now
    )
    await leave(visit)
    said = visit.say(await _preview(visit, draft_id, author, class_id))
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}"]))


async def _preview(visit: Visit, draft_id: int, author: Person, class_id: int) -> Message:
    database, send, cancel = visit.desk.database, f"announce send {draft_id}", "announce cancel"
    draft = await _shown(visit, author, await announcing.announcement(database, draft_id, author))
    reach = await _discreet(visit, author, await announcing.reach_of(database, draft_id, now=visit.now))
    message = wording.announce_preview(visit.voice, draft, reach, send=send, cancel=cancel)
    return replace(message, buttons=(*message.buttons, (change_it(visit.voice, class_id),)))


async def _send(visit: Visit) -> Reply:
    desk, (draft_id, author) = visit.desk, _own(visit)
    posted = await announcing.post_announcement(desk.database, draft_id, author, key=desk.key, now=visit.now)
    if posted.already:
        return visit.answer(wording.announce_already_sent(visit.voice))
    sent = await announcing.announcement(desk.database, draft_id, author)
    reach = await announcing.reach_of(desk.database, draft_id, now=visit.now)
    return visit.answer(wording.announce_sent(visit.voice, sent, reach.reachable))


async def _cancel(visit: Visit) -> Reply:
    await leave(visit)
    return visit.answer(wording.announce_cancelled(visit.voice))


async def told(visit: Visit) -> Reply:
    """`announced D`: how many have it, and who has not read it."""
    return await _told(visit, visit.number(0) or 0)


async def _status(visit: Visit) -> Reply:
    return await _told(visit, visit.number(1) or 0)


async def _told(visit: Visit, announcement_id: int) -> Reply:
    author = visit.staff()[0]
    status = await announced.announcement_status(visit.desk.database, announcement_id, author, now=visit.now)
    named = await _may_name(visit, author)
    silent = status.not_acknowledged if named else ()
    counts = (status.sent, status.acknowledged, silent)
    shown = await _shown(visit, author, status.announcement)
    shown = shown if named else replace(shown, text="")  # what the author wrote may name somebody
    message = wording.announce_status(visit.voice, shown, *counts)
    recall = ((recall_it(visit.voice, announcement_id),),) if status.waiting else ()
    said = visit.answer(replace(message, buttons=message.buttons + recall))
    return replace(said, readings=by_staff(visit, "reached", [f"announcement:{announcement_id}"]))


async def _recall(visit: Visit) -> Reply:
    desk, (announcement_id, author) = visit.desk, _own(visit)
    done = await announced.recall_announcement(desk.database, announcement_id, author, key=desk.key, now=visit.now)
    return visit.answer(recalled(visit.voice, done.cancelled, done.already_sent))


async def acknowledge(visit: Visit) -> Reply:
    """`acknowledge A`: the thanks come below, so that the announcement stays."""
    await announced.acknowledge(visit.desk.database, visit.number(0) or 0, visit.account, now=visit.now)
    return visit.say(wording.acknowledged(visit.voice))


async def families(visit: Visit) -> Reply:
    """/class: who of one's own classes can be told something and who can not."""
    led = await classes_of(visit)
    if not led:
        return visit.say(wording.announce_no_class(visit.voice))
    said = visit.say(*[await _families(visit, *one) for one in led])
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}" for _, class_id, _ in led]))


async def _families(visit: Visit, teacher: Person, class_id: int, title: str) -> Message:
    reach = await reach_of_classes(visit.desk.database, [class_id], now=visit.now)
    reach = await _discreet(visit, teacher, reach)
    latest = await announcing.recent_announcements(visit.desk.database, teacher)
    own = [one for one in latest if one.sent_at and one.school_class == title]
    if not await _may_name(visit, teacher):
        return class_families(visit.voice, wording.your_class(visit.voice, heads=True), reach, ())
    return class_families(visit.voice, title, reach, own[:3])


async def _discreet(visit: Visit, teacher: Person, reach: Reach) -> Reach:
    """The reach without names, where the school's policy lets nobody be named on this channel."""
    return reach if await _may_name(visit, teacher) else replace(reach, unreachable=())


async def _title(visit: Visit, teacher: Person, title: str) -> str:
    """The class's title, or «вашего класса» where no class may be named."""
    return title if await _may_name(visit, teacher) else wording.your_class(visit.voice)


async def _shown(visit: Visit, teacher: Person, announced: Announcement) -> Announcement:
    return replace(announced, school_class=await _title(visit, teacher, announced.school_class))


async def _may_name(visit: Visit, teacher: Person) -> bool:
    async with visit.desk.database.read() as connection:
        school = await school_by_id(connection, teacher.school_id)
    return school.level(visit.incoming.channel, visit.now, Fact.STAFF) is Level.FULL


async def classes_of(visit: Visit) -> tuple[tuple[Person, int, str], ...]:
    """The classes led by the staff behind this account: who leads, id, title."""
    async with visit.desk.database.read() as connection:
        led = [(person, await classes_led_by(connection, person.id)) for person in visit.staff()]
    return tuple((person, class_id, title) for person, classes in led for class_id, title in classes)


def _own(visit: Visit) -> tuple[int, Person]:
    return visit.number(1) or 0, visit.staff()[0]


_STEPS = {"send": _send, "cancel": _cancel, "status": _status, "recall": _recall}
