"""Taking back what was said: Telegram lets a bot delete its messages for 48 hours."""

from aiogram.methods import DeleteMessage

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.refusals import Refused
from school.messenger import Ambiguous, TryLater


async def delete(calls: Calls, chat: str, message_id: str) -> bool:
    """Delete our message for everybody; False when it is too old or not there. Raises TryLater, Undeliverable."""
    try:
        await calls.call(DeleteMessage(chat_id=int(chat), message_id=int(message_id)), chat)
    except Refused:
        return False
    except Ambiguous as unknown:  # a second try does no harm
        raise TryLater(1, cause="no_answer") from unknown
    return True
