"""Moving the anchor of the audit on, while the service runs: never over a chain that does not hold the old one."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from actions.restoring import hold_older
from bot.anchor import Forged, keep_anchor, read_anchor
from storage import audit
from storage.database import Database

log = logging.getLogger(__name__)
EVERY = 30.0  # seconds: a cut within them shows by the daily notice only


async def keep_anchoring(database: Database, folder: Path, key: bytes) -> None:
    """Until cancelled; and once more then, so that a clean stop leaves nothing out."""
    try:
        while True:
            await _survive(database, folder, key)
            await asyncio.sleep(EVERY)
    finally:
        await _survive(database, folder, key)


async def hold_if_older(database: Database, folder: Path, key: bytes, now: datetime) -> bool:
    """Before anything leaves: is this the database that the folder knows? One that was put back by hand is held."""
    try:
        kept = await asyncio.to_thread(read_anchor, folder, key)
    except Forged:
        kept = None
    else:
        if kept is None:
            return False
        async with database.read() as connection:
            if await audit.head_at(connection, kept.id) == kept:
                return False
    held = await hold_older(database, kept, key=key, now=now)
    if held:
        log.error("the database is older than its audit was: nothing is sent before python -m bot queue release")
    return held


async def move_anchor(database: Database, folder: Path, key: bytes) -> bool:
    """Keep where the chain ends now; False, and the anchor stays, when the chain lacks what the anchor knows."""
    try:
        kept = await asyncio.to_thread(read_anchor, folder, key)
    except Forged:
        return False
    async with database.read() as connection:
        if kept and await audit.head_at(connection, kept.id) != kept:
            return False
        head = await audit.head(connection, kept)
    if head and head != kept:
        await asyncio.to_thread(keep_anchor, folder, key, head)
    return True


async def _survive(database: Database, folder: Path, key: bytes) -> None:
    try:
        if not await move_anchor(database, folder, key):
            log.error("the audit does not hold what its anchor knows: python -m bot audit verify")
    except Exception as trouble:
        log.error("the anchor of the audit cannot be moved: %s", type(trouble).__name__)
