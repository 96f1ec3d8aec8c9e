"""Where a conversation stands: the step kept with the account. Any command leaves it; after an hour it is forgotten."""

from datetime import datetime, timedelta
from typing import Any

from actions.preferring import prefer
from handlers.visit import Visit

LASTS = timedelta(hours=1)


async def begin(visit: Visit, step: str, **about: Any) -> None:
    """The next message of this chat belongs to `step`."""
    await prefer(visit.desk.database, visit.account, dialog={"step": step, "at": visit.now.isoformat(), **about})


async def leave(visit: Visit) -> None:
    """The next message is a message like any other."""
    if visit.account.dialog is not None:
        await prefer(visit.desk.database, visit.account, dialog=None)


def step_of(visit: Visit, lasts: timedelta = LASTS) -> str:
    """The step that waits for an answer, "" when none does any more."""
    dialog = visit.account.dialog or {}
    begun = datetime.fromisoformat(dialog["at"]) if "at" in dialog else None
    return str(dialog.get("step", "")) if begun and timedelta(0) <= visit.now - begun < lasts else ""


def about(visit: Visit, name: str) -> int:
    """The id that the step is about; 0 when there is none."""
    return int((visit.account.dialog or {}).get(name, 0))
