"""What the audit keeps of an answer: who saw what about whom, by kind and never by content (R24, issue of access)."""

from collections.abc import Sequence

from handlers.pupils import Pupil
from handlers.visit import Visit
from school.access import Role
from school.incoming import Reading


def about_pupils(verb: str, pupils: Sequence[Pupil]) -> tuple[Reading, ...]:
    """An answer about these pupils: a row for each link that gave the right."""
    by_contact: dict[int, list[str]] = {}
    for pupil in pupils:
        by_contact.setdefault(pupil.contact_id, []).append(f"student:{pupil.student.id}")
    return tuple(Reading(contact, f"read_{verb}", " ".join(subjects)) for contact, subjects in by_contact.items())


def by_staff(visit: Visit, verb: str, subjects: Sequence[str]) -> tuple[Reading, ...]:
    """What a member of staff was shown about these ("class:3", "contact:12"); nothing when there are none."""
    links = visit.account.approved(Role.STAFF)
    return (Reading(links[0].id, f"read_{verb}", " ".join(subjects)),) if links and subjects else ()
