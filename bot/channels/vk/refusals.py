"""What VK's error codes mean: https://dev.vk.com/ru/reference/errors. Unknown ones are tried again, never permanent."""

from school.messenger import TryLater, Undeliverable
from school.outbox import Reason

PERMANENT = {
    18: Reason.ADDRESS_DEAD,  # the user was deleted or banned
    900: Reason.BLOCKED,  # the user blacklisted us
    901: Reason.NEVER_WROTE,  # no permission to write: never wrote, or denied messages
    902: Reason.BLOCKED,  # privacy settings
}
# code: (seconds, whole lane, cause). random_id makes every repetition safe, so nothing in VK is ambiguous.
QUOTA, QUOTA_PAUSES = "quota", (60.0, 120.0, 300.0, 600.0, 900.0)  # seconds; VK does not say how long it lasts
PASSING = {
    5: (60.0, True, "token"),
    27: (60.0, True, "token"),
    6: (0.4, True, "too_fast"),
    9: (60.0, False, "flood"),
    10: (2.0, False, "internal"),
    14: (60.0, True, "captcha"),
    29: (QUOTA_PAUSES[0], True, QUOTA),  # longer and longer when it goes on: bot.channels.vk.quotas
    950: (2.0, False, "timed_out"),
}
OUR_FAULT = {911: "the keyboard", 914: "the length"}  # a bug of ours: repeating the same words won't help
UNKNOWN_REFUSAL = 60.0  # seconds
UNREACHABLE, NOT_AN_ANSWER = "unreachable", "not_an_answer"


class Refused(TryLater):
    """A refusal that we don't know to be permanent: not done, to be tried again, with an alarm."""

    def __init__(self, code: int) -> None:
        super().__init__(UNKNOWN_REFUSAL, cause="unknown_refusal")
        self.code = code


def failure(code: int) -> Exception:
    """What an error code means to the delivery loop."""
    if code in PERMANENT:
        return Undeliverable(PERMANENT[code])
    if code in PASSING:
        after, whole_lane, cause = PASSING[code]
        return TryLater(after, whole_lane=whole_lane, cause=cause)
    if code in OUR_FAULT:
        return ValueError(f"VK refused {OUR_FAULT[code]} of our message ({code})")
    return Refused(code)
