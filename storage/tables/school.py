"""The school itself: who is in it, and when it teaches."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from storage.tables.columns import Instant, key_column, metadata, reference

schools = Table(
    "schools",
    metadata,
    key_column(),
    Column("name", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("legal_form", String, nullable=False),
    Column("year", String),
    Column("profile", JSON, nullable=False),  # school.profile.profile_text
    Column("channel_rules", JSON, nullable=False),  # school.policy.rule_name -> {level, number, day, until}
    Column("journal_at", Instant),  # when the journal last answered: "data as of"
    Column("first_import_at", Instant),
    Column("hold", String),  # school.outbox.Hold: restored from a copy, not released yet; None: as usual
)

classes = Table(
    "classes",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    Column("title", String, nullable=False),  # folded
    Column("homeroom_teacher_id", Integer, index=True),  # people.id; no foreign key: people point here already
    UniqueConstraint("school_id", "title"),
)

people = Table(
    "people",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    Column("role", String, nullable=False),  # guardian | student | staff
    Column("code", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("first_name", String, nullable=False),
    Column("middle_name", String),
    Column("phone", String, index=True),  # E.164
    Column("email", String),
    Column("birth_date", Date),
    Column("class_id", ForeignKey("classes.id", ondelete="SET NULL"), index=True),
    Column("enrolled_on", Date),
    Column("left_on", Date),
    Column("duties", JSON),  # staff: teacher | homeroom | administrator
    UniqueConstraint("school_id", "role", "code"),
)

guardianships = Table(
    "guardianships",
    metadata,
    key_column(),
    reference("guardian_id", "people"),
    reference("student_id", "people"),
    Column("relation", String),  # the basis: mother, guardian by decision …
    Column("document", String),  # what proves it: birth certificate, decision on guardianship
    Column("restriction", String),
    Column("until", Date),
    UniqueConstraint("guardian_id", "student_id"),
)

terms = Table(
    "terms",
    metadata,
    key_column(),
    reference("school_id", "schools"),
    Column("title", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("classes", JSON, nullable=False),  # folded titles; [] = all
    Column("classes_key", String, nullable=False),  # the titles joined, so that a term can be unique
    UniqueConstraint("school_id", "title", "classes_key"),
)
