"""`people erase | act | readmit | export`: a person gets all that is kept, or its end (152-FZ art. 14 and 21)."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.printing import AsJson, ask, complain, plain, print_json, put
from bot.commands.writing import write_privately
from school.access import Role

if TYPE_CHECKING:
    from bot.commands.session import Session
    from school.institution import Person

Code = Annotated[str, typer.Argument(metavar="ID", help="Код человека, как в журнале.")]
IsGuardian = Annotated[bool, typer.Option("--guardian", help="Это родитель (если тот же код и у ученика).")]
IsStudent = Annotated[bool, typer.Option("--student", help="Это ученик (если тот же код и у родителя).")]
Act = Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="Куда записать акт об уничтожении.")]


def erase(
    code: Code,
    out: Act = None,
    guardian: IsGuardian = False,
    student: IsStudent = False,
    yes: Annotated[bool, typer.Option("--yes", help="Не переспрашивать.")] = False,
    as_json: AsJson = False,
) -> None:
    """Уничтожить всё, что хранится о родителе или ученике. Вернуть нельзя; старая копия базы его тоже не вернёт."""
    from bot.commands.session import within

    roles = _roles(guardian, student)
    within(lambda session: _one(session, code, roles))
    if not yes:
        ask(f"Уничтожить все данные человека с кодом {code}? Вернуть их будет нельзя.")
    done = within(lambda session: _erase(session, code, roles, out))
    if as_json:
        print_json(done)
    else:
        if done["copies"]:
            complain(f"В прежних копиях базы эти данные остались, удалите их: {', '.join(done['copies'])}.")
        put(f"Уничтожено, акт № {done['act']}. Напечатать ещё раз: python -m bot people act {done['act']} --out ФАЙЛ.")


def act(
    number: Annotated[int, typer.Argument(metavar="N", help="Номер акта.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="Куда записать PDF.")],
) -> None:
    """Напечатать акт об уничтожении с выгрузкой из журнала действий."""
    from bot.commands.session import within

    within(lambda session: _print_act(session, number, {}, out))
    put(f"Акт записан: {out}.")


def readmit(code: Code, guardian: IsGuardian = False) -> None:
    """Человек вернулся в школу: снять метку, чтобы импорт снова его принял. Данные сами не вернутся."""
    from actions.erasing import readmit as lifted
    from bot.commands.session import within

    role = Role.GUARDIAN if guardian else Role.STUDENT
    within(
        lambda session: lifted(
            session.database, code, role, folder=session.settings.data_dir, key=session.key, now=session.now
        )
    )
    put(f"Метка снята: следующий импорт примет {code}.")


def export(
    code: Code,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.json", help="Куда записать.")],
    guardian: IsGuardian = False,
    student: IsStudent = False,
) -> None:
    """Записать всё, что хранится о человеке: его право по статье 14 закона 152-ФЗ."""
    from bot.commands.session import within

    found = within(lambda session: _kept(session, code, _roles(guardian, student)))
    write_privately(out, json.dumps(found, ensure_ascii=False, indent=2, default=plain).encode())
    put(f"Записано: {out}, записей: {sum(map(len, found.values()))}.")


def _roles(guardian: bool, student: bool) -> tuple[Role, ...]:
    if guardian and student:
        raise typer.BadParameter("--guardian и --student вместе не указывают")
    return (Role.GUARDIAN,) if guardian else (Role.STUDENT,) if student else (Role.GUARDIAN, Role.STUDENT)


async def _erase(session: "Session", code: str, roles: tuple[Role, ...], out: Path | None) -> dict[str, Any]:
    from dataclasses import asdict

    from actions.erasing import erase_person

    folder = session.settings.data_dir
    if out:
        write_privately(out, b"")  # before anything is gone: is there a place for the act?
    done = await erase_person(session.database, code, *roles, folder=folder, key=session.key, now=session.now)
    if out:
        await _print_act(session, done.act, done.rows, out)
    return asdict(done) | {"copies": await asyncio.to_thread(_copies, folder)}


def _copies(folder: Path) -> list[str]:
    """Older databases that lie about in the data folder: of them nothing is erased."""
    return sorted(map(str, (*folder.glob("*.before-*"), *folder.glob("backups/*.db"))))


async def _print_act(session: "Session", number: int, rows: dict[str, int], out: Path) -> None:
    from actions.erasing import counts_of
    from actions.refusal import Refused
    from actions.regulating import the_school
    from bot.papers.act import act_paper
    from bot.papers.press import pdf
    from storage.audit import first_break
    from storage.erasing import all_tombstones, audit_about

    school = await the_school(session.database)
    async with session.database.read() as connection:
        tombs = {tomb.id: tomb for tomb in await all_tombstones(connection)}
        acts = await audit_about(connection, [f"act:{number}"])
        if number not in tombs or not acts:
            raise Refused(f"Акта № {number} нет.")
        rows = rows or counts_of(acts[-1]["subject"])
        person = next(word for word in acts[-1]["subject"].split() if word.startswith("person:"))
        own = await audit_about(connection, [person, *(f"{role}:{person[7:]}" for role in ("guardian", "student"))])
        linked = {word for row in own for word in row["subject"].split() if word.startswith("contact:")}
        kin = (f"{role}:{person[7:]}" for role in ("guardian", "student"))
        extract = await audit_about(connection, [person, *linked, *kin])
        chain = "НАРУШЕНА" if (await first_break(connection, session.key))[1] else "цела"
    made = pdf("act", act_paper(school, tombs[number], person[7:], rows, extract, chain))
    write_privately(out, made)


async def _one(session: "Session", code: str, roles: tuple[Role, ...]) -> "Person":
    """The one person of this code. Raises Refused."""
    from actions.finding import person_of_code

    async with session.database.read() as connection:
        return await person_of_code(connection, code, *roles)


async def _kept(session: "Session", code: str, roles: tuple[Role, ...]) -> dict[str, list[dict[str, Any]]]:
    from storage.erasing import audit_about, kept_about

    person = await _one(session, code, roles)
    async with session.database.read() as connection:
        kept = await kept_about(connection, person.id)
        tokens = [f"{word}:{person.id}" for word in ("person", "guardian", "student")]
        tokens += [f"contact:{row['id']}" for row in kept.get("contacts", ())]
        return kept | {"audit": await audit_about(connection, tokens)}
