"""`deadlines --journal`: is the journal kept in time, teacher by teacher (R21-R23, R33)."""

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.printing import print_json, print_table, put
from bot.commands.writing import write_privately

if TYPE_CHECKING:
    from actions.timeliness import Timeliness
    from bot.commands.session import Session


def show_journal(first: date | None, last: date | None, xlsx: Path | None, *, as_json: bool) -> None:
    """Print the table, or write it to a file. Days are the school's; without them, this week up to today."""
    from bot.commands.session import within
    from locales import voice
    from school.wording.timeliness import timeliness_rows

    async def found(session: "Session") -> "Timeliness":
        return await _found(session, first, last)

    table = within(found)
    if as_json:
        lines = [asdict(one) for one in table.teachers]
        print_json({"from": table.first, "to": table.last, "measured": table.measured, "teachers": lines})
        return
    title, header, rows = timeliness_rows(voice("ru"), table.teachers, table.first, table.last)
    if xlsx:
        from actions.sheets import sheet

        write_privately(xlsx, sheet(title, header, rows))
        put(f"Записано: {xlsx}")
    else:
        put(title)
        print_table(header, rows, numbers=header[1:])
        if not table.measured:
            put("За часть этих дней журнал ещё не загружали: они не считаются.")


async def _found(session: "Session", first: date | None, last: date | None) -> "Timeliness":
    from actions.refusal import Refused
    from actions.regulating import the_school
    from actions.timeliness import timeliness

    school = await the_school(session.database)
    today = school.local(session.now).date()
    ends = last or today
    begins = first or ends - timedelta(days=ends.weekday())
    if begins > ends:
        raise Refused(f"С {begins:%d.%m.%Y} по {ends:%d.%m.%Y} дней нет. Проверьте --from и --to.")
    return await timeliness(session.database, school.id, begins, ends, now=session.now)
