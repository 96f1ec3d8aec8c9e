"""/consent: what I agreed to, about whom and where; withdrawn in two taps, at once (152-FZ art. 9 p. 2)."""

from actions.consenting import withdraw_own
from handlers.starting import greet
from handlers.visit import Visit
from school.access import ContactState
from school.consents import OnFile
from school.incoming import Reply
from school.institution import Contact
from school.policy import Level
from school.purposes import Purpose
from school.wording import consents as wording
from storage.consents import signed_by
from storage.schools import school_by_id

KNOWN = (ContactState.APPROVED, ContactState.STOPPED)  # whom the school approved once may always take back a consent


async def consent(visit: Visit) -> Reply:
    """`consent`, `consent ask|withdraw all`, `consent ask|withdraw STUDENT PURPOSE`."""
    signers = [contact for contact in visit.account.contacts if contact.state in KNOWN]
    if not signers:
        return await greet(visit)
    step = visit.words[0] if visit.pressed and visit.words else ""
    if step == "withdraw":
        return await _withdraw(visit, signers)
    found, level = await _on_file(visit, signers)
    if step == "ask":
        which, chosen = _which(visit), [one for one in found if one.stands and _meant(visit, one)]
        if not chosen:
            return visit.answer(wording.consents_withdrawn(visit.voice, 0))
        return visit.answer(wording.withdraw_ask(visit.voice, chosen, which, level=level))
    return visit.answer(wording.consents(visit.voice, found, level=level))


async def _withdraw(visit: Visit, signers: list[Contact]) -> Reply:
    everything = _which(visit) == "all"
    withdrawn = await withdraw_own(
        visit.desk.database,
        [contact.person.id for contact in signers],
        student_id=None if everything else visit.number(1) or 0,
        purpose=None if everything else _purpose(visit),
        key=visit.desk.key,
        now=visit.now,
        actor=f"contact:{signers[0].id}",
    )
    return visit.answer(wording.consents_withdrawn(visit.voice, len(withdrawn)))


async def _on_file(visit: Visit, signers: list[Contact]) -> tuple[tuple[OnFile, ...], Level]:
    async with visit.desk.database.read() as connection:
        found = await signed_by(connection, [contact.person.id for contact in signers])
        school = await school_by_id(connection, signers[0].person.school_id)
    return found, school.level(visit.incoming.channel, visit.now)


def _which(visit: Visit) -> str:
    return " ".join(visit.words[1:]) or "all"


def _meant(visit: Visit, one: OnFile) -> bool:
    return _which(visit) == "all" or (one.student.id == visit.number(1) and one.purpose is _purpose(visit))


def _purpose(visit: Visit) -> Purpose | None:
    word = visit.words[2] if len(visit.words) > 2 else ""
    return Purpose(word) if word in list(Purpose) else None
