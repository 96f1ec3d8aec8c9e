"""A consent as its signer reads it back: about whom, for what, where, and what became of it."""

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
