"""`consent record | withdraw | list`: the registry of written consents and refusals (152-FZ art. 9 and 21)."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import GuardianCode, StudentCode, day_of
from bot.commands.printing import AsJson, complain, print_json, print_table, put
from school.messenger import Channel
from school.purposes import GUARDIAN_PURPOSES, SERVICE, Purpose

if TYPE_CHECKING:
    from storage.consents import Consent
    from storage.roster import ConsentOnFile

StudentAccess = Annotated[
    bool, typer.Option("--student-access", help="О собственном доступе ученика, а не о сообщениях родителю.")
]

OnePurpose = Annotated[
    Purpose | None,
    typer.Option(help="Только эта цель: оценки и уроки, результаты, объявления; иначе все три разом."),
]

Own = Annotated[
    bool, typer.Option("--own", help="Подписал сам совершеннолетний ученик; в --guardian повторите его код.")
]

PURPOSES = {
    SERVICE: "сообщения родителю",
    Purpose.LESSONS: "оценки и уроки",
    Purpose.RESULTS: "результаты экзаменов и итоговые",
    Purpose.ANNOUNCEMENTS: "объявления",
    Purpose.STUDENT_ACCESS: "доступ ученика",
}
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
    purpose: OnePurpose = None,
    own: Own = False,
    form: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Версия бланка: напечатана внизу листа, 12 знаков.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Записать подписанное согласие (или отказ): родитель, ученик, мессенджер. Прежнее слово о том же заменяется."""
    from actions.consenting import record_consent
    from bot.commands.session import within

    _check(purpose, student_access)
    _check_form(form)
    recorded = within(
        lambda session: record_consent(
            session.database,
            guardian=guardian,
            student=student,
            channel=channel,
            number=number,
            signed_on=day,
            refused=refused,
            student_access=student_access,
            purpose=purpose,
            own=own,
            form_version=form,
            key=session.key,
            now=session.now,
        )
    )
    (values,) = _values(recorded, guardian, student)
    if as_json:
        print_json(values)
        return
    what = "Отказ" if refused else "Согласие"
    put(f"{what} № {number} от {day:%d.%m.%Y} записано: {guardian}, ученик {student}, {_where(values)}.")


def withdraw(
    guardian: GuardianCode,
    student: StudentCode,
    channel: Annotated[Channel | None, typer.Option(help="Только этот мессенджер; иначе все.")] = None,
    student_access: StudentAccess = False,
    purpose: OnePurpose = None,
    own: Own = False,
    as_json: AsJson = False,
) -> None:
    """Отозвать согласие. Всё, что стояло в очереди по нему, отменяется сразу же.

    Без --purpose и --student-access отзывается всё: и согласия на сообщения, и согласие на доступ ученика.
    """
    from actions.consenting import withdraw_consent
    from bot.commands.session import within

    _check(purpose, student_access)
    withdrawn = within(
        lambda session: withdraw_consent(
            session.database,
            guardian=guardian,
            student=student,
            channel=channel,
            student_access=student_access,
            purpose=purpose,
            own=own,
            key=session.key,
            now=session.now,
        )
    )
    values = _values(withdrawn, guardian, student)
    if as_json:
        print_json(values)
        return
    for one in values:
        put(f"Согласие № {one['number'] or '—'} отозвано: {guardian}, ученик {student}, {_where(one)}.")


def on_file(
    student: Annotated[str | None, typer.Option(metavar="ID", help="Только об этом ученике.")] = None,
    as_json: AsJson = False,
) -> None:
    """Показать действующие согласия, отказы и отзывы."""
    from bot.commands.session import within

    found = _on_one_line(within(lambda session: _found(session.database, student)))
    if as_json:
        print_json([asdict(consent) | _purposes(purposes) for consent, purposes in found])
    elif found:
        titles = ("Ученик", "Класс", "Родитель", "Мессенджер", "О чём", "Что", "Номер", "Дата")
        print_table(titles, [_row(consent, purposes) for consent, purposes in found])
    else:
        put("Согласий в реестре нет. Записать: python -m bot consent record --help.")


async def _found(database: Any, student: str | None) -> "Sequence[ConsentOnFile]":
    from storage.roster import consents_on_file

    async with database.read() as connection:
        return await consents_on_file(connection, student)


def _check_form(version: str | None) -> None:
    """Twelve letters and digits; another version than today's is an older paper, and said aloud."""
    if version is None:
        return
    if not re.fullmatch("[0-9a-f]{12}", version):
        raise typer.BadParameter("нужны 12 знаков, напечатанных внизу бланка", param_hint="--form")
    from bot.papers.consent_form import form_version

    if version != form_version():
        complain(f"Бланк другой версии: сейчас печатается {form_version()}. Записано как в документе.")


def _check(purpose: Purpose | None, student_access: bool) -> None:
    if purpose and student_access:
        raise typer.BadParameter("--purpose и --student-access вместе не указывают")


def _values(consents: "Sequence[Consent]", guardian: str, student: str) -> list[dict[str, Any]]:
    """One object per paper: the same state, number, date and channel, whatever it was signed for."""
    papers: dict[tuple[Any, ...], list[Purpose]] = {}
    for one in consents:
        about = SERVICE if one.purpose in GUARDIAN_PURPOSES else one.purpose
        papers.setdefault((one.channel, about, one.state, one.number, one.signed_on), []).append(one.purpose)
    return [
        {"guardian": guardian, "student": student, "channel": channel}
        | _purposes(found)
        | {"state": state, "number": number, "signed_on": signed_on}
        for (channel, _, state, number, signed_on), found in papers.items()
    ]


def _purposes(found: Sequence[Purpose]) -> dict[str, Any]:
    """`purpose` is the one word that says it: `service` for all that a guardian is told."""
    word = found[0] if len(found) == 1 else SERVICE
    return {"purpose": word, "purposes": list(found)}


def _where(values: dict[str, Any]) -> str:
    return f"{_name(values['channel'])}, {_named(values['purposes'])}"


def _named(found: Sequence[Purpose]) -> str:
    """What it is about, in words."""
    return PURPOSES[SERVICE] if set(found) == set(GUARDIAN_PURPOSES) else ", ".join(PURPOSES[one] for one in found)


def _name(channel: str) -> str:
    from locales import voice
    from school.wording.staff import channel_name

    return channel_name(voice("ru"), channel)


def _on_one_line(found: "Sequence[ConsentOnFile]") -> "list[tuple[ConsentOnFile, list[Purpose]]]":
    """Each word with its purposes: what one paper says about several is said once."""

    def paper(one: "ConsentOnFile") -> tuple[object, ...]:
        own = one.purpose is Purpose.STUDENT_ACCESS
        return (one.guardian, one.student, one.channel, own, one.state, one.number or "", one.signed_on)

    return [(same[0], [one.purpose for one in same]) for same in (list(group) for _, group in groupby(found, paper))]


def _row(consent: "ConsentOnFile", purposes: Sequence[Purpose]) -> tuple[object, ...]:
    return (
        f"{consent.student_name} ({consent.student})",
        consent.school_class,
        f"{consent.guardian_name} ({consent.guardian})",
        _name(consent.channel),
        _named(purposes),
        STATES[consent.state],
        consent.number,
        f"{consent.signed_on:%d.%m.%Y}" if consent.signed_on else None,
    )
