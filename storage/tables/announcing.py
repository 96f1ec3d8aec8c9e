"""Announcements: to whom, with what, what families answered, what was taken back; and who looks at all."""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import Instant, key_column, metadata, reference

announcements = Table(
    "announcements",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    reference("author_id", "people"),
    Column("scope", String, nullable=False),  # classes | grade | school: how it was chosen
    Column("audience", String, nullable=False),  # guardians | students | both
    Column("text", Text, nullable=False),
    Column("acknowledge", Boolean, nullable=False),  # families are asked to press «Ознакомлен»
    Column("urgent", Boolean, nullable=False),  # may break quiet hours
    Column("question", String),  # asked under the text, with answers in announcement_options
    Column("until", Instant),  # the last moment to answer, and to be told at all
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),  # to be sent at this instant; None: at once, or a draft
    Column("sent_at", Instant),  # None: a draft, or it waits for due_at
    Column("recalled_at", Instant),
    Column("corrected_at", Instant),
    Column("corrections", Integer, nullable=False),
    Column("in_place", Boolean, nullable=False),  # the first wording was one plain message: it can be edited
)

announcement_classes = Table(
    "announcement_classes",
    metadata,
    key_column(),
    reference("announcement_id", "announcements", index=False),
    reference("class_id", "classes"),
    UniqueConstraint("announcement_id", "class_id"),
)

announcement_files = Table(
    "announcement_files",
    metadata,
    key_column(),
    reference("announcement_id", "announcements"),
    Column("path", String, nullable=False),  # under a random name
    Column("name", String, nullable=False),  # as families see it
    Column("picture", Boolean, nullable=False),
)

announcement_options = Table(
    "announcement_options",
    metadata,
    key_column(),
    reference("announcement_id", "announcements", index=False),
    Column("number", Integer, nullable=False),
    Column("text", String, nullable=False),
    UniqueConstraint("announcement_id", "number"),
)

announcement_answers = Table(
    "announcement_answers",
    metadata,
    key_column(),
    reference("announcement_id", "announcements", index=False),
    reference("person_id", "people"),  # one answer each, changeable until the end
    Column("number", Integer, nullable=False),  # of announcement_options
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("announcement_id", "person_id"),
)

letters = Table(
    "letters",
    metadata,
    key_column(),
    reference("announcement_id", "announcements"),
    reference("contact_id", "contacts"),  # of the family's person
    reference("teacher_id", "people", nullable=True),  # who wrote it; None: the family did
    Column("text", Text, nullable=False),
    Column("written_at", Instant, nullable=False),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    key_column(),
    reference("announcement_id", "announcements"),
    reference("account_id", "accounts"),
    Column("row_id", Integer, nullable=False, unique=True),  # of the outbox
    Column("message_ids", Text, nullable=False),  # the platform's, with spaces between
    Column("state", String, nullable=False),  # waiting | deleted | kept
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    key_column(),
    reference("person_id", "people", index=False),
    Column("week", Date, nullable=False, index=True),  # its Monday; no days and no times of day are kept (R27)
    Column("month", Date, nullable=False),  # its first day: a week may lie in two
    Column("count", Integer, nullable=False),
    UniqueConstraint("person_id", "week", "month"),
)
