"""Letters under announcements: a family's to the author, the author's answer to the family (R31)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.notices.kinds import Outcome, Ready, Worded
from school.outbox import Reason
from school.wording.letters import letter_answered, letter_came
from storage.letters import letters_by_id


async def word_letters(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To the author of the announcement."""
    found = await letters_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {}
    for one in ready:
        letter = found.get(one.row.ref_id or 0)
        worded[one.row.id] = Reason.GONE
        if letter:
            said = letter_came(one.voice, letter.id, letter.who, letter.announced, letter.text, level=one.level)
            worded[one.row.id] = Worded(said)
    return worded


async def word_letter_answers(connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
    """To the family that wrote."""
    found = await letters_by_id(connection, [one.row.ref_id for one in ready if one.row.ref_id])
    worded: dict[int, Outcome] = {}
    for one in ready:
        letter = found.get(one.row.ref_id or 0)
        worded[one.row.id] = Reason.GONE
        if letter:
            said = letter_answered(one.voice, letter.announcement_id, letter.announced, letter.text, level=one.level)
            worded[one.row.id] = Worded(said)
    return worded
