"""The buttons under the notice of a restore: what waited goes out, or is taken out of the queue."""

from actions.refusal import Refused
from actions.restoring import release_restored
from handlers.visit import Visit
from school.incoming import Reply
from school.wording.restored import released, released_already


async def release(visit: Visit) -> Reply:
    """`release [drop]`, by an administrator."""
    desk, actor = visit.desk, f"person:{visit.staff('administrator')[0].id}"
    drop = visit.words[:1] == ("drop",)
    try:
        done = await release_restored(desk.database, drop=drop, key=desk.key, now=visit.now, actor=actor)
    except Refused:
        return visit.answer(released_already(visit.voice))
    return visit.answer(released(visit.voice, done.queued, done.ended))
