"""Calendar links: what a phone's calendar may fetch by itself, as long as the access rule lets it."""

from sqlalchemy import Column, Date, String, Table, UniqueConstraint

from storage.tables.columns import Instant, key_column, metadata, reference

feeds = Table(
    "feeds",
    metadata,
    key_column(),
    reference("contact_id", "contacts"),
    reference("student_id", "people"),
    Column("token_hash", String, nullable=False, unique=True),  # the token itself is in the link only
    Column("created_at", Instant, nullable=False),
    Column("read_on", Date),  # the last day (the school's) on which reading it went into the audit
    UniqueConstraint("contact_id", "student_id"),
)
