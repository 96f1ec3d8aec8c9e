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
    Column("purpose", String, nullable=False),  # service | student_access
    Column("state", String, nullable=False),  # signed | refused | withdrawn
    Column("number", String),
    Column("signed_on", Date),
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
    Column("dialog", JSON),  # the step a conversation is at: {"step": …, …}
    Column("child_id", ForeignKey("people.id", ondelete="SET NULL")),  # the child last asked about
    Column("created_at", Instant, nullable=False),
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
