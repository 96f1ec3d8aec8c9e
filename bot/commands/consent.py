"""`consent record | withdraw | list`: the registry of written consents and refusals (152-FZ art. 9 and 21)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import GuardianCode, StudentCode, day_of
from bot.commands.printing import AsJson, print_json, print_table, put
from school.messenger import Channel

if TYPE_CHECKING:
    from storage.consents import Consent
    from storage.roster import ConsentOnFile

StudentAccess = Annotated[
    bool, typer.Option("--student-access", help="О собственном доступе ученика, а не о сообщениях родителю.")
]

PURPOSES = {"service": "сообщения родителю", "student_access": "доступ ученика"}
STATES = {"signed": "согласие", "refused": "отказ", "withdrawn": "отозвано"}


def record(
    guardian: GuardianCode,
    student: StudentCode,
    channel: Annotated[Channel, typer.Option(help="Мессенджер, о котором документ.")],
    number: Annotated[str, typer.Option(metavar="N", help="Номер документа.")],
    day: Annotated[
        date, typer.Option("--date", parser=day_of, metavar="DATE", help="Дата: 01.09.2026 или 2026-09-01.")
    ],
    refused: Annotated[bool, typer.Option("--refused", help="Это отказ, а не согласие.")] = False,
    student_access: StudentAccess = False,
    as_json: AsJson = False,
) -> None:
    """Записать подписанное согласие (или отказ): родитель, ученик, мессенджер. Прежнее слово о том же заменяется."""
    from actions.consenting import record_consent
    from bot.commands.session import within

    consent = within(
        lambda session: record_consent(
            session.database,
            guardian=guardian,
            student=student,
            channel=channel,
            number=number,
            signed_on=day,
            refused=refused,
            student_access=student_access,
            key=session.key,
            now=session.now,
        )
    )
    if as_json:
        print_json(_values(consent, guardian, student))
        return
    what = "Отказ" if refused else "Согласие"
    put(f"{what} № {number} от {day:%d.%m.%Y} записано: {guardian}, ученик {student}, {_where(consent)}.")


def withdraw(
    guardian: GuardianCode,
    student: StudentCode,
    channel: Annotated[Channel | None, typer.Option(help="Только этот мессенджер; иначе все.")] = None,
    student_access: StudentAccess = False,
    as_json: AsJson = False,
) -> None:
    """Отозвать согласие. Всё, что стояло в очереди по нему, отменяется сразу же.

    Без --student-access отзывается и согласие на сообщения, и согласие на доступ ученика.
    """
    from actions.consenting import withdraw_consent
    from bot.commands.session import within

    withdrawn = within(
        lambda session: withdraw_consent(
            session.database,
            guardian=guardian,
            student=student,
            channel=channel,
            student_access=student_access,
            key=session.key,
            now=session.now,
        )
    )
    if as_json:
        print_json([_values(consent, guardian, student) for consent in withdrawn])
        return
    for consent in withdrawn:
        put(f"Согласие № {consent.number or '—'} отозвано: {guardian}, ученик {student}, {_where(consent)}.")


def on_file(
    student: Annotated[str | None, typer.Option(metavar="ID", help="Только об этом ученике.")] = None,
    as_json: AsJson = False,
) -> None:
    """Показать действующие согласия, отказы и отзывы."""
    from bot.commands.session import within

    found = within(lambda session: _found(session.database, student))
    if as_json:
        print_json(found)
    elif found:
        titles = ("Ученик", "Класс", "Родитель", "Мессенджер", "О чём", "Что", "Номер", "Дата")
        print_table(titles, [_row(consent) for consent in found])
    else:
        put("Согласий в реестре нет. Записать: python -m bot consent record --help.")


async def _found(database: Any, student: str | None) -> "Sequence[ConsentOnFile]":
    from storage.roster import consents_on_file

    async with database.read() as connection:
        return await consents_on_file(connection, student)


def _values(consent: "Consent", guardian: str, student: str) -> dict[str, Any]:
    return {
        "guardian": guardian,
        "student": student,
        "channel": consent.channel,
        "purpose": consent.purpose,
        "state": consent.state,
        "number": consent.number,
        "signed_on": consent.signed_on,
    }


def _where(consent: "Consent") -> str:
    return f"{_name(consent.channel)}, {PURPOSES[consent.purpose]}"


def _name(channel: str) -> str:
    from locales import voice
    from school.wording.staff import channel_name

    return channel_name(voice("ru"), channel)


def _row(consent: "ConsentOnFile") -> tuple[object, ...]:
    return (
        f"{consent.student_name} ({consent.student})",
        consent.school_class,
        f"{consent.guardian_name} ({consent.guardian})",
        _name(consent.channel),
        PURPOSES[consent.purpose],
        STATES[consent.state],
        consent.number,
        f"{consent.signed_on:%d.%m.%Y}" if consent.signed_on else None,
    )
