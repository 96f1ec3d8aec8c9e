"""What the journal says of a class and of a student."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from storage.tables.columns import Instant, key_column, metadata, reference

lessons = Table(
    "lessons",
    metadata,
    key_column(),
    reference("class_id", "classes"),
    Column("weekday", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("subject", String, nullable=False),
    Column("subgroup", String),
    Column("teacher_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("room", String),
    Column("starts", Time),
    Column("ends", Time),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

subgroups = Table(
    "subgroups",
    metadata,
    key_column(),
    reference("student_id", "people", index=False),
    Column("subject", String, nullable=False),
    Column("subgroup", String, nullable=False),
    UniqueConstraint("student_id", "subject"),
)

dated_lessons = Table(
    "dated_lessons",
    metadata,
    key_column(),
    reference("student_id", "people", index=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("shift", Integer, nullable=False),
    Column("subject", String, nullable=False),
    Column("room", String),
    Column("starts", Time),
    Column("ends", Time),
    Column("extracurricular", Boolean, nullable=False),
    Index("ix_dated_lessons_student_day", "student_id", "day"),
)

changes = Table(
    "changes",
    metadata,
    key_column(),
    reference("class_id", "classes", index=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("subgroup", String),
    Column("subject", String),
    Column("teacher_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("room", String),
    Column("to_day", Date),
    Column("to_number", Integer),
    Column("note", String),
    Column("seen_at", Instant, nullable=False),
    Index("ix_changes_class_day", "class_id", "day"),
)

homework = Table(
    "homework",
    metadata,
    key_column(),
    reference("class_id", "classes", nullable=True),  # None: a diary's, of one student
    reference("student_id", "people", nullable=True),
    Column("subject", String, nullable=False),
    Column("subgroup", String),
    Column("lesson_date", Date),
    Column("due_date", Date, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("given_at", Instant),
    Column("seen_at", Instant),  # when an import first brought it; None: before this was kept
)

topics = Table(
    "topics",
    metadata,
    key_column(),
    reference("class_id", "classes", nullable=True),
    reference("student_id", "people", nullable=True),
    Column("subject", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("number", Integer),
    Column("topic", Text, nullable=False),
    Column("seen_at", Instant),  # as of homework
)

works = Table(
    "works",
    metadata,
    key_column(),
    reference("class_id", "classes"),
    Column("subject", String, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("topic", Text),
    Column("was_day", Date),  # the first day, when it was moved
    Column("moved_at", Instant, index=True),
)

marks = Table(
    "marks",
    metadata,
    key_column(),
    reference("student_id", "people", index=False),
    Column("code", String),
    Column("subject", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("ordinal", Integer, nullable=False),  # among the marks of one student, subject, day and kind without a code
    Column("value", String, nullable=False),
    Column("kind", String),
    Column("weight", Float),
    Column("topic", Text),
    Column("comment", Text),
    Column("given_at", Instant),
    Column("seen_at", Instant, nullable=False, index=True),  # when an import first brought it
    Column("history", Boolean, nullable=False, default=False),  # stored, not told
    Column("was", String),  # the first value, when it is another one now
    Column("changed_at", Instant, index=True),  # when an import last changed the value or the subject
    Index("ix_marks_student_day", "student_id", "day"),
    Index("ix_marks_student_seen", "student_id", "seen_at"),
)

attendance = Table(
    "attendance",
    metadata,
    key_column(),
    reference("student_id", "people", index=False),
    Column("day", Date, nullable=False),
    Column("number", Integer),
    Column("subject", String),
    Column("code", String, nullable=False),
    Column("minutes_late", Integer),
    Column("comment", Text),
    Column("seen_at", Instant),  # as of homework
    Index("ix_attendance_student_day", "student_id", "day"),
)

removed = Table(  # marks and absences that were no news when an import removed them; back, they are none either
    "removed",
    metadata,
    key_column(),
    reference("student_id", "people"),
    Column("sheet", String, nullable=False),  # marks | attendance
    Column("day", Date, nullable=False, index=True),
    Column("subject", String),
    Column("number", Integer),
    Column("kind", String),
    Column("value", String, nullable=False),  # the mark, or the code of the absence
    Column("row_id", Integer),  # the row that it is again
)

finals = Table(
    "finals",
    metadata,
    key_column(),
    reference("student_id", "people"),
    Column("subject", String, nullable=False),
    Column("term", String, nullable=False),
    Column("value", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("seen_at", Instant),  # when an import brought this version: late entry shows
    Column("deferred_until", Date),
    Column("version", Integer, nullable=False),  # grows with every correction
    Column("history", Boolean, nullable=False),
    UniqueConstraint("student_id", "subject", "term"),
)

exam_results = Table(
    "exam_results",
    metadata,
    key_column(),
    reference("student_id", "people"),
    Column("exam", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("primary_score", Float),
    Column("test_score", Float),
    Column("mark", String),
    Column("status", String),
    Column("received_at", Instant, nullable=False),
    Column("seen_at", Instant),  # when an import brought this version: late entry shows
    Column("version", Integer, nullable=False),
    Column("history", Boolean, nullable=False),
    UniqueConstraint("student_id", "exam", "subject", "day"),
)

remarks = Table(
    "remarks",
    metadata,
    key_column(),
    reference("student_id", "people"),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String),
    Column("teacher_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("seen_at", Instant, index=True),  # when an import first brought it
)
