"""Deadlines and their proof: what was told when, what is late and whose it is, and who tells in person."""

from fastapi import Response

from actions.deadlines import LedgerLine, ledger
from actions.last_mile import lists_of_classes, tell_in_person
from actions.proving import prove
from actions.refusal import Refused
from console import labels
from console.listing import Cell, Listing, listing, row
from console.visit import NotFound, Visit
from school.access import Role
from school.lateness import Case
from school.seats import Seat
from storage.audience import school_classes
from storage.classes import led_titles
from storage.people import people_by_code, person_by_id

SHOWN = 300
STATES = ("late", "open", "told")


async def deadlines(visit: Visit) -> Response:
    """The ledger of the last 60 days, what presses first."""
    lines = await _lines(visit)
    late = sum(not one.settled and one.seconds_left(visit.now) < 0 for one in lines)
    counts = {"late": late, "open": sum(not one.settled for one in lines), "told": sum(one.settled for one in lines)}
    found = _table(visit, lines)
    shown = Listing(found.name, found.columns, found.rows[:SHOWN])
    return visit.page("deadlines.html", found=shown, count=len(found.rows), counts=counts, asked=visit.asked("state"))


async def rows(visit: Visit) -> Listing:
    """The lines that were asked for."""
    return _table(visit, await _lines(visit))


def _table(visit: Visit, lines: list[LedgerLine]) -> Listing:
    say, state = visit.voice.say, visit.asked("state")
    columns = (
        say("Ученик"),
        say("Класс"),
        say("Что"),
        say("Кому"),
        say("Сообщить до"),
        say("Состояние"),
        say("Почему"),
    )
    urgent = sorted(lines, key=lambda one: (one.settled, one.send_by))
    return listing("deadlines", columns, [_row(visit, one) for one in urgent if _fits(visit, one, state)])


async def cases(visit: Visit) -> Response:
    """What class teachers are to tell in person now."""
    async with visit.database.read() as connection:
        led = await led_titles(connection, visit.by.school_id)
    teacher, alone = visit.here.seat is Seat.TEACHER, visit.is_administrator  # an administrator where nobody leads
    lists = [(title, several, teacher or (alone and title not in led)) for title, several in await _cases(visit)]
    return visit.page("cases.html", lists=lists, labels=labels)


async def case_rows(visit: Visit) -> Listing:
    """The same as a list."""
    say = visit.voice.say
    columns = (say("Класс"), say("Ученик"), say("Кому"), say("Что"), say("Сообщить до"), say("Почему"))
    found = [
        (title, one) for title, several in await _cases(visit) for first in several for one in (first, *first.others)
    ]
    return listing("cases", columns, [_case(visit, title, one) for title, one in found])


async def told(visit: Visit) -> Response:
    """«Сообщил(а) лично»: the case is closed."""
    closed = await tell_in_person(visit.database, visit.number(), visit.by, key=visit.key, now=visit.now)
    say = visit.voice.say
    notice = say("Этот случай уже закрыт.") if closed.already else say("Записано: вы сообщили лично.")
    return await visit.go("/cases", notice)


async def proof(visit: Visit) -> Response:
    """The proof about one student, as a paper with the seal of the audit. That it was made is written down."""
    async with visit.database.read() as connection:
        student = await person_by_id(connection, visit.number())
    if student is None or student.school_id != visit.by.school_id or student.role is not Role.STUDENT:
        raise NotFound
    event = visit.asked("event") or None
    await visit.note("make_proof", f"student:{student.id}" + (f" {event.partition(':')[0]}" if event else ""))
    made = await prove(visit.database, student.code, event=event, key=visit.key, now=visit.now)
    content = await visit.office.lent.proof(made, event)
    return visit.file(content, f"proof-{student.code}.pdf", "application/pdf")


async def find_proof(visit: Visit) -> Response:
    """The proof of the student with this code."""
    async with visit.database.read() as connection:
        found = await people_by_code(connection, visit.asked("code"), Role.STUDENT)
    mine = [one for one in found if one.school_id == visit.by.school_id]
    if not mine:
        raise Refused("В школе нет ученика с таким кодом.")
    return await visit.go(f"/people/{mine[0].id}/proof.pdf")


async def _lines(visit: Visit) -> list[LedgerLine]:
    found = await ledger(visit.database, now=visit.now, school_id=visit.by.school_id)
    return [one for one in found if visit.here.seat is not Seat.TEACHER or visit.here.leads(one.student.class_id)]


async def _cases(visit: Visit) -> list[tuple[str, tuple[Case, ...]]]:
    async with visit.database.read() as connection:
        known = await school_classes(connection, visit.by.school_id)
        classes = visit.here.classes if visit.here.seat is Seat.TEACHER else known
        lists = await lists_of_classes(connection, [class_id for class_id, _ in classes])
    return [(title, lists[class_id]) for class_id, title in classes if class_id in lists]


def _fits(visit: Visit, one: LedgerLine, state: str) -> bool:
    late = not one.settled and one.seconds_left(visit.now) < 0
    return {"late": late, "open": not one.settled, "told": one.settled}.get(state, True)


def _row(visit: Visit, one: LedgerLine) -> tuple[Cell, ...]:
    voice, say = visit.voice, visit.voice.say
    name = Cell(f"{one.student.last_name} {one.student.name}", href=f"/people/{one.student.id}")
    what = say("{subject}, экзамен", subject=one.subject) if one.kind == "exam" else one.subject
    late = not one.settled and one.seconds_left(visit.now) < 0
    until = Cell(visit.moment(one.send_by), tone="bad" if late else "")
    state = labels.ledger_words(voice, one.state)
    if one.told_at:
        where = labels.channel(voice, one.channel) if one.channel else ""
        state = Cell(", ".join(filter(None, (state.text, where, visit.moment(one.told_at)))), tone=state.tone)
    return row(name, one.student.school_class, what, one.guardian, until, state, labels.reason(voice, one.reason))


def _case(visit: Visit, title: str, one: Case) -> tuple[Cell, ...]:
    name = f"{one.student.last_name} {one.student.name}"
    why = labels.reason(visit.voice, one.reason)
    return row(title, name, one.guardian, one.subject, visit.moment(one.send_by), why)
