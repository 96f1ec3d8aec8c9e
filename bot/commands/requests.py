"""`requests list`: who waits for an administrator's decision."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.commands.printing import AsJson, complain, print_json, print_table, put
from school.opening import is_near, open_by

if TYPE_CHECKING:
    from bot.commands.session import Session
    from school.facts import LinkRequest, RequestedChild
    from school.institution import School


def waiting(as_json: AsJson = False) -> None:
    """Показать заявки, которые ждут решения администратора. Решают их в мессенджере: /requests."""
    from bot.commands.session import within

    school, found, now = within(_found)
    if as_json:
        print_json([_values(request, now) for request in found])
    elif found:
        titles = ("№", "Когда", "Кто", "Мессенджер", "Телефон", "Решить до", "Ученики и согласия")
        if near := sum(is_near(one.requested_at, now) for one in found):
            complain(f"Ждут неделю или дольше: {near}. Доступ открывают за 10 дней, смотрите «Решить до».")
        print_table(titles, [_row(school, request, now) for request in found])
    else:
        put("Заявок нет.")


async def _found(session: "Session") -> "tuple[School, tuple[LinkRequest, ...], datetime]":
    from actions.regulating import the_school
    from storage.accounts import waiting_contacts
    from storage.requests import link_requests

    school = await the_school(session.database)
    async with session.database.read() as connection:
        found = await link_requests(connection, await waiting_contacts(connection, school.id))
    return school, found, session.now


def _values(request: "LinkRequest", now: datetime) -> dict[str, Any]:
    from school.wording import mask_phone

    return {
        "request": request.contact_id,
        "requested_at": request.requested_at,
        "open_by": open_by(request.requested_at),
        "near": is_near(request.requested_at, now),
        "doubt": request.doubt,
        "role": request.role,
        "name": request.full_name,
        "channel": request.channel,
        "phone": mask_phone(request.phone) or None,
        "linked": request.linked,
        "students": [
            {
                "name": f"{child.student.last_name} {child.student.name}",
                "class": child.student.school_class or None,
                "consent": child.consent,
                "number": child.consent_number,
                "signed_on": child.consent_date,
                "restricted": child.restricted,
            }
            for child in request.children
        ],
    }


def _row(school: "School", request: "LinkRequest", now: datetime) -> tuple[object, ...]:
    from locales import voice
    from school.wording import mask_phone
    from school.wording.staff import channel_name

    return (
        request.contact_id,
        f"{school.local(request.requested_at):%d.%m %H:%M}",
        request.full_name,
        channel_name(voice("ru"), request.channel),
        mask_phone(request.phone),
        f"{school.local(open_by(request.requested_at)):%d.%m}" + ("!" if is_near(request.requested_at, now) else ""),
        "; ".join(map(_child, request.children)) or "—",
    )


def _child(child: "RequestedChild") -> str:
    from bot.commands.consent import STATES

    about = STATES[child.consent] if child.consent else "согласия нет"
    if child.consent_number and child.consent_date:
        about += f" № {child.consent_number} от {child.consent_date:%d.%m.%Y}"
    name = f"{child.student.last_name} {child.student.name}, {child.student.school_class}"
    return f"{name}: {about}" + (", доступ ограничен документом" if child.restricted else "")
