"""`deadlines`: the ledger of what must be told, for every result and guardian (R18)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import day_of
from bot.commands.kept_journal import show_journal
from bot.commands.printing import AsJson, duration, print_json, print_table, put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from actions.deadlines import LedgerLine
    from bot.commands.session import Session
    from school.institution import School

KINDS = {"exam": "экзамен", "final": "итоговая"}


JOURNAL = typer.Option(
    "--journal", help="Вместо этого: своевременность журнала по учителям (темы, задания, оценки, пропуски)."
)
FIRST = typer.Option("--from", metavar="DATE", help="С --journal: первый день; иначе понедельник этой недели.")
LAST = typer.Option("--to", metavar="DATE", help="С --journal: последний день; иначе сегодня.")
XLSX = typer.Option("--xlsx", metavar="FILE", help="С --journal: записать таблицу в файл XLSX.")


def deadlines(
    as_json: AsJson = False,
    journal: Annotated[bool, JOURNAL] = False,
    first: Annotated[str | None, FIRST] = None,
    last: Annotated[str | None, LAST] = None,
    xlsx: Annotated[Path | None, XLSX] = None,
) -> None:
    """Показать сроки: каждый результат и каждый родитель — когда и где сообщено, или почему ещё нет и сколько осталось.

    Сначала то, что не сообщено, по сроку; затем сообщённое. Результаты за последние 60 дней. С --journal —
    своевременность журнала: время записи берётся из журнала, а если он его не называет, то из первого импорта.
    """
    from bot.commands.session import within

    if (first or last or xlsx) and not journal:
        raise typer.BadParameter("--from, --to и --xlsx бывают только с --journal")
    if journal:
        if xlsx and as_json:
            raise typer.BadParameter("--xlsx и --json вместе не указывают")
        show_journal(day_of(first) if first else None, day_of(last) if last else None, xlsx, as_json=as_json)
        return
    lines, school, now = within(_found)
    if as_json:
        print_json([_values(line, now) for line in lines])
    elif lines and school:
        titles = ("Ученик", "Класс", "Родитель", "Что", "Предмет", "Сообщить до", "Осталось", "Состояние")
        print_table(titles, [_row(line, school, now) for line in lines], numbers=("Осталось",))
    else:
        put("Результатов, о которых надо сообщить, нет.")


async def _found(session: "Session") -> "tuple[Sequence[LedgerLine], School | None, datetime]":
    from actions.deadlines import ledger
    from storage.schools import all_schools

    async with session.database.read() as connection:
        schools = await all_schools(connection)
    lines = await ledger(session.database, now=session.now)
    ordered = sorted(lines, key=lambda line: (line.settled, line.send_by))
    return ordered, schools[0] if schools else None, session.now


def _values(line: "LedgerLine", now: "datetime") -> dict[str, Any]:
    """Stable keys; `seconds_left` is None once told (or told by hand), negative when the deadline is over."""
    return {
        "student": line.student_code,
        "student_name": f"{line.student.last_name} {line.student.name}",
        "class": line.student.school_class or None,
        "guardian": line.guardian_code,
        "guardian_name": line.guardian,
        "kind": line.kind,
        "subject": line.subject,
        "received_at": line.received_at,
        "send_by": line.send_by,
        "state": line.state,
        "told_at": line.told_at,
        "channel": line.channel,
        "acknowledged_at": line.acknowledged_at,
        "reason": line.reason,
        "seconds_left": None if line.settled else line.seconds_left(now),
        "case": line.case_id,
        "listed_at": line.listed_at,
        "breach": line.breach,
    }


def _row(line: "LedgerLine", school: "School", now: "datetime") -> tuple[object, ...]:
    return (
        f"{line.student.last_name} {line.student.name}",
        line.student.school_class,
        line.guardian or "—",
        KINDS[line.kind],
        line.subject,
        f"{school.local(line.send_by):%d.%m %H:%M}",
        "" if line.settled else duration(line.seconds_left(now)),
        _state(line, school),
    )


def _state(line: "LedgerLine", school: "School") -> str:
    from locales import voice
    from school.wording.reasons import reason_words
    from school.wording.staff import channel_name

    speaker = voice("ru")
    where = channel_name(speaker, line.channel) if line.channel else ""
    why = reason_words(speaker, line.reason) if line.reason else ""
    if line.state == "told" and line.told_at:
        seen = ", ознакомлен" if line.acknowledged_at else ""
        return f"сообщено {school.local(line.told_at):%d.%m %H:%M}, {where}{seen}"
    if line.state == "by_hand" and line.told_at:
        return f"сообщено лично {school.local(line.told_at):%d.%m %H:%M}"
    listed = f"; в списке «сообщить лично», № {line.case_id}" if line.case_id else ""
    if line.state == "waiting":
        return f"отправляется, {where}" + (f" ({why})" if why else "") + listed
    return f"не сообщено: {why}{listed}"
