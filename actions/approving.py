"""Approving at once all requests that need no thought: a signature for every child, a phone that the school knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.deciding import approve_contact
from actions.linking import waiting_requests
from school.access import ConsentState
from school.facts import LinkRequest
from school.institution import Person
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ApprovedAll:
    """How many were approved, and how many were left for a person to look at."""

    approved: int
    left: int


def matches(request: LinkRequest) -> bool:
    """Is everything in place: a phone that the journal gives to this person, and a signature for every child?

    Whoever has a messenger already is looked at one by one: somebody else may be asking with a paper that was lost.
    """
    signed = all(child.consent == ConsentState.SIGNED and not child.restricted for child in request.children)
    return bool(request.phone and request.children) and signed and not request.linked


async def approve_matching(
    database: Database, by: Person, chosen: Sequence[int], *, key: bytes, now: datetime
) -> ApprovedAll:
    """Approve those of the chosen requests that match still, oldest first. Raises Refused: too many for one day."""
    waiting, meant = await waiting_requests(database, by.school_id), set(chosen)
    ready = [one.contact_id for one in waiting if one.contact_id in meant and matches(one)]
    done = 0
    for contact_id in ready:
        decided = await approve_contact(database, contact_id, by, key=key, now=now)
        done += decided.outcome == "approved"
    return ApprovedAll(done, len(waiting) - done)
