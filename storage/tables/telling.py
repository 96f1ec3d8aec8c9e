"""What a person was told, fact by fact, and what a person wants to be told."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from storage.tables.columns import Instant, key_column, metadata, reference

told = Table(
    "told",
    metadata,
    key_column(),
    reference("person_id", "people"),  # the reader
    reference("student_id", "people"),
    Column("what", String, nullable=False),  # as of school.told.Telling
    Column("item", String, nullable=False),  # which one, unique for a reader
    Column("ref_id", Integer),  # the row of the journal it was then; that row may be gone
    Column("subject", String),
    Column("day", Date),
    Column("kind", String),  # of the work a mark is for
    Column("value", String, nullable=False),  # what was said; "": something, without facts (the level `ping`)
    Column("outbox_id", ForeignKey("outbox.id", ondelete="SET NULL"), index=True),  # in which message
    Column("told_at", Instant, nullable=False),
    Column("stale_at", Instant),  # since when the journal says otherwise
    UniqueConstraint("person_id", "what", "item"),
    Index("ix_told_ref", "what", "ref_id"),
    Index(
        "ix_told_stale",
        "stale_at",
        sqlite_where=text("stale_at IS NOT NULL"),
        postgresql_where=text("stale_at IS NOT NULL"),
    ),
)

wishes = Table(
    "wishes",
    metadata,
    key_column(),
    reference("person_id", "people", index=False),
    reference("student_id", "people", nullable=True),  # None: about every child
    Column("kind", String, nullable=False),  # school.notices.KINDS
    Column("wanted", Boolean, nullable=False),
    Index("ix_wishes_person_kind", "person_id", "kind"),
)
