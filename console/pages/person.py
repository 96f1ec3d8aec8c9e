"""One person: links, wards or guardians, consents; and what an administrator may change here."""

from collections import Counter
from datetime import date

from fastapi import Response

from actions.consenting import record_consent, withdraw_consent
from actions.desk_keys import forget_password
from actions.inviting import invite_person
from actions.refusal import Refused
from actions.unlinking import restrict_guardian, unlink_contact, unrestrict_guardian
from console import labels
from console.visit import NotFound, Visit
from school.access import Role
from school.institution import Person
from school.messenger import Channel
from school.purposes import GUARDIAN_PURPOSES, PURPOSE_OF, Purpose
from school.seats import Seat
from school.wording import mask_phone
from storage.kin import Kin, kin_of
from storage.links import links_of_people
from storage.people import person_by_id, students_of
from storage.roster import class_title, consents_on_file
from storage.sessions import desk_key
from storage.silence import unsent_rows


async def person(visit: Visit) -> Response:
    """The page of a student, a guardian or a member of staff. That it was read is written down."""
    found = await seen(visit)
    async with visit.database.read() as connection:
        links = await links_of_people(connection, [found.id])
        unsent = await unsent_rows(connection, [link.id for link in links])
        title = await class_title(connection, found.class_id)
        kin = await kin_of(connection, found.id) if found.role is Role.STUDENT else ()
        wards = await students_of(connection, found.id) if found.role is Role.GUARDIAN else ()
        wards = tuple(one for one in wards if _may_see(visit, one))
        ties = {ward.id: _tie(await kin_of(connection, ward.id), found.id) for ward in wards}
        pupils = [found] if found.role is Role.STUDENT else wards
        papers = [paper for pupil in pupils for paper in await consents_on_file(connection, pupil.code)]
        key = await desk_key(connection, found.id) if found.role is Role.STAFF else None
    about = [found.id, *(ward.id for ward in wards)]
    await visit.note("read_person", " ".join(f"person:{one}" for one in about))
    return visit.page(
        "person.html",
        person=found,
        title=title,
        links=links,
        queued=Counter(row.contact_id for row in unsent if row.kind in PURPOSE_OF),
        kin=kin,
        wards=wards,
        ties=ties,
        consents=[one for one in papers if found.role is Role.STUDENT or one.guardian == found.code],
        has_key=key is not None,
        labels=labels,
        mask=mask_phone,
        channels=tuple(Channel),
        purposes=GUARDIAN_PURPOSES,
        student_access=Purpose.STUDENT_ACCESS,
    )


async def invite(visit: Visit) -> Response:
    """A fresh code, shown once."""
    found = await seen(visit)
    made = await invite_person(
        visit.database, found.code, found.role, key=visit.key, now=visit.now, actor=f"person:{visit.by.id}"
    )
    links = await visit.office.lent.links(made.code)
    return visit.page("invitation.html", person=found, made=made, links=links, labels=labels)


async def form(visit: Visit) -> Response:
    """The consent form as PDF, filled in; its slips carry fresh codes."""
    found = await seen(visit)
    if found.role is not Role.STUDENT:
        raise NotFound
    content = await visit.office.lent.form(found.code, visit.given("guardian", 60) or None)
    await visit.note("print_form", f"student:{found.id}")
    return visit.file(content, f"consent-{found.code}.pdf", "application/pdf")


async def unlink(visit: Visit) -> Response:
    """A messenger of this person is linked no more."""
    found = await seen(visit)
    async with visit.database.read() as connection:
        theirs = {link.id for link in await links_of_people(connection, [found.id])}
    contact_id = visit.number("contact")
    if contact_id not in theirs:
        raise NotFound
    await unlink_contact(visit.database, contact_id, visit.by, visit.given("reason", 200), key=visit.key, now=visit.now)
    visit.office.lent.queued()
    return await visit.go(f"/people/{found.id}", visit.voice.say("Мессенджер отключён, в очереди ничего не осталось."))


async def restrict(visit: Visit) -> Response:
    """By a document this guardian receives nothing about this student; or does again."""
    found, student = await seen(visit), visit.number("student")
    say, place = visit.voice.say, f"/people/{found.id}"
    if visit.given("lift") == "yes":
        await unrestrict_guardian(visit.database, found.id, student, visit.by, key=visit.key, now=visit.now)
        return await visit.go(place, say("Ограничение снято."))
    document = visit.given("document", 200)
    await restrict_guardian(visit.database, found.id, student, document, visit.by, key=visit.key, now=visit.now)
    return await visit.go(place, say("Доступ ограничен; что ждало отправки, отменено."))


async def consent(visit: Visit) -> Response:
    """A paper came: a consent or a refusal, for one purpose or all, on one channel."""
    found = await seen(visit)
    guardian, student = visit.given("guardian", 60), visit.given("student", 60)
    if found.code not in (guardian, student):
        raise NotFound
    purpose, word = _purpose(visit), visit.given("word")
    if word not in ("signed", "refused"):
        raise Refused("Выберите, что подписано.")
    await record_consent(
        visit.database,
        guardian=guardian,
        student=student,
        channel=_channel(visit),
        number=visit.given("number", 60),
        signed_on=_day(visit),
        refused=word == "refused",
        student_access=purpose is Purpose.STUDENT_ACCESS,
        purpose=purpose if purpose in GUARDIAN_PURPOSES else None,
        key=visit.key,
        now=visit.now,
        actor=f"person:{visit.by.id}",
    )
    return await visit.go(f"/people/{found.id}", visit.voice.say("Документ записан."))


async def withdraw(visit: Visit) -> Response:
    """A consent is withdrawn on paper: at once nothing more goes out by it."""
    found = await seen(visit)
    guardian, student = visit.given("guardian", 60), visit.given("student", 60)
    if found.code not in (guardian, student):
        raise NotFound
    await withdraw_consent(
        visit.database,
        guardian=guardian,
        student=student,
        channel=_channel(visit),
        purpose=_purpose(visit),
        own=guardian == student,
        key=visit.key,
        now=visit.now,
        actor=f"person:{visit.by.id}",
    )
    return await visit.go(f"/people/{found.id}", visit.voice.say("Согласие отозвано, в очереди ничего не осталось."))


async def reset_password(visit: Visit) -> Response:
    """A colleague lost the phone or forgot the password: both end, a link in the messenger remains."""
    found = await seen(visit)
    await forget_password(visit.database, found.id, visit.by, key=visit.key, now=visit.now)
    return await visit.go(f"/people/{found.id}", visit.voice.say("Пароль сброшен, все входы этого сотрудника закрыты."))


async def seen(visit: Visit) -> Person:
    """The person of the path, if this seat may see them. Raises NotFound."""
    async with visit.database.read() as connection:
        found = await person_by_id(connection, visit.number())
        wards = await students_of(connection, found.id) if found else ()
    if found is None or found.school_id != visit.by.school_id:
        raise NotFound
    if visit.here.seat is Seat.TEACHER and not any(_may_see(visit, one) for one in wards):
        raise NotFound
    return found


def _may_see(visit: Visit, student: Person) -> bool:
    return visit.here.seat is not Seat.TEACHER or visit.here.leads(student.class_id)


def _tie(kin: tuple[Kin, ...], guardian_id: int) -> Kin | None:
    return next((one for one in kin if one.guardian.id == guardian_id), None)


def _channel(visit: Visit) -> Channel:
    word = visit.given("channel")
    if word not in set(Channel):
        raise Refused("Выберите мессенджер.")
    return Channel(word)


def _purpose(visit: Visit) -> Purpose | None:
    """The purpose of a paper; None: all that a guardian is told."""
    word = visit.given("purpose")
    if word and word not in set(Purpose):
        raise Refused("Выберите, для чего согласие.")
    return Purpose(word) if word else None


def _day(visit: Visit) -> date:
    try:
        return date.fromisoformat(visit.given("signed_on", 20))
    except ValueError:
        raise Refused("Укажите дату документа.") from None
