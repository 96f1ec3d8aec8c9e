"""People of the school: found by name, class or number; to a class teacher the own class only."""

from fastapi import Response

from console import labels
from console.listing import Cell, Listing, listing, row
from console.visit import Visit
from school.access import Role
from school.seats import Seat
from school.titles import fold_class
from school.wording import mask_phone
from storage.audience import school_classes
from storage.roster import Listed, roster

SHOWN = 200


async def people(visit: Visit) -> Response:
    """The search, and who was found."""
    found = await rows(visit)
    shown = Listing(found.name, found.columns, found.rows[:SHOWN])
    async with visit.database.read() as connection:
        classes = await school_classes(connection, visit.by.school_id)
    if visit.here.seat is Seat.TEACHER:
        classes = visit.here.classes
    asked = {name: visit.asked(name) for name in ("q", "role", "class", "link")}
    return visit.page("people.html", found=shown, count=len(found.rows), classes=classes, asked=asked)


async def rows(visit: Visit) -> Listing:
    """Everyone who fits what was asked."""
    say = visit.voice.say
    columns = (say("Имя"), say("Кто"), say("Класс"), say("Код"), say("Телефон"), say("Мессенджеры"))
    role = visit.asked("role")
    found: list[Listed] = []
    async with visit.database.read() as connection:
        for title in _titles(visit):
            found += await roster(connection, role=Role(role) if role in set(Role) else None, school_class=title)
    mine = {one.person.id: one for one in found if one.person.school_id == visit.by.school_id and _fits(visit, one)}
    return listing("people", columns, [_row(visit, one) for one in mine.values()])


def _titles(visit: Visit) -> list[str | None]:
    """The classes to look through; [None]: the whole school."""
    try:
        asked = fold_class(visit.asked("class")) if visit.asked("class") else None
    except ValueError:
        return []
    if visit.here.seat is not Seat.TEACHER:
        return [asked]
    own = [title for _, title in visit.here.classes]
    return [title for title in own if asked in (None, title)]


def _fits(visit: Visit, one: Listed) -> bool:
    person, words = one.person, visit.asked("q").casefold().split()
    text = " ".join((labels.full_name(person), person.code, one.school_class or "")).casefold()
    digits = person.phone or ""
    linked = {"linked": any(link.state == "approved" for link in one.links), "none": not one.links}
    chosen = linked.get(visit.asked("link"), True)
    return chosen and all(word in text or (len(word) > 3 and word.isdecimal() and word in digits) for word in words)


def _row(visit: Visit, one: Listed) -> tuple[Cell, ...]:
    person = one.person
    who = labels.role_words(visit.voice, person)
    gone = (
        visit.voice.say("{who}, выбыл {day}", who=who, day=visit.voice.day(person.left_on)) if person.left_on else who
    )
    name = Cell(labels.full_name(person), href=f"/people/{person.id}")
    links = labels.links_cell(visit.voice, one.links)
    return row(name, gone, one.school_class, person.code, mask_phone(person.phone), links)
