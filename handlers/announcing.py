"""/announce: whom to tell → text, pictures, files → the preview (handlers.drafting) → out (handlers.announced)."""

from dataclasses import replace
from typing import Any

from actions import announcing
from actions.addressing import Addressed, Classes, for_all, grades, of_grade
from handlers import announced, drafting
from handlers.attachments import keep
from handlers.audience import grade, is_class, meant, named, who_announces, whole, words_of
from handlers.collecting import may_take
from handlers.dialog import begin, leave
from handlers.discretion import may_name
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.facts import AnnouncedFile, Announcement
from school.incoming import Reply
from school.institution import Person
from school.messenger import Undeliverable
from school.policy import Fact
from school.wording.announcing import addressed, announce_unclear
from school.wording.asking import file_lost

TO, TEXT, MORE = "announce_to", "announce_text", "announce_more"
FEW = 8  # classes that get a button each


async def announce(visit: Visit) -> Reply:
    """`announce [CLASS …]`, `announce STEP D …`, `announce cancel`; typed, the classes it is for."""
    step = visit.words[0] if visit.words and visit.pressed else ""
    if step in STEPS:
        return await STEPS[step](visit)
    author, classes = await who_announces(visit)
    if author and not await may_take(visit, Fact.ANNOUNCEMENTS, author.school_id):
        return visit.say(wording.announce_elsewhere(visit.voice))
    if author is None:
        return visit.say(wording.announce_no_class(visit.voice))
    if visit.pressed:
        return await _chosen(visit, step, author, classes)
    words = [word for word in visit.words if is_class(word) or meant([word], classes, author)]
    if words:
        chosen = meant(words, classes, author)
        return await _ask_text(visit, chosen, author, classes) if chosen else visit.say(announce_unclear(visit.voice))
    if len(classes) == 1:
        return await _ask_text(visit, whole(classes, replace(author, duties=())), author, classes)
    return await _which(visit, author, classes)


async def _chosen(visit: Visit, step: str, author: Person, classes: Classes) -> Reply:
    """A button of «Какому классу»."""
    number = visit.number(1 if step == "grade" else 0)
    chosen = None
    if step == "grade" and number is not None:
        return await _grade(visit, number, author, classes)
    if step in ("school", "own"):
        chosen = whole(classes, author)
    elif step == "all" and (number := visit.number(1)) is not None:
        chosen = grade(number, classes)
    elif number is not None and number in {one for one, _ in classes}:
        chosen = Addressed((number,))
    return await _ask_text(visit, chosen, author, classes) if chosen else visit.say(wording.stale_button(visit.voice))


async def _which(visit: Visit, author: Person, classes: Classes) -> Reply:
    """Which of several; what is typed next is taken for the answer."""
    await begin(visit, TO)
    titles = await _titled(visit, author, classes)
    few = len(classes) <= FEW
    everybody = "school" if for_all(author) else "own"
    found = tuple(one for one in grades(classes) if not few or len(of_grade(classes, one)) > 1)
    return visit.answer(wording.announce_which(visit.voice, titles if few else (), found, everybody=everybody))


async def _titled(visit: Visit, author: Person, classes: Classes) -> Classes:
    """The classes by title; only counted off where classes may not be named."""
    named = await may_name(visit, author)
    return tuple((one, title if named else str(place)) for place, (one, title) in enumerate(classes, 1))


async def _grade(visit: Visit, number: int, author: Person, classes: Classes) -> Reply:
    chosen = grade(number, classes)
    if chosen is None:
        return visit.say(wording.stale_button(visit.voice))
    if len(chosen.class_ids) == 1:
        return await _ask_text(visit, chosen, author, classes)
    await begin(visit, TO)
    some = await _titled(visit, author, tuple(one for one in classes if one[0] in chosen.class_ids))
    return visit.answer(wording.announce_which(visit.voice, some, everybody=f"grade {number}"))


async def take_audience(visit: Visit) -> Reply:
    """«7А, 7Б» after «Какому классу объявление?»"""
    author, classes = await who_announces(visit)
    chosen = meant(words_of(visit.incoming.text), classes, author) if author else None
    if author is None or chosen is None:
        return visit.say(announce_unclear(visit.voice))
    return await _ask_text(visit, chosen, author, classes)


async def _ask_text(visit: Visit, chosen: Addressed, author: Person, classes: Classes) -> Reply:
    await begin(visit, TEXT, classes=list(chosen.class_ids), scope=chosen.scope)
    if not await may_name(visit, author):
        return visit.answer(wording.announce_ask(visit.voice, wording.your_class(visit.voice), "announce cancel"))
    title = addressed(visit.voice, Announcement(0, named(chosen, classes), "", "", None, scope=chosen.scope))
    return visit.answer(wording.announce_ask(visit.voice, title, "announce cancel"))


async def take_text(visit: Visit) -> Reply:
    """The message after the question: it becomes the draft, and is shown as families will see it."""
    about = visit.account.dialog or {}
    author, classes = await who_announces(visit)
    if author is None:
        return visit.say(wording.announce_no_class(visit.voice))
    if not await may_take(visit, Fact.ANNOUNCEMENTS, author.school_id):
        await leave(visit)
        return visit.say(wording.announce_elsewhere(visit.voice))
    text = visit.incoming.text.strip()
    chosen = Addressed(tuple(about.get("classes", ())), about.get("scope", "classes"))
    if not text and visit.incoming.file is None:
        return await _ask_text(visit, chosen, author, classes)
    try:
        files = await _kept(visit)
    except Undeliverable:
        return visit.say(file_lost(visit.voice))
    draft_id = await _drafted(visit, about, author, chosen, text, files)
    return await _shown(visit, draft_id, author)


async def _drafted(
    visit: Visit, about: dict[str, Any], author: Person, chosen: Addressed, text: str, files: tuple[AnnouncedFile, ...]
) -> int:
    """A new draft, or the one whose text is being changed."""
    database, draft_id = visit.desk.database, int(about.get("draft", 0))
    if draft_id:
        change: dict[str, Any] = {"text": text} if text else {}
        await announcing.change_draft(database, draft_id, author, add=files, **change)
        return draft_id
    return await announcing.draft_announcement(database, author, chosen, text, files=files, now=visit.now)


async def take_more(visit: Visit) -> Reply:
    """After the preview: one more picture or file, or another text in the place of the first."""
    return await take_text(visit)


async def _kept(visit: Visit) -> tuple[AnnouncedFile, ...]:
    return (await keep(visit.desk, visit.incoming.file),) if visit.incoming.file else ()


async def _shown(visit: Visit, draft_id: int, author: Person) -> Reply:
    await begin(visit, MORE, draft=draft_id)
    said = visit.say(*await drafting.preview(visit, draft_id, author))
    return replace(said, readings=by_staff(visit, "families", [f"announcement:{draft_id}"]))


async def _change(visit: Visit) -> Reply:
    """`announce change D`: asks for the text anew."""
    draft_id, (author, _) = visit.number(1) or 0, await who_announces(visit)
    if author is None:
        return visit.say(wording.announce_no_class(visit.voice))
    draft = await announcing.announcement(visit.desk.database, draft_id, author)
    await begin(visit, TEXT, draft=draft_id)
    title = addressed(visit.voice, draft) if await may_name(visit, author) else wording.your_class(visit.voice)
    return visit.say(wording.announce_ask(visit.voice, title, f"announce cancel {draft_id}"))


async def _cancel(visit: Visit) -> Reply:
    await leave(visit)
    return visit.answer(wording.announce_cancelled(visit.voice))


STEPS = {"cancel": _cancel, "change": _change, **drafting.STEPS, **announced.STEPS}
