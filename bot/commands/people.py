"""`people` and `staff list`: who is in the school and which messengers are linked. Phones are masked (R37)."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.printing import AsJson, print_json, print_table, put
from school.access import Role

if TYPE_CHECKING:
    from storage.roster import Link, Listed

ROLES = {Role.STUDENT: "ученик", Role.GUARDIAN: "родитель", Role.STAFF: "сотрудник"}
DUTIES = {
    "teacher": "учитель",
    "homeroom": "классный руководитель",
    "administrator": "администратор",
    "deputy": "только просмотр",
}
STATES = {"waiting": "ждёт одобрения", "approved": "подключён", "rejected": "отклонён", "stopped": "отключился сам"}


def people(
    ctx: typer.Context,
    role: Annotated[Role | None, typer.Option(help="Только эти.")] = None,
    school_class: Annotated[
        str | None,
        typer.Option("--class", metavar="7А", help="Только этот класс: ученики, их родители, классный руководитель."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Показать людей школы и их мессенджеры: кто подключён, кто ждёт. Телефоны скрыты."""
    if not ctx.invoked_subcommand:
        print_people(role, _folded(school_class), as_json)


def print_people(role: Role | None, school_class: str | None, as_json: bool) -> None:
    """The list as a table or JSON."""
    from bot.commands.session import within

    found = within(lambda session: _found(session.database, role, school_class))
    if as_json:
        print_json([_values(listed) for listed in found])
    elif found:
        titles = ("Код", "Кто", "Имя", "Класс", "Представляет", "Телефон", "Мессенджеры")
        print_table(titles, [_row(listed) for listed in found])
    else:
        put("Таких людей в школе нет. Загрузите журнал: python -m bot import ФАЙЛ.")


async def _found(database: Any, role: Role | None, school_class: str | None) -> "tuple[Listed, ...]":
    from storage.roster import roster

    async with database.read() as connection:
        return await roster(connection, role=role, school_class=school_class)


def _folded(title: str | None) -> str | None:
    from school.titles import fold_class

    try:
        return fold_class(title) if title else None
    except ValueError:
        raise typer.BadParameter(f"«{title}» — не класс: нужно, например, 7А") from None


def _values(listed: "Listed") -> dict[str, Any]:
    from school.wording import mask_phone

    person = listed.person
    return {
        "code": person.code,
        "role": person.role,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "class": listed.school_class,
        "wards": listed.wards,
        "duties": person.duties,
        "left_on": person.left_on,
        "phone": mask_phone(person.phone) or None,
        "contacts": listed.links,
    }


def _row(listed: "Listed") -> tuple[object, ...]:
    from school.wording import mask_phone

    person = listed.person
    who = ", ".join(DUTIES.get(duty, duty) for duty in person.duties) or ROLES[person.role]
    if person.left_on:
        who += f", выбыл {person.left_on:%d.%m.%Y}"
    name = " ".join(filter(None, (person.last_name, person.first_name, person.middle_name)))
    links = "; ".join(map(_link, listed.links)) or "—"
    return person.code, who, name, listed.school_class, ", ".join(listed.wards), mask_phone(person.phone), links


def _link(link: "Link") -> str:
    from locales import voice
    from school.wording.staff import channel_name

    name = channel_name(voice("ru"), link.channel)
    return f"{name}: {STATES[link.state]}" + ("" if link.reachable else ", не доставляется")
