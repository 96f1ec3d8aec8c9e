"""A signed form sent in chat by someone whose request waits, and its showing to an administrator."""

import asyncio
import secrets
from pathlib import Path

from actions.scanning import SHOWN, forget_shown, keep_scan, open_scans
from handlers.attachments import fetched
from handlers.collecting import may_take
from handlers.discretion import may_name
from handlers.visit import Visit
from school.access import ContactState
from school.incoming import Reply
from school.institution import Contact
from school.messenger import Undeliverable
from school.wording import scans as wording


def brings_form(visit: Visit) -> bool:
    """Is this a file of somebody whose request waits?"""
    return visit.incoming.file is not None and bool(_waiting(visit))


async def take_form(visit: Visit) -> Reply:
    """Keep the file with the request."""
    file, contacts = visit.incoming.file, _waiting(visit)
    if file is None or not await may_take(visit, school_id=contacts[0].person.school_id):
        return visit.say(wording.scan_refused(visit.voice))
    desk, folder = visit.desk, visit.desk.files.parent
    try:
        content = await fetched(desk, file)
    except Undeliverable:
        return visit.say(wording.scan_refused(visit.voice))
    count = await keep_scan(desk.database, contacts[0], content, folder=folder, key=desk.key, now=visit.now)
    return visit.say(wording.scan_kept(visit.voice, count) if count else wording.scan_refused(visit.voice))


async def show_form(visit: Visit) -> Reply:
    """`scan C`: the pages of a request's form, to an administrator, where names may be shown to staff."""
    by, contact_id = visit.staff("administrator")[0], visit.number(0)
    if not await may_name(visit, by):
        return visit.say(wording.scans_elsewhere(visit.voice))
    desk, data = visit.desk, visit.desk.files.parent
    opened = await open_scans(desk.database, contact_id or 0, by, folder=data, key=desk.key, now=visit.now)
    if not opened:
        return visit.say(wording.scans_none(visit.voice))
    folder = data / SHOWN
    await asyncio.to_thread(forget_shown, folder)
    paths = [await asyncio.to_thread(_lay_out, folder, scan.name, content) for scan, content in opened]
    pages = zip(opened, paths, strict=True)
    return visit.say(*(wording.scan_shown(visit.voice, path, one.name, one.picture) for (one, _), path in pages))


def _lay_out(folder: Path, name: str, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(8)}-{name}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return str(path)


def _waiting(visit: Visit) -> list[Contact]:
    return [contact for contact in visit.account.contacts if contact.state is ContactState.WAITING]
