"""Who may see what: one pure rule, and every read and every send passes through it (R01, R02, R04, R29, R37)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from school.outbox import Reason
from school.policy import Level

FAREWELL = timedelta(days=3)
MAJORITY = 18  # years: from that birthday on the student decides, and no guardian any more


class Role(StrEnum):
    GUARDIAN = "guardian"
    STUDENT = "student"
    STAFF = "staff"


class ContactState(StrEnum):
    """Where the link between a messenger account and a person stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    STOPPED = "stopped"  # by the person's own /stop


class ConsentState(StrEnum):
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Guardianship:
    restricted: bool = False  # a court document says: may not receive
    until: date | None = None  # last day it is alive


@dataclass(frozen=True, slots=True)
class Tie:
    """Everything the rule needs to know about one contact and one student, on the contact's channel."""

    contact: ContactState
    is_student: bool  # the contact's person is this very student
    guardianship: Guardianship | None  # of the contact's person over this student
    consent: ConsentState | None  # in writing: this student, this purpose, this channel; None = nothing on file
    level: Level  # what the school's policy allows for such facts on the channel
    enrolled_on: date | None = None
    left_on: date | None = None  # the last day, when the student left
    birth_date: date | None = None  # the student's; None: not known, taken for a child
    own: ConsentState | None = None  # the adult student's own word: this purpose, this channel
    held: bool = False  # restored from a copy: nobody has said yet that these rights are today's

    def of_age(self, today: date) -> bool:
        """Is the student an adult that day? Who is born on 29 February comes of age on 1 March of a common year."""
        return self.birth_date is not None and _birthday(self.birth_date, MAJORITY) <= today


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be said, and how much; if not, the word for why."""

    level: Level
    reason: Reason | None = None

    @property
    def allowed(self) -> bool:
        return self.reason is None


def may_decide(role: Role, duties: tuple[str, ...]) -> bool:
    """May this person decide on requests to be linked? Administrators only (R29)."""
    return role is Role.STAFF and "administrator" in duties


def may_receive(tie: Tie, today: date, *, farewell: bool = False) -> Verdict:
    """May this contact receive facts about this student today (the school's date)?

    A student's own contact is covered by a guardian's consent to the student's access; a guardian's by the
    guardian's own. From the student's majority on nothing goes to anyone without the student's own consent.
    """
    reason = (
        _contact(tie)
        or _kinship(tie, today)
        or _consent(tie, today)
        or _enrolment(tie, today, farewell)
        or _policy(tie)
        or (Reason.RESTORED if tie.held else None)
    )
    return Verdict(Level.OFF, reason) if reason else Verdict(tie.level)


def _contact(tie: Tie) -> Reason | None:
    if tie.contact is ContactState.APPROVED:
        return None
    return Reason.STOPPED if tie.contact is ContactState.STOPPED else Reason.NOT_APPROVED


def _kinship(tie: Tie, today: date) -> Reason | None:
    if tie.is_student:
        return None
    if tie.guardianship is None or (tie.guardianship.until is not None and tie.guardianship.until < today):
        return Reason.NO_GUARDIANSHIP
    return Reason.RESTRICTED if tie.guardianship.restricted else None


_CONSENT = {
    None: Reason.NO_CONSENT,
    ConsentState.REFUSED: Reason.REFUSED,
    ConsentState.WITHDRAWN: Reason.WITHDRAWN,
}


def _consent(tie: Tie, today: date) -> Reason | None:
    if tie.of_age(today):
        if tie.own is not ConsentState.SIGNED:
            return Reason.OF_AGE
        if tie.is_student:
            return None
    return None if tie.consent is ConsentState.SIGNED else _CONSENT[tie.consent]


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def _enrolment(tie: Tie, today: date, farewell: bool) -> Reason | None:
    early = tie.enrolled_on is not None and today < tie.enrolled_on
    gone = tie.left_on is not None and today > tie.left_on
    if farewell and gone and tie.left_on is not None and today <= tie.left_on + FAREWELL:
        return None
    return Reason.NOT_ENROLLED if early or gone else None


def _policy(tie: Tie) -> Reason | None:
    return Reason.CHANNEL_OFF if tie.level is Level.OFF else None
