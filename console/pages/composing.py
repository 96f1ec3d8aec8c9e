"""Writing an announcement: the form, what it becomes, and the preview from which it is sent now or at an hour."""

from dataclasses import replace

from fastapi import Response
from starlette.datastructures import UploadFile

from actions.addressing import classes_open_to, for_all, grades, in_order
from actions.announcing import (
    change_draft,
    draft_announcement,
    post_announcement,
    review,
    schedule_announcement,
)
from actions.attaching import LARGEST, attach_file, detach_files
from actions.drafts import own_draft
from actions.refusal import Refused
from console import labels
from console.announcement_form import Written, asked, local_text, typed_instant, written_of
from console.visit import Visit
from school.facts import Student
from school.message import say_plainly
from school.policy import Level
from school.wording import announcement as worded

FIELDS = (
    *("text", "chosen", "whole", "audience", "acknowledge", "urgent"),
    *("ask", "question", "options", "until"),
)
"""What the form of an announcement carries."""


async def new(visit: Visit) -> Response:
    """The form."""
    return await _form(visit, Written())


async def draft(visit: Visit) -> Response:
    """Keep it, and look at it; what can't be kept comes back as it was typed."""
    written = asked(visit)
    async with visit.database.read() as connection:
        classes = in_order(await classes_open_to(connection, visit.by))
    try:
        to, values = written.addressed(classes, visit.by), written.values(visit)
        made = await draft_announcement(visit.database, visit.by, to, written.text, now=visit.now, **values)
    except Refused as refused:
        return await _form(visit, written, refused.said(visit.voice))
    return await visit.go(f"/announcements/{made}/preview")


async def edit(visit: Visit) -> Response:
    """The form with what was written."""
    async with visit.database.read() as connection:
        kept = await own_draft(connection, visit.number(), visit.by)
    if kept.announcement.sent_at or kept.recalled_at:
        return await visit.go(f"/announcements/{visit.number()}")
    return await _form(visit, written_of(kept, visit), number=visit.number())


async def edited(visit: Visit) -> Response:
    """Change a draft, or what waits for its hour."""
    number, written = visit.number(), asked(visit)
    async with visit.database.read() as connection:
        await own_draft(connection, number, visit.by)
        classes = in_order(await classes_open_to(connection, visit.by))
    try:
        to, values = written.addressed(classes, visit.by), written.values(visit)
        await change_draft(visit.database, number, visit.by, to=to, text=written.text, **values)
    except Refused as refused:
        return await _form(visit, written, refused.said(visit.voice), number)
    return await visit.go(f"/announcements/{number}/preview")


async def preview(visit: Visit) -> Response:
    """Exactly what goes out, to how many, and what to think of before."""
    found = await review(visit.database, visit.number(), visit.by, now=visit.now)
    said = found.announcement
    if said.sent_at or said.recalled:
        return await visit.go(f"/announcements/{said.id}")
    school = visit.the_school
    child = Student(0, visit.voice.say("ваш ребёнок"), "", said.school_class)
    replies = school.profile.correspondence
    message = worded(visit.voice, said, (child,), level=Level.FULL, replies=replies, zone=school.zone, named=False)
    return visit.page(
        "announce_preview.html",
        found=found,
        looks=say_plainly(replace(message, buttons=())),
        buttons=[button.text for row in message.buttons for button in row],
        to=labels.addressed(visit.voice, said),
        morning=local_text(visit, found.morning or said.due_at),
        labels=labels,
    )


async def send(visit: Visit) -> Response:
    """Once, however often it is pressed; never in the evening, or the same again, without having said so."""
    number, say, plural = visit.number(), visit.voice.say, visit.voice.plural
    found = await review(visit.database, number, visit.by, now=visit.now)
    if set(found.guards) - set(visit.given("asked").split()) and not found.announcement.sent_at:
        return await visit.go(f"/announcements/{number}/preview", say("Ещё не отправлено: посмотрите предупреждения."))
    posted = await post_announcement(visit.database, number, visit.by, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    sent = plural("В очереди {n} сообщение.", "В очереди {n} сообщений.", posted.count)
    return await visit.go(f"/announcements/{number}", say("Уже отправлено.") if posted.already else sent)


async def attach(visit: Visit) -> Response:
    """A picture or a file more."""
    number, file = visit.number(), visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Refused("Выберите картинку или файл.")
    content = await file.read(LARGEST + 1)
    folder = visit.office.folder / "files"
    await attach_file(visit.database, number, visit.by, file.filename, content, folder=folder)
    return await visit.go(f"/announcements/{number}/preview")


async def detach(visit: Visit) -> Response:
    """No files."""
    await detach_files(visit.database, visit.number(), visit.by)
    return await visit.go(f"/announcements/{visit.number()}/preview")


async def schedule(visit: Visit) -> Response:
    """It waits for an hour of the school's zone."""
    number = visit.number()
    at = typed_instant(visit, visit.given("at"))
    if at is None:
        raise Refused("Время отправки должно быть впереди, не дальше 60 дней.")
    await schedule_announcement(visit.database, number, visit.by, at, key=visit.key, now=visit.now)
    return await visit.go(f"/announcements/{number}", visit.voice.say("Уйдёт {at}.", at=visit.moment(at)))


async def _form(visit: Visit, written: Written, trouble: str = "", number: int = 0) -> Response:
    async with visit.database.read() as connection:
        classes = in_order(await classes_open_to(connection, visit.by))
    return visit.page(
        "announce.html",
        409 if trouble else 200,
        classes=classes,
        grades=grades(classes) if for_all(visit.by) else (),
        written=written,
        trouble=trouble,
        action=f"/announcements/{number}/edit" if number else "/announcements/new",
    )
