"""Whom each class reaches and who looks: all classes with charts, and one class family by family (R27, R28)."""

from fastapi import Response

from actions.visiting import (
    ClassVisits,
    FamilyVisits,
    count_to_remind,
    remind_to_look,
    visits_of_class,
    visits_of_school,
)
from console import labels
from console.charts import Bar, bars
from console.listing import Cell, Listing, listing, row
from console.visit import NotFound, Visit
from school.seats import Seat
from storage.audience import school_classes


async def classes(visit: Visit) -> Response:
    """Every class: families, reached, not reached; and how many looked, week by week."""
    found, say = await _seen(visit), visit.voice.say
    reached = [Bar(one.title, (("good", one.reached), ("bad", one.families - one.reached)), _of(one)) for one in found]
    chart = bars(say("Семьи, до которых доходит, по классам"), reached)
    return visit.page("classes.html", found=_listed(visit, found), chart=chart, weeks=_weeks(visit, found))


async def rows(visit: Visit) -> Listing:
    """The same as a list."""
    return _listed(visit, await _seen(visit))


async def one_class(visit: Visit) -> Response:
    """The families of a class, why somebody is not reached, who looks. That it was read is written down."""
    class_id, title = await _chosen(visit)
    await visit.note("read_families", f"class:{class_id}")
    quiet = await count_to_remind(visit.database, class_id, now=visit.now)
    return visit.page("class.html", title=title, class_id=class_id, found=await family_rows(visit), quiet=quiet)


async def family_rows(visit: Visit) -> Listing:
    """The same as a list. Weeks and months are counted, never days or hours."""
    class_id, title = await _chosen(visit)
    say = visit.voice.say
    found = await visits_of_class(visit.database, class_id, now=visit.now)
    months = [f"{month:%m.%Y}" for month, _ in found[0].months] if found else []
    columns = (say("Ученик"), say("Доходит"), say("Почему нет"), say("Заглядывали на этой неделе"), *months)
    return listing(f"class-{title}", columns, [_family(visit, one) for one in found])


async def remind(visit: Visit) -> Response:
    """Remind the families that can be reached and did not look; each at most monthly."""
    class_id, _ = await _chosen(visit)
    count = await remind_to_look(visit.database, class_id, visit.by, key=visit.key, now=visit.now)
    visit.office.lent.queued()
    said = visit.voice.plural("Напомним {n} человеку.", "Напомним {n} людям.", count)
    return await visit.go(f"/classes/{class_id}", said)


async def _seen(visit: Visit) -> list[ClassVisits]:
    """The classes that this seat may see."""
    found = await visits_of_school(visit.database, visit.by.school_id, now=visit.now)
    return [one for one in found if visit.here.seat is not Seat.TEACHER or visit.here.leads(one.class_id)]


async def _chosen(visit: Visit) -> tuple[int, str]:
    class_id = visit.number()
    async with visit.database.read() as connection:
        known = dict(await school_classes(connection, visit.by.school_id))
    if class_id not in known or (visit.here.seat is Seat.TEACHER and not visit.here.leads(class_id)):
        raise NotFound
    return class_id, known[class_id]


def _listed(visit: Visit, found: list[ClassVisits]) -> Listing:
    say = visit.voice.say
    columns = (say("Класс"), say("Семей"), say("Доходит"), say("Не доходит"), say("На бумаге"))
    return listing("classes", (*columns, say("Заглядывали на этой неделе")), [_class(one) for one in found])


def _weeks(visit: Visit, found: list[ClassVisits]) -> object:
    """How many families of all these classes looked, in each of the last weeks."""
    sums: dict[object, int] = {}
    for one in found:
        for week, looked in one.weeks:
            sums[week] = sums.get(week, 0) + looked
    every = sum(one.families for one in found)
    shown = [Bar(f"{week:%d.%m}", (("good", n), ("mute", every - n)), f"{n}/{every}") for week, n in sums.items()]
    return bars(visit.voice.say("Семьи, которые заглядывали, по неделям"), shown)


def _of(one: ClassVisits) -> str:
    return f"{one.reached}/{one.families}"


def _class(one: ClassVisits) -> tuple[Cell, ...]:
    lost = one.families - one.reached
    title = Cell(one.title, href=f"/classes/{one.class_id}")
    return row(title, one.families, one.reached, Cell(str(lost), tone="bad" if lost else ""), one.refused, one.looked)


def _family(visit: Visit, one: FamilyVisits) -> tuple[Cell, ...]:
    yes, no = visit.voice.say("да"), visit.voice.say("нет")
    state = Cell(no, tone="bad") if one.reason else Cell(yes, tone="good")
    looked = Cell(yes, tone="good") if one.looked else Cell(no, tone="mute")
    name, why = Cell(one.name, href=f"/people/{one.student_id}"), labels.reason(visit.voice, one.reason)
    return row(name, state, why, looked, *(count for _, count in one.months))
