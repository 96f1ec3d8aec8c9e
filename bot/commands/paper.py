"""`consent paper`: the families that no messenger may tell, for whom there is paper (R01, R30)."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.commands.consent import PURPOSES, STATES
from bot.commands.printing import AsJson, print_json, print_table, put

if TYPE_CHECKING:
    from bot.commands.session import Session
    from storage.paper_list import OnPaper


def paper(as_json: AsJson = False) -> None:
    """Показать, кому сообщать на бумаге: родители, которые отказались, отозвали согласие или ещё не подписали."""
    from bot.commands.session import within

    found = within(_found)
    if as_json:
        print_json([asdict(one) for one in found])
    elif found:
        titles = ("Класс", "Ученик", "Родитель", "На бумаге", "Почему")
        print_table(titles, [_row(one) for one in found])
    else:
        put("Бумага никому не нужна: все родители подписали согласие.")


async def _found(session: "Session") -> "tuple[OnPaper, ...]":
    from actions.regulating import the_school
    from school.clock import today
    from storage.paper_list import paper_list

    school = await the_school(session.database)
    async with session.database.read() as connection:
        return await paper_list(connection, today(session.now, school.zone))


def _row(one: "OnPaper") -> tuple[object, ...]:
    why = dict.fromkeys(STATES[state] if state else "согласия нет" for state in one.lacking.values())
    return (
        one.school_class,
        f"{one.student_name} ({one.student})",
        f"{one.guardian_name} ({one.guardian})",
        ", ".join(PURPOSES[purpose] for purpose in one.lacking),
        ", ".join(why),
    )
