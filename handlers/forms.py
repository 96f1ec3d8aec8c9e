"""/form: the consent form as a PDF, for one's own children; for an administrator of any student, or of a request."""

import asyncio
from dataclasses import replace

from actions.linking import waiting_requests
from actions.refusal import Refused
from handlers.discretion import may_name
from handlers.made import made_from
from handlers.pupils import seen
from handlers.readings import about_pupils, by_staff
from handlers.visit import Visit
from school.access import Role
from school.incoming import Reply
from school.message import File, Message
from school.wording.forms import form_elsewhere, form_of_whom, form_ready, form_refused
from storage.people import people_by_code, person_by_id, students_of


async def form(visit: Visit) -> Reply:
    """«бланк»: a guardian's own; «бланк S1»: an administrator's, for every representative of the student.

    `form C`, the button under a request: for the person who asks, about each child.
    """
    if visit.desk.form is None:
        return visit.say(form_elsewhere(visit.voice))
    if visit.staff("administrator"):
        return await (_of_request(visit) if visit.incoming.choice and visit.words else _of_any(visit))
    return await _of_own(visit)


async def _of_any(visit: Visit) -> Reply:
    by, code = visit.staff("administrator")[0], visit.incoming.text.split()[1:]
    if not await may_name(visit, by):
        return visit.say(form_elsewhere(visit.voice))
    async with visit.desk.database.read() as connection:
        known = await people_by_code(connection, code[-1], Role.STUDENT) if code else ()
    found = [one for one in known if one.school_id == by.school_id]
    if not found:
        return visit.say(form_of_whom(visit.voice))
    said = visit.say(await _paper(visit, found[0].code, None))
    return replace(said, readings=by_staff(visit, "form", [f"student:{found[0].id}"]))


async def _of_request(visit: Visit) -> Reply:
    by, contact_id = visit.staff("administrator")[0], visit.number(0)
    if not await may_name(visit, by):
        return visit.say(form_elsewhere(visit.voice))
    waiting = await waiting_requests(visit.desk.database, by.school_id)
    request = next((one for one in waiting if one.contact_id == contact_id), None)
    open_ = {one.student.id for one in request.children if not one.restricted} if request else set()
    async with visit.desk.database.read() as connection:
        asking = await person_by_id(connection, request.person_id if request else 0)
        kin = await students_of(connection, asking.id) if asking and asking.role is Role.GUARDIAN else ()
    children = [one for one in (kin or (asking,)) if one and one.id in open_]
    if not children or asking is None:
        return visit.say(form_of_whom(visit.voice))
    guardian = asking.code if asking.role is Role.GUARDIAN else None
    papers = [await _paper(visit, one.code, guardian) for one in children]
    return replace(visit.say(*papers), readings=by_staff(visit, "form", [f"student:{one.id}" for one in children]))


async def _of_own(visit: Visit) -> Reply:
    """Of the children whom this channel may name."""
    guardians = visit.account.approved(Role.GUARDIAN)
    async with visit.desk.database.read() as connection:
        view = await seen(connection, visit)
        codes = {one.id: await person_by_id(connection, one.id) for one in view.named}
    if not guardians or not codes:
        return visit.say(form_elsewhere(visit.voice))
    papers = [await _paper(visit, one.code, guardians[0].person.code) for one in codes.values() if one]
    read = about_pupils("form", [pupil for pupil in view.told if pupil.student.id in codes])
    return replace(visit.say(*papers), readings=read)


async def _paper(visit: Visit, student: str, guardian: str | None) -> Message:
    assert visit.desk.form is not None
    try:
        pdf = await visit.desk.form(student, guardian)
    except Refused as refused:
        return form_refused(visit.voice, refused.said(visit.voice))
    made = made_from(visit.desk.files, pdf.hex(), ".pdf", lambda: pdf)
    await asyncio.to_thread(made.keep)
    return form_ready(visit.voice, File(str(made.path), visit.voice.say("Бланк согласия") + ".pdf"))
