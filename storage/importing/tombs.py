"""Who was erased does not come back with an old file: their rows leave the staged sheets before anything is merged."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.sheets import SHEETS
from storage.importing.staging import STAGED, spans
from storage.tables import tombstones

_OWN = {"students": "student", "guardians": "guardian"}


async def drop_erased(
    connection: AsyncConnection, keys: Iterable[str], hashed: Callable[[str, str], str]
) -> dict[str, int]:
    """Delete the staged rows of erased people and those that name them; how many of each sheet.

    `hashed`: the tombstone's hash of a role and a code.
    """
    buried = {(row.role, row.code_hash): row.reason for row in await connection.execute(select(tombstones))}
    if not buried:
        return {}
    wanted, dropped = set(keys), dict[str, int]()
    dead = buried.keys() - (await _back(connection, buried, hashed) if "guardianships" in wanted else set())
    for rule in (rule for rule in SHEETS if rule.key in wanted):
        staged = STAGED[rule.key]
        named = [(field.points_at, staged.c[field.staged]) for field in rule.fields if field.points_at in _OWN.values()]
        named += [(_OWN[rule.key], staged.c.code)] if rule.key in _OWN else []
        for role, column in named:
            codes = await _dead(connection, column, lambda code, role=role: (role, hashed(role, code)) in dead)  # type: ignore[misc]
            done = [await connection.execute(delete(staged).where(column == code)) for code in codes]
            dropped[rule.key] = dropped.get(rule.key, 0) + sum(one.rowcount for one in done)
    for code in await _dead(connection, spans.c.student, lambda code: ("student", hashed("student", code)) in dead):
        await connection.execute(delete(spans).where(spans.c.student == code))
    return {key: number for key, number in dropped.items() if number}


async def _back(
    connection: AsyncConnection, buried: dict[tuple[str, str], str], hashed: Callable[[str, str], str]
) -> set[tuple[str, str]]:
    """Guardians who left with one child and come back with another, whom nobody erased."""
    kin = STAGED["guardianships"].c
    back = set()
    for guardian, student in await connection.execute(select(kin.guardian, kin.student)):
        grave = ("guardian", hashed("guardian", guardian))
        if buried.get(grave, "asked") != "asked" and ("student", hashed("student", student)) not in buried:
            back.add(grave)
    return back


async def _dead(connection: AsyncConnection, column: Any, is_dead: Callable[[str], bool]) -> list[str]:
    codes = (await connection.execute(select(column).where(column.is_not(None)).distinct())).scalars()
    return [code for code in codes if is_dead(code)]
