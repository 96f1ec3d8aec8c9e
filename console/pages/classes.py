"""Whom each class can reach: all classes with a chart, and one class family by family."""

from fastapi import Response

from actions.reaching import Family, families_reached
from console import labels
from console.charts import Bar, bars
from console.listing import Cell, Listing, listing, row
from console.visit import NotFound, Visit
from school.seats import Seat
from storage.audience import school_classes


async def classes(visit: Visit) -> Response:
    """Every class: families, reached, not reached."""
    reached = await _reached(visit)
    shown = [Bar(title, (("good", good), ("bad", all_ - good)), f"{good}/{all_}") for _, title, good, all_ in reached]
    chart = bars(visit.voice.say("Семьи, до которых доходит, по классам"), shown)
    return visit.page("classes.html", found=await rows(visit), chart=chart)


async def rows(visit: Visit) -> Listing:
    """The same as a list."""
    say = visit.voice.say
    columns = (say("Класс"), say("Семей"), say("Доходит"), say("Не доходит"))
    made = [
        row(
            Cell(title, href=f"/classes/{class_id}"),
            all_,
            good,
            Cell(str(all_ - good), tone="bad" if all_ > good else ""),
        )
        for class_id, title, good, all_ in await _reached(visit)
    ]
    return listing("classes", columns, made)


async def one_class(visit: Visit) -> Response:
    """The families of a class, and why somebody is not reached. That it was read is written down."""
    class_id, title = await _class(visit)
    await visit.note("read_families", f"class:{class_id}")
    return visit.page("class.html", title=title, class_id=class_id, found=await family_rows(visit))


async def family_rows(visit: Visit) -> Listing:
    """The same as a list."""
    class_id, title = await _class(visit)
    say = visit.voice.say
    async with visit.database.read() as connection:
        found = await families_reached(connection, [class_id], "guardians", visit.now)
    return listing(
        f"class-{title}", (say("Ученик"), say("Доходит"), say("Почему нет")), [_row(visit, one) for one in found]
    )


async def _reached(visit: Visit) -> list[tuple[int, str, int, int]]:
    """(class id, title, families reached, families) of every class that this seat may see."""
    async with visit.database.read() as connection:
        known = await school_classes(connection, visit.by.school_id)
        chosen = visit.here.classes if visit.here.seat is Seat.TEACHER else known
        families = await families_reached(connection, [class_id for class_id, _ in chosen], "guardians", visit.now)
    good, every = dict.fromkeys(dict(chosen), 0), dict.fromkeys(dict(chosen), 0)
    for one in families:
        every[one.class_id] += 1
        good[one.class_id] += one.reason is None
    return [(class_id, title, good[class_id], every[class_id]) for class_id, title in chosen]


async def _class(visit: Visit) -> tuple[int, str]:
    class_id = visit.number()
    async with visit.database.read() as connection:
        known = dict(await school_classes(connection, visit.by.school_id))
    if class_id not in known or (visit.here.seat is Seat.TEACHER and not visit.here.leads(class_id)):
        raise NotFound
    return class_id, known[class_id]


def _row(visit: Visit, one: Family) -> tuple[Cell, ...]:
    say = visit.voice.say
    state = Cell(say("нет"), tone="bad") if one.reason else Cell(say("да"), tone="good")
    return row(Cell(one.name, href=f"/people/{one.student_id}"), state, labels.reason(visit.voice, one.reason))
