"""`queue retry` and `queue drop`: an administrator decides about what is stuck, and that is written down."""

from collections.abc import Sequence
from datetime import datetime

from actions.refusal import Refused
from storage import audit, parking
from storage.database import Database


async def retry_parked(
    database: Database, ids: Sequence[str], *, key: bytes, now: datetime, actor: str = "operator"
) -> tuple[str, ...]:
    """Send stuck rows once more; the ids done. Raises Refused when any can't be: then nothing changed."""
    rows, updates = _parted(ids)
    if updates:
        raise Refused("Обращение {ids} не повторить: его текст не хранится. Его можно снять: queue drop.", ids=ids[0])
    async with database.write() as connection:
        done = [str(one) for one in await parking.retry_rows(connection, rows, now)]
        _refuse_rest(ids, done, "Повторить можно только то, что застряло")
        for one in done:
            await audit.record(connection, key=key, at=now, actor=actor, act="retry_notice", subject=f"outbox:{one}")
    return tuple(done)


async def drop_parked(
    database: Database, ids: Sequence[str], *, key: bytes, now: datetime, actor: str = "operator"
) -> tuple[str, ...]:
    """Take rows out of the queue, and updates (`u12`) off the list of troubles; the ids done.

    A result that is dropped comes on the class teacher's list. Raises Refused when any can't be: then nothing changed.
    """
    rows, updates = _parted(ids)
    async with database.write() as connection:
        done = [str(one) for one in await parking.drop_rows(connection, rows, now)]
        done += [f"u{one}" for one in await parking.drop_updates(connection, updates)]
        _refuse_rest(ids, done, "Снять можно только то, что ещё в очереди")
        for one in done:
            subject = f"inbox:{one[1:]}" if one.startswith("u") else f"outbox:{one}"
            await audit.record(connection, key=key, at=now, actor=actor, act="drop_notice", subject=subject)
    return tuple(done)


def _parted(ids: Sequence[str]) -> tuple[list[int], list[int]]:
    """Rows of the outbox, and updates (`u12`). Raises Refused."""
    for one in ids:
        if not (one.removeprefix("u").isascii() and one.removeprefix("u").isdecimal() and len(one) < 10):
            raise Refused("«{one}» — не номер. Номера показывает python -m bot queue.", one=one)
    return [int(one) for one in ids if one[0] != "u"], [int(one[1:]) for one in ids if one[0] == "u"]


def _refuse_rest(ids: Sequence[str], done: Sequence[str], why: str) -> None:
    rest = [one for one in ids if str(one).lstrip("0") not in done and one not in done]
    if rest:
        raise Refused("{why}; {rest} — нет. Ничего не изменено.", why=why, rest=", ".join(rest))
