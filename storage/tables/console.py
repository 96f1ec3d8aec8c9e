"""How staff sit down at the console: who asked to come in, who is in, and what waits for a second pair of eyes."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from storage.tables.columns import Instant, key_column, metadata, reference

sign_ins = Table(
    "sign_ins",
    metadata,
    key_column(),
    reference("person_id", "people", nullable=True),  # None: somebody the console does not know, answered alike
    Column("browser_hash", String, nullable=False, unique=True),  # of the cookie of the browser that asked
    Column("link_hash", String, unique=True),
    Column("source", String, nullable=False, index=True),  # HMAC of the network address
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),  # wrong codes typed on another device
    Column("confirmed_at", Instant),
    Column("used_at", Instant),
)

console_sessions = Table(
    "console_sessions",
    metadata,
    key_column(),
    reference("person_id", "people"),
    Column("token_hash", String, nullable=False, unique=True),
    Column("way", String, nullable=False),  # link | password
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("notice", String),  # said on the next page, once
)

desk_keys = Table(
    "desk_keys",
    metadata,
    key_column(),
    reference("person_id", "people", index=False),
    Column("password_hash", String, nullable=False),  # argon2id
    Column("secret", LargeBinary, nullable=False),  # of the one-time passwords, encrypted
    Column("confirmed_at", Instant),  # when the first one-time password was typed; None: not in force yet
    Column("last_step", Integer, nullable=False),  # a one-time password counts once
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    UniqueConstraint("person_id"),
)

second_looks = Table(
    "second_looks",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    Column("what", String, nullable=False),  # export | approvals
    Column("count", Integer, nullable=False),  # how many it is about
    Column("asked_by", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", ForeignKey("people.id", ondelete="SET NULL")),
    Column("decided_at", Instant),
    Column("agreed", Boolean),
    Column("used_at", Instant),
    Index("ix_second_looks_asked", "school_id", "what", "asked_by"),
)

import_runs = Table(
    "import_runs",
    metadata,
    key_column(),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),  # operator | person:ID
    Column("file_name", String, nullable=False),
    Column("path", String),  # of an upload that is checked and not taken in yet
    Column("state", String, nullable=False),  # checked | applied | refused | dropped
    Column("report", JSON, nullable=False),
)

restrictions = Table(
    "restrictions",
    metadata,
    key_column(),
    reference("guardian_id", "people"),
    reference("student_id", "people"),
    Column("document", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", String, nullable=False),
    UniqueConstraint("guardian_id", "student_id"),
)
