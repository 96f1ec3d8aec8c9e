"""The school of tests/scheduler, and passes of the watcher over it."""

from typing import Any

from sqlalchemy import Table, select

from scheduler.planning import catch_up
from scheduler.watching import watch
from storage import tables
from tests.scheduler.conftest import Post, post

__all__ = ["Post", "listed", "post", "rows", "tick"]


async def rows(post: Post, table: Table) -> list[Any]:
    """Every row of a table, oldest first."""
    async with post.database.read() as connection:
        return list((await connection.execute(select(table).order_by(table.c.id))).all())


async def listed(post: Post) -> list[tuple[str | None, str]]:
    """(guardian, reason) of the open cases on the list, guardians by their names of the cast."""
    names = {person_id: name for name, person_id in post.world.people.items()}
    found = [row for row in await rows(post, tables.cases) if row.listed_at and not row.closed_at]
    return sorted((names.get(row.guardian_id), row.reason) for row in found)


async def tick(post: Post) -> None:
    """What the process does at this instant."""
    await catch_up(post.database, post.clock.now())
    await watch(post.database, post.clock.now())
    await post.deliver()
