"""What a family says back to an announcement: an answer to its question, a letter where the school lets it (R31)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.drafts import draft_of
from actions.refusal import Refused
from school.institution import Account, Person
from school.outbox import Urgency
from storage import audit, letters, polls
from storage.announcements import Draft
from storage.database import Database
from storage.outbox import acknowledge_rows, add_notice
from storage.schools import school_by_id
from storage.watching import ways_to

LONGEST = 2_000  # characters of a letter


@dataclass(frozen=True, slots=True)
class Answered:
    """`closed`: the time to answer is over, or the announcement is recalled; `none`: it was not told to them."""

    outcome: Literal["noted", "closed", "none"]
    text: str = ""  # the answer chosen
    until: datetime | None = None  # changeable until then (UTC); None: as long as it stands


async def answer_question(
    database: Database, announcement_id: int, account: Account, number: int, *, now: datetime
) -> Answered:
    """One answer for each person this account stands for; the last one counts, until the announcement's end."""
    async with database.write() as connection:
        draft = await draft_of(connection, announcement_id)
        said = draft.announcement
        ids = [contact.id for contact in account.approved()]
        told = await polls.told_people(connection, announcement_id, ids)
        if not told or not 0 < number <= len(said.options):
            return Answered("none")
        if draft.recalled_at or (said.until and now > said.until):
            return Answered("closed", until=said.until)
        await polls.set_answer(connection, announcement_id, sorted({person for _, person in told}), number, now)
        await acknowledge_rows(connection, "announcement", announcement_id, [contact for contact, _ in told], now)
    return Answered("noted", said.options[number - 1], said.until)


async def may_write(database: Database, announcement_id: int, account: Account) -> bool:
    """May this account answer the announcement with words? Raises Refused when it was not told to it."""
    async with database.read() as connection:
        draft, _ = await _told(connection, announcement_id, account)
        return (await school_by_id(connection, draft.school_id)).profile.correspondence


async def write_letter(
    database: Database, announcement_id: int, account: Account, text: str, *, key: bytes, now: datetime
) -> int:
    """A family's words to the author of an announcement; the letter's id. Raises Refused where it may not be."""
    async with database.write() as connection:
        draft, contact_id = await _told(connection, announcement_id, account)
        school = await school_by_id(connection, draft.school_id)
        if not school.profile.correspondence or not 0 < len(text) <= LONGEST:
            raise Refused("Здесь письма учителю не принимаются, или письмо длиннее 2000 знаков.")
        made = await letters.add_letter(connection, announcement_id, contact_id, None, text, now)
        for way in await ways_to(connection, [draft.author_id]):
            if way.reachable:
                about = (way.contact_id, way.channel, "letter")
                await _notify(connection, draft.school_id, about, made, now)
        subject = f"announcement:{announcement_id} letter:{made}"
        await audit.record(
            connection, key=key, at=now, actor=f"contact:{contact_id}", act="write_letter", subject=subject
        )
    return made


async def answer_letter(
    database: Database, letter_id: int, teacher: Person, text: str, *, key: bytes, now: datetime
) -> None:
    """The teacher's answer, to the account that wrote. Raises Refused when it was not written to this teacher."""
    async with database.write() as connection:
        found = await letters.letters_by_id(connection, [letter_id])
        letter = found.get(letter_id)
        if letter is None or letter.to_person != teacher.id or not 0 < len(text) <= LONGEST:
            raise Refused("Такого письма вам нет, или ответ длиннее 2000 знаков.")
        made = await letters.add_letter(connection, letter.announcement_id, letter.contact_id, teacher.id, text, now)
        about = (letter.contact_id, letter.channel, "letter_answer")
        await _notify(connection, teacher.school_id, about, made, now)
        subject, actor = f"announcement:{letter.announcement_id} letter:{made}", f"person:{teacher.id}"
        await audit.record(connection, key=key, at=now, actor=actor, act="answer_letter", subject=subject)


async def _told(connection: AsyncConnection, announcement_id: int, account: Account) -> tuple[Draft, int]:
    """The announcement, and the contact of this account that it went to."""
    draft = await draft_of(connection, announcement_id)
    ids = [contact.id for contact in account.approved()]
    told = await polls.told_people(connection, announcement_id, ids)
    if not told:
        raise Refused("Такого объявления нет.")
    return draft, told[0][0]


async def _notify(
    connection: AsyncConnection, school_id: int, about: tuple[int, str, str], letter_id: int, now: datetime
) -> None:
    contact_id, channel, kind = about
    await add_notice(
        connection,
        school_id=school_id,
        contact_id=contact_id,
        channel=channel,
        kind=kind,
        ref_id=letter_id,
        dedupe_key=f"{kind}:{letter_id}:{contact_id}",
        urgency=Urgency.APPROVAL,
        not_before=now,
        created_at=now,
    )
