"""/class: who of one's own classes is in touch, who looks, inviting again, a reminder. /visits: the whole school."""

from dataclasses import replace
from datetime import timedelta

from actions import announcing
from actions.inviting import invite_family
from actions.reaching import reach_of_classes
from actions.refusal import Refused
from actions.visiting import PAPER, FamilyVisits, remind_to_look, visits_of_class, visits_of_school
from handlers.audience import classes_of
from handlers.discretion import may_name, school_of, staff_level
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.institution import Person
from school.message import Message
from school.wording import visits as words
from school.wording.asking import class_families, no_class
from school.wording.reasons import reason_words


async def families(visit: Visit) -> Reply:
    """`class`, and under it `class remind|lost|months C`, `class invite S`."""
    step = visit.words[0] if visit.pressed and visit.words else ""
    if step in _STEPS:
        return await _STEPS[step](visit)
    led = await classes_of(visit)
    if not led:
        return visit.say(no_class(visit.voice))
    said = visit.say(*[await _families(visit, *one) for one in led])
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}" for _, class_id, _ in led]))


async def _families(visit: Visit, teacher: Person, class_id: int, title: str) -> Message:
    named = await may_name(visit, teacher)
    reach = await reach_of_classes(visit.desk.database, [class_id], now=visit.now)
    latest = await announcing.recent_announcements(visit.desk.database, teacher)
    own = [one for one in latest if one.sent_at and title in one.school_class.split(", ")]
    shown = reach if named else replace(reach, unreachable=())
    heads = title if named else wording.your_class(visit.voice, heads=True)
    first = class_families(visit.voice, heads, shown, own[:3] if named else ())
    rows = await visits_of_class(visit.desk.database, class_id, now=visit.now)
    second = words.class_visits(visit.voice, class_id, rows, named=named)
    return replace(first, blocks=first.blocks + second.blocks, buttons=first.buttons + second.buttons)


async def _remind(visit: Visit) -> Reply:
    desk, class_id = visit.desk, visit.number(1) or 0
    teacher = await _teacher(visit, class_id)
    count = await remind_to_look(desk.database, class_id, teacher, key=desk.key, now=visit.now)
    return visit.say(words.looked_reminded(visit.voice, count))


async def _lost(visit: Visit) -> Reply:
    class_id = visit.number(1) or 0
    teacher = await _teacher(visit, class_id)
    rows = await _rows(visit, class_id)
    lost = [(row.student_id, row.name, reason_words(visit.voice, row.reason)) for row in rows if row.reason]
    paper = {row.student_id for row in rows if row.reason in PAPER}
    if not await may_name(visit, teacher):
        return visit.say(words.class_months(visit.voice, (), title="", named=False))
    said = visit.say(words.class_lost(visit.voice, [one for one in lost if one[0] not in paper]))
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}"]))


async def _months(visit: Visit) -> Reply:
    class_id = visit.number(1) or 0
    teacher = await _teacher(visit, class_id)
    title = next((title for _, one, title in await classes_of(visit) if one == class_id), "")
    rows, named = await _rows(visit, class_id), await may_name(visit, teacher)
    said = visit.say(words.class_months(visit.voice, rows, title=title, named=named))
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}"]))


async def _invite(visit: Visit) -> Reply:
    """`class invite S`: fresh codes for the guardians of a pupil of one's own class."""
    desk, student = visit.desk, visit.number(1) or 0
    led = await classes_of(visit)
    teacher = led[0][0] if led else visit.staff()[0]
    if not await may_name(visit, teacher):
        return visit.say(words.class_months(visit.voice, (), title="", named=False))
    name, made = await invite_family(desk.database, student, teacher, key=desk.key, now=visit.now)
    codes = [(one.person.full_name, one.code) for one in made]
    until = made[0].expires_at if made else visit.now + timedelta(days=14)
    school = await school_of(visit, teacher)
    return visit.say(words.codes_made(visit.voice, name, codes, school.local(until).date()))


async def school_visits(visit: Visit) -> Reply:
    """/visits: class by class, for administrators."""
    by = visit.staff("administrator")[0]
    rows = await visits_of_school(visit.desk.database, by.school_id, now=visit.now)
    return visit.say(words.school_visits(visit.voice, rows, level=await staff_level(visit, by)))


async def _rows(visit: Visit, class_id: int) -> tuple[FamilyVisits, ...]:
    return await visits_of_class(visit.desk.database, class_id, now=visit.now)


async def _teacher(visit: Visit, class_id: int) -> Person:
    """Who leads the class behind this account. Raises Refused when nobody does."""
    found = next((person for person, one, _ in await classes_of(visit) if one == class_id), None)
    if found is None:
        raise Refused("Это не ваш класс.")
    return found


_STEPS = {"remind": _remind, "lost": _lost, "months": _months, "invite": _invite}
