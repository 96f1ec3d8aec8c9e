"""`invite`, `staff invite`, `staff list`: one-time codes and the links that carry them (R24, R39)."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.people import print_people
from bot.commands.printing import AsJson, complain, print_json, print_table
from school.access import Role

if TYPE_CHECKING:
    from datetime import datetime

    from actions.inviting import Invitation
    from bot.commands.session import Session
    from bot.settings import Settings

Code = Annotated[str, typer.Argument(metavar="ID", help="Код человека, как в журнале.")]


def invite(
    code: Code,
    guardian: Annotated[bool, typer.Option("--guardian", help="Это родитель (если тот же код и у ученика).")] = False,
    student: Annotated[bool, typer.Option("--student", help="Это ученик (если тот же код и у родителя).")] = False,
    as_json: AsJson = False,
) -> None:
    """Выдать родителю или ученику одноразовый код и ссылки с ним. Прежний неиспользованный код перестаёт действовать.

    Код лишь подаёт заявку: подключает администратор, и только при письменном согласии.
    """
    if guardian and student:
        raise typer.BadParameter("--guardian и --student вместе не указывают")
    roles = (Role.GUARDIAN,) if guardian else (Role.STUDENT,) if student else (Role.GUARDIAN, Role.STUDENT)
    _invite(code, roles, as_json)


def invite_staff(
    code: Annotated[str, typer.Argument(metavar="STAFF_ID", help="Код сотрудника с листа «Сотрудники».")],
    as_json: AsJson = False,
) -> None:
    """Выдать сотруднику одноразовый код. По нему подключают сразу, поэтому передайте его лично.

    Так входит и первый администратор.
    """
    _invite(code, (Role.STAFF,), as_json)


def list_staff(as_json: AsJson = False) -> None:
    """Показать сотрудников, их роли и мессенджеры."""
    print_people(Role.STAFF, None, as_json)


def links(settings: "Settings", code: str) -> dict[str, str | None]:
    """Start links that carry a code; None where the bot's name is not known."""
    from bot.commands.names import telegram_name, vk_name

    bare = "".join(filter(str.isalnum, code))
    bot, group = telegram_name(settings), vk_name(settings)
    return {
        "telegram": f"https://t.me/{bot}?start={bare}" if bot else None,
        "vk": f"https://vk.me/{group}?ref={bare}" if group else None,
    }


def _invite(code: str, roles: tuple[Role, ...], as_json: bool) -> None:
    from bot.commands.session import within

    invitation, expires, settings = within(lambda session: _invited(session, code, roles))
    where = links(settings, invitation.code)
    if as_json:
        print_json({"code": invitation.code, **where, "expires_at": invitation.expires_at})
    else:
        rows = _rows(invitation, where, expires)
        print_table(("", ""), rows)
    _hint(settings, where)


async def _invited(session: "Session", code: str, roles: tuple[Role, ...]) -> "tuple[Invitation, datetime, Settings]":
    from actions.inviting import invite_person
    from actions.regulating import the_school

    school = await the_school(session.database)
    invitation = await invite_person(session.database, code, *roles, key=session.key, now=session.now)
    return invitation, school.local(invitation.expires_at), session.settings


def _rows(invitation: "Invitation", where: dict[str, str | None], expires: "datetime") -> list[tuple[str, Any]]:
    named = (("Telegram", where["telegram"]), ("ВКонтакте", where["vk"]))
    return [
        ("Для кого", f"{invitation.person.full_name} ({invitation.person.code})"),
        ("Код", invitation.code),
        *(pair for pair in named if pair[1]),
        ("Действует до", f"{expires:%d.%m.%Y %H:%M}; показан один раз"),
    ]


def _hint(settings: "Settings", where: dict[str, str | None]) -> None:
    if settings.telegram_token and not where["telegram"]:
        complain("Ссылки в Telegram нет: бот не ответил, как его зовут. Задайте RODNIK_TELEGRAM_BOT_NAME.")
    elif not any(where.values()):
        complain("Ссылок нет: мессенджеры не настроены (RODNIK_TELEGRAM_TOKEN, RODNIK_VK_TOKEN). Код действителен.")
