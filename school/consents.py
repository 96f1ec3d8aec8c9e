"""A consent as its signer reads it back: about whom, for what, where, and what became of it."""

import re
from dataclasses import dataclass
from datetime import date

from school.access import ConsentState
from school.facts import Student
from school.purposes import Purpose


@dataclass(frozen=True, slots=True)
class OnFile:
    """A word that stands in the registry."""

    id: int
    signer_id: int
    student: Student
    purpose: Purpose
    channel: str
    state: ConsentState
    number: str | None
    signed_on: date | None

    @property
    def stands(self) -> bool:
        """Signed, and neither withdrawn nor replaced by a refusal."""
        return self.state is ConsentState.SIGNED


_PAPER = re.compile(
    r"\s*(?:№|N|No\.?)?\s*(\S.{0,39}?),?\s+(?:(?:от|of)\s+)?(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г\.?)?\s*", re.I
)


def paper_of(text: str) -> tuple[str, date] | None:
    """The number and the date of a paper as people type them, «17 от 01.09.2026»; None when it is no such text."""
    found = _PAPER.fullmatch(text)
    if found is None:
        return None
    number, day, month, year = found.groups()
    try:
        return number, date(int(year), int(month), int(day))
    except ValueError:
        return None
