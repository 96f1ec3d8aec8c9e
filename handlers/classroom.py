"""/class: who of one's own classes can be told something and who can not."""

from dataclasses import replace

from actions import announcing
from actions.reaching import reach_of_classes
from handlers.audience import classes_of
from handlers.discretion import may_name
from handlers.readings import by_staff
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.institution import Person
from school.message import Message
from school.wording.asking import class_families


async def families(visit: Visit) -> Reply:
    """/class"""
    led = await classes_of(visit)
    if not led:
        return visit.say(wording.announce_no_class(visit.voice))
    said = visit.say(*[await _families(visit, *one) for one in led])
    return replace(said, readings=by_staff(visit, "families", [f"class:{class_id}" for _, class_id, _ in led]))


async def _families(visit: Visit, teacher: Person, class_id: int, title: str) -> Message:
    reach = await reach_of_classes(visit.desk.database, [class_id], now=visit.now)
    latest = await announcing.recent_announcements(visit.desk.database, teacher)
    own = [one for one in latest if one.sent_at and title in one.school_class.split(", ")]
    if not await may_name(visit, teacher):
        hidden = replace(reach, unreachable=())
        return class_families(visit.voice, wording.your_class(visit.voice, heads=True), hidden, ())
    return class_families(visit.voice, title, reach, own[:3])
