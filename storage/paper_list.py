"""Whom no messenger may tell: guardians who refused or signed nothing; for them there is paper (R01, R30)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.access import ConsentState
from school.purposes import GUARDIAN_PURPOSES, Purpose
from storage.tables import classes, consents, guardianships, people


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A guardian and a student with the purposes that nothing signed covers on any channel, and the word for each."""

    student: str
    student_name: str
    school_class: str
    guardian: str
    guardian_name: str
    lacking: dict[Purpose, ConsentState | None]  # None: never asked, or no answer yet


async def paper_list(connection: AsyncConnection, day: date) -> tuple[OnPaper, ...]:
    """Every living, unrestricted guardianship over a student of that day with something unsigned, by class and name."""
    student, guardian = people.alias("student"), people.alias("guardian")
    word = and_(
        consents.c.guardian_id == guardian.c.id,
        consents.c.student_id == student.c.id,
        consents.c.purpose.in_(GUARDIAN_PURPOSES),
        consents.c.current,
    )
    alive = guardianships.c.restriction.is_(None) & or_(guardianships.c.until.is_(None), guardianships.c.until >= day)
    query = (
        select(guardianships.c.id, classes.c.title, consents.c.purpose, consents.c.state)
        .add_columns(student.c.code, student.c.last_name, student.c.first_name)
        .add_columns(guardian.c.code.label("guardian"), guardian.c.last_name.label("guardian_last"))
        .add_columns(guardian.c.first_name.label("guardian_first"), guardian.c.middle_name.label("guardian_middle"))
        .join(student, student.c.id == guardianships.c.student_id)
        .join(guardian, guardian.c.id == guardianships.c.guardian_id)
        .outerjoin(classes, classes.c.id == student.c.class_id)
        .outerjoin(consents, word)
        .where(alive & or_(student.c.left_on.is_(None), student.c.left_on >= day))
        .order_by(classes.c.title, student.c.last_name, student.c.first_name, student.c.id, guardianships.c.id)
    )
    grouped: dict[int, list[Any]] = {}
    for row in await connection.execute(query):
        grouped.setdefault(row.id, []).append(row)
    found = (_on_paper(rows) for rows in grouped.values())
    return tuple(one for one in found if one.lacking)


def _on_paper(rows: list[Any]) -> OnPaper:
    said = {(row.purpose, row.state) for row in rows}
    first = rows[0]
    return OnPaper(
        student=first.code,
        student_name=f"{first.last_name} {first.first_name}",
        school_class=first.title or "",
        guardian=first.guardian,
        guardian_name=" ".join(filter(None, (first.guardian_last, first.guardian_first, first.guardian_middle))),
        lacking={
            purpose: next((state for state in _ENDED if (purpose, state) in said), None)
            for purpose in GUARDIAN_PURPOSES
            if (purpose, ConsentState.SIGNED) not in said
        },
    )


_ENDED = (ConsentState.REFUSED, ConsentState.WITHDRAWN)
