"""The audit: who did and saw what, found by person, student, act or day; and whether its chain is whole."""

import re
from datetime import date, datetime, time

from fastapi import Response

from console.actors import names_of
from console.acts import act_words
from console.listing import Cell, Listing, listing, row
from console.visit import Visit
from school.clock import instant
from storage.audit import Row, first_break
from storage.audit_pages import audit_page, known_acts
from storage.people import people_by_code

PAGE, MOST = 100, 10_000
PERSON = re.compile(r"\b(?:person|student|guardian):(\d{1,9})\b")
TOKEN = re.compile(r"[a-z_]{2,20}:\d{1,9}")


async def audit(visit: Visit) -> Response:
    """A page of rows, newest first."""
    before = visit.asked("before")
    found = await _found(visit, PAGE, int(before) if before.isdecimal() and len(before) < 10 else None)
    async with visit.database.read() as connection:
        acts = await known_acts(connection)
    named = sorted(((act, act_words(visit.voice, act)) for act in acts), key=lambda one: one[1])
    asked = {name: visit.asked(name) for name in ("about", "act", "since")}
    more = found[-1].id if len(found) == PAGE else None
    return visit.page("audit.html", found=await _listed(visit, found), acts=named, asked=asked, more=more)


async def rows(visit: Visit) -> Listing:
    """All rows that fit, up to ten thousand."""
    return await _listed(visit, await _found(visit, MOST, None))


async def verify(visit: Visit) -> Response:
    """Follow the chain from the first row on."""
    async with visit.database.read() as connection:
        good, broken = await first_break(connection, visit.key)
    await visit.note("verify_audit", f"rows:{good}")
    say, plural = visit.voice.say, visit.voice.plural
    if broken:
        text = say("Журнал НЕ ЦЕЛ с записи {row}: позовите того, кто отвечает за сервер.", row=broken.row)
        return await visit.go("/audit", text)
    return await visit.go("/audit", plural("Цел: проверена {n} запись.", "Цел: проверено {n} записей.", good))


async def _found(visit: Visit, limit: int, before: int | None) -> tuple[Row, ...]:
    about = await _about(visit)
    async with visit.database.read() as connection:
        return await audit_page(
            connection, about=about, act=visit.asked("act"), since=_since(visit), before=before, limit=limit
        )


async def _about(visit: Visit) -> list[str]:
    """The ids to look for: written out (student:7), or of whoever has this code at the school."""
    asked = visit.asked("about")
    if not asked or TOKEN.fullmatch(asked):
        return [asked] if asked else []
    async with visit.database.read() as connection:
        people = await people_by_code(connection, asked)
    ids = [one.id for one in people if one.school_id == visit.by.school_id]
    return [f"{kind}:{one}" for one in ids for kind in ("person", "student", "guardian")] or ["nobody:0"]


def _since(visit: Visit) -> datetime | None:
    try:
        return instant(date.fromisoformat(visit.asked("since")), time(0), visit.the_school.zone)
    except (ValueError, OverflowError):
        return None


async def _listed(visit: Visit, found: tuple[Row, ...]) -> Listing:
    say = visit.voice.say
    columns = (say("№"), say("Когда"), say("Кто"), say("Что"), say("О ком и о чём"))
    names = await names_of(visit.database, {one.actor for one in found})
    return listing("audit", columns, [_row(visit, one, names) for one in found])


def _row(visit: Visit, one: Row, names: dict[str, str]) -> tuple[Cell, ...]:
    at = f"{visit.the_school.local(one.at):%d.%m.%Y %H:%M:%S}"
    who = f"{names[one.actor]} ({one.actor})" if one.actor in names else one.actor
    person = PERSON.search(one.subject)
    about = Cell(one.subject, href=f"/people/{person[1]}" if person else "")
    return row(one.id, at, who, act_words(visit.voice, one.act), about)
