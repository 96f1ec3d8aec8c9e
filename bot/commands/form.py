"""`consent form`: the paper that a guardian signs, filled in, with a one-time code to begin (R01, 152-FZ art. 9)."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.arguments import StudentCode
from bot.commands.printing import AsJson, complain, print_json, put
from bot.commands.writing import write_privately

if TYPE_CHECKING:
    from bot.commands.session import Session
    from bot.papers.consent_form import Slip
    from school.institution import Person
    from storage.kin import Kin


@dataclass(frozen=True, slots=True)
class Written:
    """What was printed."""

    path: Path
    version: str
    guardians: tuple[str, ...]  # codes; () when the representative is to be filled in by hand
    missing: tuple[str, ...]  # keys of the school's rules without which lines stay empty


@dataclass(frozen=True, slots=True)
class Printed:
    """The form, and the guardians whom it was filled in for; () when the representative is filled in by hand."""

    pdf: bytes
    kin: "tuple[Kin, ...]"


def form(
    student: StudentCode,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="Куда записать PDF.")],
    guardian: Annotated[
        str | None, typer.Option(metavar="ID", help="Код родителя; иначе бланк для каждого представителя.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Напечатать бланк согласия: лист на каждую цель, квадраты для мессенджеров и отрывной лист с кодом.

    Код на отрывном листе — новое приглашение: прежний неиспользованный код этого родителя перестаёт действовать.
    """
    from bot.commands.session import within

    written = within(lambda session: _write(session, student, guardian, out))
    if as_json:
        print_json(written)
    else:
        put(f"Бланк записан: {written.path}, форма {written.version}.")
    if written.missing:
        complain(f"Не заполнено в бланке: {', '.join(written.missing)}. Задать: python -m bot school set КЛЮЧ=…")


async def printed(session: "Session", student: str, guardian: str | None) -> Printed:
    """The form of a student for one guardian, or for each, with a fresh code on every slip. Raises Refused."""
    from actions.regulating import the_school
    from bot.papers.consent_form import consent_form
    from bot.papers.press import pdf

    school = await the_school(session.database)
    person, title, kin = await _found(session, student, guardian)
    slips = [(one, await _slip(session, one.guardian.code)) for one in kin]
    paper = consent_form(school, person, title, [*slips] or [(None, None)])
    return Printed(await asyncio.to_thread(pdf, "consent_form", paper), tuple(kin))


async def _write(session: "Session", student: str, guardian: str | None, out: Path) -> Written:
    from actions.regulating import the_school
    from bot.papers.consent_form import form_version

    made = await printed(session, student, guardian)
    write_privately(out, made.pdf)
    kin, profile = made.kin, (await the_school(session.database)).profile
    needed = {"operator_address": profile.operator_address, "operator_inn": profile.operator_inn}
    needed["responsible"] = profile.responsible
    missing = tuple(key for key, value in needed.items() if not value)
    return Written(out, form_version(), tuple(one.guardian.code for one in kin), missing)


async def _found(session: "Session", student: str, guardian: str | None) -> "tuple[Person, str, list[Kin]]":
    from actions.refusal import Refused
    from actions.regulating import the_school
    from school.access import Role
    from school.clock import today
    from storage.kin import kin_of
    from storage.people import people_by_code
    from storage.roster import class_title

    day = today(session.now, (await the_school(session.database)).zone)
    async with session.database.read() as connection:
        found = await people_by_code(connection, student, Role.STUDENT)
        if not found:
            raise Refused(f"В школе нет ученика с кодом «{student}». Проверьте --student.")
        kin = [one for one in await kin_of(connection, found[0].id) if guardian in (None, one.guardian.code)]
        title = await class_title(connection, found[0].class_id)
    if guardian and not kin:
        raise Refused(f"«{guardian}» не представляет ученика «{student}»: проверьте лист «Представительство».")
    alive = [one for one in kin if one.alive(day)]
    if kin and not alive:
        raise Refused("Представительство закончилось или ограничено документом: подписывать бланк некому.")
    return found[0], title, alive


async def _slip(session: "Session", code: str) -> "Slip":
    from actions.inviting import invite_person
    from actions.regulating import the_school
    from bot.commands.invite import links
    from bot.papers.consent_form import Slip
    from school.access import Role

    invitation = await invite_person(session.database, code, Role.GUARDIAN, key=session.key, now=session.now)
    where = links(session.settings, invitation.code)
    until = (await the_school(session.database)).local(invitation.expires_at)
    return Slip(invitation.code, f"{until:%d.%m.%Y}", where["telegram"], where["vk"])
