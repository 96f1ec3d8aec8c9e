"""Alarms of the house itself."""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from locales import Voice
from scheduler.notices.kinds import Outcome, Ready, Word, Worded
from school.message import Message
from school.wording.health import audit_broken, channel_down, token_refused


def _word(said: Callable[[Voice], Message]) -> Word:
    async def word_alarms(_connection: AsyncConnection, ready: Sequence[Ready]) -> dict[int, Outcome]:
        return {one.row.id: Worded(said(one.voice)) for one in ready}

    return word_alarms


def down(channel: str) -> Word:
    """A messenger does not answer."""
    return _word(lambda voice: channel_down(voice, channel))


def token(channel: str) -> Word:
    """A messenger refuses our token."""
    return _word(lambda voice: token_refused(voice, channel))


word_audit = _word(audit_broken)
