"""The proof: for each thing that had to be told about a student, to whom it was told, on what consent, how and when —
or why not, and who told the family in person. One value; `python -m bot proof` makes a paper or JSON of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.deadlines import ON_ITS_WAY, consents_by_pair, deadline, why_not
from actions.finding import student_of_code
from actions.refusal import Refused
from school.access import ContactState
from school.clock import today
from school.institution import School
from school.outbox import Reason, State
from school.purposes import PURPOSE_OF, Purpose
from storage import audit, proof
from storage.consents import standing_consents
from storage.database import Database
from storage.disclosures import Disclosure, disclosures
from storage.ledger import Entry, entries
from storage.proof import Kin, Link, Matter, Pupil, Word
from storage.schools import school_by_id

EVENTS = {"exam": "exam_result", "final": "final", "announcement": "announcement"}
_WORDS = {kind: word for word, kind in EVENTS.items()}
LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Telling:
    """One reader of one event, on one messenger; or one reader who was not told, and why."""

    person: str  # the school's own id
    name: str
    relation: str  # мать, ученик …
    outcome: str  # told | maybe | waiting | not_told | by_hand
    consent: Word | None  # the word in force then, on this channel; without a message, the last word at all
    contact: int | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    channel: str | None = None
    outbox: int | None = None
    message_id: str | None = None
    version: int | None = None
    queued_at: datetime | None = None
    accepted_at: datetime | None = None  # by the messenger's server
    read_at: datetime | None = None
    acknowledged_at: datetime | None = None
    attempts: int = 0
    repeated: bool = False
    reason: str | None = None  # a Reason word
    by_hand_at: datetime | None = None
    by_hand_by: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that had to be told, and everyone whom it concerned."""

    event: str  # exam:12
    title: str
    version: int
    received_at: datetime
    entered_at: datetime | None
    send_by: datetime | None
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything about one student. Instants are UTC."""

    school: School
    student: Pupil
    made_at: datetime
    audit: audit.Head | None
    audit_whole: bool
    events: tuple[Event, ...]
    everyday: tuple[Disclosure, ...]  # digests and changes of the timetable
    words: tuple[tuple[Word, str], ...]  # every word on paper, with the guardian's name
    kin: tuple[Kin, ...]


async def prove(database: Database, student: str, *, event: str | None = None, key: bytes, now: datetime) -> Proof:
    """The proof of a student (the school's own id), of one event or of all. Raises Refused: no such one."""
    kind, ref_id = _wanted(event)
    async with database.read() as connection:
        desk = await _Desk.of(connection, (await student_of_code(connection, student)).id, now)
        matters = [one for one in desk.matters if event is None or (one.kind, one.ref_id) == (kind, ref_id)]
        if event and not matters:
            raise Refused(
                "У ученика «{student}» нет события {event}. Список: без --event.", student=student, event=event
            )
        _, broken = await audit.first_break(connection, key)
        head = await audit.head(connection)
    everyday = [one for one in desk.rows if one.kind in ("digest", "changes") and event is None]
    names = {one.id: one.name for one in desk.kin}
    return Proof(
        school=desk.school,
        student=desk.pupil,
        made_at=now,
        audit=head,
        audit_whole=broken is None,
        events=tuple(desk.event(one) for one in matters),
        everyday=tuple(everyday),
        words=tuple((word, names.get(word.guardian_id, "")) for word in desk.words),
        kin=desk.kin,
    )


def _wanted(event: str | None) -> tuple[str, int]:
    if event is None:
        return "", 0
    word, _, number = event.partition(":")
    if word not in EVENTS or not number.isdecimal():
        raise Refused("--event {event}: нужно exam:ID, final:ID или announcement:ID.", event=event)
    return EVENTS[word], int(number)


@dataclass(frozen=True, slots=True)
class _Desk:
    """All the papers about one student, laid out."""

    school: School
    pupil: Pupil
    kin: tuple[Kin, ...]
    words: tuple[Word, ...]
    links: dict[int, Link]
    rows: tuple[Disclosure, ...]
    matters: tuple[Matter, ...]
    entries: dict[tuple[str, int, int | None], Entry]
    reasons: dict[tuple[str, int, int | None], str]
    hand: dict[str, proof.ByHand]
    now: datetime

    @classmethod
    async def of(cls, connection: AsyncConnection, student_id: int, now: datetime) -> "_Desk":
        pupil = await proof.pupil(connection, student_id)
        school = await school_by_id(connection, pupil.school_id)
        kin = await proof.kin_of(connection, student_id)
        rows = await disclosures(connection, student_id)
        people = sorted({one.id for one in kin} | {student_id} | {row.person_id for row in rows})
        announced = [row.ref_id for row in rows if row.kind == "announcement" and row.ref_id]
        owed = [one for one in await entries(connection, LONG_AGO) if one.student_id == student_id]
        standing = consents_by_pair(await standing_consents(connection, [student_id]))
        by_place = {(one.kind, one.ref_id, one.guardian_id): one for one in owed}
        return cls(
            school=school,
            pupil=pupil,
            kin=kin,
            words=await proof.words_about(connection, student_id),
            links={link.id: link for link in await proof.links_of(connection, people)},
            rows=rows,
            matters=await proof.matters_of(connection, pupil, announced),
            entries=by_place,
            reasons={place: why_not(one, school, standing, now) for place, one in by_place.items()},
            hand={one.key: one for one in await proof.told_by_hand(connection, student_id)},
            now=now,
        )

    def event(self, matter: Matter) -> Event:
        """Everyone whom a matter concerned."""
        rows = [row for row in self.rows if (row.kind, row.ref_id) == (matter.kind, matter.ref_id)]
        tellings = [self._told(row, matter) for row in rows]
        for one in self.kin:
            final = [row for row in rows if row.person_id == one.id and row.version in (None, matter.version)]
            if not any(row.state in (State.SENT, *ON_ITS_WAY) for row in final):
                told = self._not_told(one, matter, bool(final))
                tellings += [told] if told else []
        entry = next((one for place, one in self.entries.items() if place[:2] == (matter.kind, matter.ref_id)), None)
        return Event(
            event=f"{_WORDS[matter.kind]}:{matter.ref_id}",
            title=matter.title,
            version=matter.version,
            received_at=matter.received_at,
            entered_at=matter.seen_at,
            send_by=deadline(entry, self.school) if entry else None,
            tellings=tuple(tellings),
        )

    def _told(self, row: Disclosure, matter: Matter) -> Telling:
        link, at = self.links.get(row.contact_id), row.settled_at or self.now
        outcome = {State.SENT: "told", State.AMBIGUOUS: "maybe"}.get(State(row.state), "not_told")
        kin = next((one for one in self.kin if one.id == row.person_id), None)
        return Telling(
            person=row.person_code,
            name=row.person_name,
            relation=(kin.relation or "представитель") if kin else "ученик",
            outcome="waiting" if row.state in ON_ITS_WAY else outcome,
            consent=self._word(row.person_id, row.channel, matter.kind, at),
            contact=row.contact_id,
            approved_at=link.decided_at if link else None,
            approved_by=link.decided_by if link else None,
            channel=row.channel,
            outbox=row.id,
            message_id=row.message_id,
            version=row.version,
            queued_at=row.created_at,
            accepted_at=row.settled_at if row.state == State.SENT else None,
            read_at=row.read_at,
            acknowledged_at=row.acknowledged_at,
            attempts=row.attempts,
            repeated=row.repeated,
            reason=row.reason if row.state != State.SENT else None,
        )

    def _not_told(self, one: Kin, matter: Matter, queued: bool) -> Telling | None:
        """A guardian whom no messenger told: by hand, or why not. None when the rows already say why."""
        hand = self.hand.get(f"{matter.kind}:{matter.ref_id}:{matter.version}:{one.id}")
        if queued and hand is None:
            return None
        reason = self.reasons.get((matter.kind, matter.ref_id, one.id)) or self._why(one, matter)
        if reason == Reason.NO_CONTACT and self._linked(one):
            reason = Reason.NOT_YET  # a messenger is there: it was never queued for it
        return Telling(
            person=one.code,
            name=one.name,
            relation=one.relation or "представитель",
            outcome="by_hand" if hand else "not_told",
            consent=self._word(one.id, None, matter.kind, self.now),
            reason=reason,
            by_hand_at=hand.at if hand else None,
            by_hand_by=hand.by if hand else None,
        )

    def _linked(self, one: Kin) -> bool:
        return any(link.person_id == one.id and link.state == ContactState.APPROVED for link in self.links.values())

    def _word(self, person_id: int, channel: str | None, kind: str, at: datetime) -> Word | None:
        """The last word before an instant that bears on telling this person."""
        own = person_id == self.pupil.id
        purpose = Purpose.STUDENT_ACCESS if own else PURPOSE_OF[kind]
        fitting = [
            word
            for word in self.words
            if word.purpose == purpose
            and (own or word.guardian_id == person_id)
            and channel in (None, word.channel)
            and word.recorded_at <= at
        ]
        last = {(word.guardian_id, word.channel): word for word in fitting}.values()
        return next((word for word in last if word.state == "signed"), next(iter(last), None))

    def _why(self, one: Kin, matter: Matter) -> str:
        """Of an announcement: what stands in the way now."""
        if one.until and one.until < today(self.now, self.school.zone):
            return Reason.NO_GUARDIANSHIP
        if one.restriction:
            return Reason.RESTRICTED
        word = self._word(one.id, None, matter.kind, self.now)
        if word is None or word.state != "signed":
            return {"refused": Reason.REFUSED, "withdrawn": Reason.WITHDRAWN}.get(
                word.state if word else "", Reason.NO_CONSENT
            )
        applied = any(link.person_id == one.id for link in self.links.values())
        return Reason.NOT_APPROVED if applied and not self._linked(one) else Reason.NO_CONTACT
