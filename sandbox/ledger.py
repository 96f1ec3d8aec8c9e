"""What the platforms accepted and what they refused: the judge in tests of faults."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that a platform took from the bot; `text` is after parsing, `time` is ISO 8601."""

    platform: str
    chat: int
    message_id: int
    text: str
    time: str
    random_id: int | None = None
    files: tuple[str, ...] = ()


class Ledger:
    """Accepted messages in order, edits apart, repeats that VK swallowed, refusals by code."""

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self.edits: list[Accepted] = []
        self.repeats: list[Accepted] = []
        self.refused: dict[str, Counter[str]] = {"telegram": Counter(), "vk": Counter()}

    def refuse(self, platform: str, code: int) -> None:
        """Count one refusal."""
        self.refused[platform][str(code)] += 1

    def as_json(self) -> dict[str, Any]:
        """What /sandbox/ledger shows."""
        return {
            "accepted": [asdict(one) for one in self.accepted],
            "edits": [asdict(one) for one in self.edits],
            "repeats": [asdict(one) for one in self.repeats],
            "refused": {platform: dict(counts) for platform, counts in self.refused.items()},
        }
