"""To administrators: a colleague asks for a second look at the console. It names nobody: the same at every level."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school.outbox import Reason
from school.wording.entering import second_look_asked
from storage.second_looks import second_look_by_id


async def word_second_looks(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """What is asked, while nobody has decided."""
    looks = {number: await second_look_by_id(connection, number) for number in {one.row.ref_id or 0 for one in ready}}
    worded: dict[int, Outcome] = {}
    for one in ready:
        look = looks[one.row.ref_id or 0]
        waits = look is not None and look.decided_at is None
        worded[one.row.id] = Reason.SUPERSEDED
        if look and waits:
            worded[one.row.id] = Worded(second_look_asked(one.voice, look.what, look.count))
    return worded
