"""Who may be told, and where: consents, messenger accounts, the links between accounts and people."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, String, Table, Time, UniqueConstraint, text

from storage.tables.columns import Instant, key_column, metadata, reference

consents = Table(
    "consents",
    metadata,
    key_column(),
    reference("guardian_id", "people"),
    reference("student_id", "people"),
    Column("channel", String, nullable=False),
    Column("purpose", String, nullable=False),  # school.purposes.Purpose
    Column("state", String, nullable=False),  # signed | refused | withdrawn
    Column("number", String),
    Column("signed_on", Date),
    Column("form_version", String),  # hash of the text that was signed (actions.papers); None: not our form
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", String, nullable=False),  # "operator", or contact:ID
    Column("current", Boolean, nullable=False),  # the last word on this guardian, student, channel and purpose
    Index(
        "uq_consents_current",
        "guardian_id",
        "student_id",
        "channel",
        "purpose",
        unique=True,
        sqlite_where=text("current"),
        postgresql_where=text("current"),
    ),
)

accounts = Table(
    "accounts",
    metadata,
    key_column(),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("language", String, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("unreachable_why", String),
    Column("digest", Boolean, nullable=False),
    Column("digest_time", Time),  # None = the school's
    Column("quiet", JSON),  # {"6": "20:00-10:00"}: the person's own quiet hours by weekday, 1 = Monday
    Column("rich", Boolean),  # tables as the platform draws them; NULL = never offered
    Column("dialog", JSON),  # the step a conversation is at: {"step": …, …}
    Column("child_id", ForeignKey("people.id", ondelete="SET NULL")),  # the child last asked about
    Column("created_at", Instant, nullable=False),
    Column("heard_at", Instant),  # last wrote or pressed, as of the last look (storage.doubts)
    UniqueConstraint("channel", "chat"),
)

contacts = Table(
    "contacts",
    metadata,
    key_column(),
    reference("account_id", "accounts"),
    reference("person_id", "people"),
    Column("state", String, nullable=False),  # waiting | approved | rejected | stopped
    Column("requested_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("people.id", ondelete="SET NULL")),
    Column("reason", String),
    Column("doubt", String),  # phone | silence: approved once, and waits again (actions.confirming)
    Column("phone_seen", String),  # the person's phone in the journal when this was approved
    UniqueConstraint("account_id", "person_id"),
)

invites = Table(
    "invites",
    metadata,
    key_column(),
    reference("person_id", "people"),
    Column("code_hash", String, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    reference("contact_id", "contacts", nullable=True),  # made in this messenger, for a second one of its person
)

tries = Table(
    "tries",
    metadata,
    key_column(),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_tries_chat_at", "channel", "chat", "at"),
)

scans = Table(
    "scans",
    metadata,
    key_column(),
    reference("contact_id", "contacts"),  # of the request that it came with
    Column("path", String, nullable=False),  # encrypted, outside the database (actions.scanning)
    Column("name", String, nullable=False),  # as it is shown, never the sender's own
    Column("picture", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    key_column(),  # the number of the act of destruction
    Column("role", String, nullable=False),
    Column("code_hash", String, nullable=False),  # HMAC of role and the school's own id
    Column("erased_at", Instant, nullable=False),
    Column("reason", String, nullable=False),  # left | asked | restored
    UniqueConstraint("role", "code_hash"),
)
