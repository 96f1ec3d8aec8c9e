"""The row of the school itself, as its sheet says."""

from typing import Any

from sqlalchemy import insert, or_, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.institution import School
from school.profile import Profile, profile_text
from storage.schools import all_schools
from storage.tables import schools

_LOCK = 0x696D7072  # PostgreSQL: imports of several processes one after the other; SQLite has one writer anyway


async def school_to_import(connection: AsyncConnection) -> School | None:
    """The one school of this database, None before its first import; no other import runs until the commit."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = await all_schools(connection)
    return found[0] if found else None


async def add_school(connection: AsyncConnection, says: dict[str, Any], profile: Profile) -> None:
    """Lay a school down: `says` gives name, timezone, legal_form, year."""
    await connection.execute(insert(schools).values(**says, profile=profile_text(profile), channel_rules={}))


async def change_school(connection: AsyncConnection, school_id: int, says: dict[str, Any]) -> bool:
    """Let the school's row say this; whether it said otherwise before."""
    differs = or_(*(schools.c[name].is_distinct_from(value) for name, value in says.items()))
    done = await connection.execute(update(schools).where(schools.c.id == school_id, differs).values(**says))
    return done.rowcount > 0
