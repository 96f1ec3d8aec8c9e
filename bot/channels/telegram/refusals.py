"""What Telegram's refusals mean. Only wordings in the table are permanent; anything unknown is tried again."""

from dataclasses import dataclass, field
from typing import Any

from school.messenger import Ambiguous, TryLater, Undeliverable
from school.outbox import Reason

# https://core.telegram.org/bots/api#making-requests: the texts are not part of the API's promises, so compare parts of
# them, in lower case. (status, words, what it means for this address)
PERMANENT = (
    (403, "bot was blocked by the user", Reason.BLOCKED),
    (403, "user is deactivated", Reason.ADDRESS_DEAD),
    (403, "bot can't initiate conversation with a user", Reason.NEVER_WROTE),
    (400, "chat not found", Reason.ADDRESS_DEAD),
)
UNKNOWN_REFUSAL = 60.0  # seconds; the loop asks for longer and longer pauses and alarms
TOKEN_REFUSED = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Bot API answered: `ok` with its result, or a refusal."""

    status: int
    ok: bool
    genuine: bool = True  # said in the Bot API's JSON, not by something in between
    result: Any = None
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def says(self, words: str) -> bool:
        """Whether the refusal's text contains these words, in whatever case."""
        return words in self.description.lower()


class Flooded(TryLater):
    """429: too many requests, of this chat or of the whole bot; Telegram does not say which (see flood.py)."""


class Refused(TryLater):
    """A refusal that we don't know to be permanent: not delivered, to be tried again, with an alarm."""


class NotModified(Refused):
    """An edit that changes nothing: as good as done."""


def failure(answer: Answer) -> Exception:
    """What a refusal means to the delivery loop."""
    if answer.status == 429 or "retry_after" in answer.parameters:
        return Flooded(float(answer.parameters.get("retry_after") or 1), cause="flood")
    if "migrate_to_chat_id" in answer.parameters:  # a group: personal data never goes there
        return Undeliverable(Reason.ADDRESS_DEAD)
    for status, words, reason in PERMANENT:
        if answer.status == status and answer.says(words):
            return Undeliverable(reason)
    if answer.says("message is not modified"):
        return NotModified(0, cause="not_modified")
    return _passing(answer)


def _passing(answer: Answer) -> Exception:
    status = answer.status
    if 300 <= status < 500 and not answer.genuine:  # a redirect, a provider's or proxy's page, or a wrong address
        return TryLater(30, whole_lane=True, cause="not_the_api")
    if status in (401, 404):
        return TryLater(TOKEN_REFUSED, whole_lane=True, cause="token")
    if status == 409:
        return TryLater(5, cause="polled_elsewhere")
    if status >= 500 or status < 400:  # the server may have done it before it failed
        return Ambiguous(f"status {status}")
    return Refused(UNKNOWN_REFUSAL, cause="unknown_refusal")
