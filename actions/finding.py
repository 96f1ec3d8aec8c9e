"""People found by the school's own id: the one who bears it, or a refusal that says where to look.

One database holds one school (`actions.regulating.the_school`), and in a school an id and a role are one person. Where
several bear it all the same nobody is taken, least of all the first.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.refusal import Refused
from school.access import Role
from school.institution import Person
from storage.people import people_by_code


async def person_of_code(connection: AsyncConnection, code: str, *roles: Role) -> Person:
    """The person with this id among the roles (all roles if none are named). Raises Refused."""
    found = await people_by_code(connection, code, *roles)
    if not found:
        raise Refused(
            "В школе нет человека с кодом «{code}». Проверьте код в журнале или сначала загрузите списки.", code=code
        )
    return _alone(code, found)


async def guardian_of_code(connection: AsyncConnection, guardian: str) -> Person:
    """The guardian with this id. Raises Refused."""
    found = await people_by_code(connection, guardian, Role.GUARDIAN)
    if not found:
        raise Refused(
            "В школе нет родителя с кодом «{guardian}». Проверьте --guardian или загрузите лист «Родители».",
            guardian=guardian,
        )
    return _alone(guardian, found)


async def student_of_code(connection: AsyncConnection, student: str) -> Person:
    """The student with this id. Raises Refused."""
    found = await people_by_code(connection, student, Role.STUDENT)
    if not found:
        raise Refused(
            "В школе нет ученика с кодом «{student}». Проверьте --student или загрузите лист «Ученики».",
            student=student,
        )
    return _alone(student, found)


def _alone(code: str, found: Sequence[Person]) -> Person:
    if len(found) > 1:
        roles = ", ".join(person.role for person in found)
        raise Refused(
            "Код «{code}» носят несколько человек ({roles}). Уточните: --guardian, --student или --staff.",
            code=code,
            roles=roles,
        )
    return found[0]
