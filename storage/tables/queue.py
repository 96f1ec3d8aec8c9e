"""What came in and what goes out, and what was done."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Instant, key_column, metadata, reference

inbox = Table(
    "inbox",
    metadata,
    key_column(),
    Column("channel", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("payload", JSON),  # school.incoming.Incoming; emptied once answered
    Column("attempts", Integer, nullable=False),
    Column("done_at", Instant),
    Column("trouble", String),  # parked: a word for why
    UniqueConstraint("channel", "event_id"),
    Index(
        "ix_inbox_open", "channel", "id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")
    ),
)

outbox = Table(
    "outbox",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    reference("contact_id", "contacts"),
    Column("channel", String, nullable=False),  # the contact's, so that a lane claims its own without a join
    Column("kind", String, nullable=False),  # a row of scheduler.notices.NOTICES
    Column("ref_id", Integer),  # of what it tells: exam_results.id, announcements.id, contacts.id …
    Column("ref_day", Date),  # of a digest
    reference("student_id", "people", nullable=True),
    Column("dedupe_key", String, nullable=False, unique=True),
    Column("urgency", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("send_by", Instant),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("attempts", Integer, nullable=False, default=0),
    Column("repeated", Boolean, nullable=False, default=False),  # an ambiguous send is being repeated
    Column("owner", String),
    Column("epoch", Integer, nullable=False, default=0),
    Column("leased_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("message_id", String),  # the platform's, of the last part
    Column("message_ids", Text),  # of all parts, with spaces between, when there were several
    Column("read_at", Instant),  # when the platform said so (VK only: Telegram tells no bot)
    Column("acknowledged_at", Instant),
    Index(
        "ix_outbox_due",
        "channel",
        "urgency",
        "not_before",
        "id",
        sqlite_where=text("state IN ('queued', 'retry')"),
        postgresql_where=text("state IN ('queued', 'retry')"),
    ),
    Index("ix_outbox_ref", "kind", "ref_id"),
    Index(
        "ix_outbox_leased",
        "leased_until",
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index(
        "ix_outbox_parked",
        "kind",
        sqlite_where=text("state IN ('held', 'ambiguous')"),
        postgresql_where=text("state IN ('held', 'ambiguous')"),
    ),
)

cases = Table(
    "cases",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    reference("student_id", "people"),
    reference("guardian_id", "people", nullable=True),  # None: the journal names no guardian
    Column("kind", String, nullable=False),  # exam_result | final
    Column("ref_id", Integer, nullable=False),
    Column("key", String, nullable=False, unique=True),  # kind:ref:version:guardian
    Column("since", Instant, nullable=False),  # when trouble was first seen
    Column("send_by", Instant, nullable=False),
    Column("reason", String, nullable=False),
    Column("listed_at", Instant),  # on the last-mile list since; None: trouble that is watched
    Column("closed_at", Instant),
    Column("closed_by", ForeignKey("people.id", ondelete="SET NULL")),
    Column("how", String),  # by_hand | told | over
    Index(
        "ix_cases_open",
        "school_id",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

breaches = Table(
    "breaches",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    reference("student_id", "people"),
    reference("guardian_id", "people", nullable=True),
    Column("kind", String, nullable=False),
    Column("ref_id", Integer, nullable=False),
    Column("key", String, nullable=False, unique=True),  # as of cases
    Column("send_by", Instant, nullable=False),
    Column("cause", String, nullable=False),  # school.lateness.Cause
    Column("reason", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    key_column(),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),  # operator | system | contact:ID
    Column("act", String, nullable=False),  # a verb of actions: approve_contact, record_consent …
    Column("subject", String, nullable=False),  # ids only: "contact:12 student:7"
    Column("seal", LargeBinary, nullable=False),  # HMAC over the row and the seal before it
)
