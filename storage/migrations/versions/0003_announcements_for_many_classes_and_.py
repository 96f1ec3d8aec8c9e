"""announcements for many classes and visits

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from storage.tables import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Set aside what goes elsewhere. Tables that point here come after the rebuild, or SQLite would empty them.
    op.execute("CREATE TABLE announced_before AS SELECT id, class_id, file_path, file_name, picture FROM announcements")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("school_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scope", sa.String(), nullable=False, server_default="classes"))
        batch_op.add_column(sa.Column("audience", sa.String(), nullable=False, server_default="guardians"))
        batch_op.add_column(sa.Column("acknowledge", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("question", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("until", columns.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("due_at", columns.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("corrected_at", columns.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("corrections", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("in_place", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE announcements SET school_id ="
        " (SELECT classes.school_id FROM classes WHERE classes.id = announcements.class_id)"
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.alter_column("school_id", existing_type=sa.Integer(), nullable=False)
        for name in ("scope", "audience", "acknowledge", "urgent", "corrections", "in_place"):
            batch_op.alter_column(name, server_default=None)
        batch_op.drop_index(batch_op.f("ix_announcements_class_id"))
        batch_op.create_index(batch_op.f("ix_announcements_school_id"), ["school_id"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_announcements_class_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_announcements_school_id"), "schools", ["school_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.drop_column("picture")
        batch_op.drop_column("file_name")
        batch_op.drop_column("class_id")
        batch_op.drop_column("file_path")

    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visits_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("person_id", "week", "month", name=op.f("uq_visits_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_week"), ["week"], unique=False)

    op.create_table(
        "announcement_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answered_at", columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_answers_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_announcement_answers_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_answers")),
        sa.UniqueConstraint("announcement_id", "person_id", name=op.f("uq_announcement_answers_announcement_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_answers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "announcement_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_classes_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_announcement_classes_class_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_classes")),
        sa.UniqueConstraint("announcement_id", "class_id", name=op.f("uq_announcement_classes_announcement_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement_classes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_classes_class_id"), ["class_id"], unique=False)

    op.create_table(
        "announcement_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("picture", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_files_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_files")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_files_announcement_id"), ["announcement_id"], unique=False)

    op.create_table(
        "announcement_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_options_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_options")),
        sa.UniqueConstraint("announcement_id", "number", name=op.f("uq_announcement_options_announcement_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("message_ids", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_withdrawals_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name=op.f("fk_withdrawals_announcement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("row_id", name=op.f("uq_withdrawals_row_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("withdrawals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withdrawals_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_withdrawals_announcement_id"), ["announcement_id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name=op.f("fk_letters_announcement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_letters_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["people.id"], name=op.f("fk_letters_teacher_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_announcement_id"), ["announcement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_teacher_id"), ["teacher_id"], unique=False)

    op.execute("INSERT INTO announcement_classes (announcement_id, class_id) SELECT id, class_id FROM announced_before")
    op.execute(
        "INSERT INTO announcement_files (announcement_id, path, name, picture)"
        " SELECT id, file_path, coalesce(file_name, ''), picture FROM announced_before WHERE file_path IS NOT NULL"
    )
    op.drop_table("announced_before")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", columns.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", columns.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_ids", sa.Text(), nullable=True))

    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", columns.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.drop_column("seen_at")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("message_ids")

    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.drop_column("seen_at")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("seen_at")

    # An announcement of several classes keeps the first; of several files, the first.
    op.execute(
        "CREATE TABLE announced_before AS SELECT announcements.id AS id,"
        " (SELECT min(class_id) FROM announcement_classes WHERE announcement_id = announcements.id) AS class_id,"
        " (SELECT min(id) FROM announcement_files WHERE announcement_id = announcements.id) AS file_id"
        " FROM announcements"
    )
    op.execute("CREATE TABLE announced_files AS SELECT id, path, name, picture FROM announcement_files")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_letters_contact_id"))
        batch_op.drop_index(batch_op.f("ix_letters_announcement_id"))

    op.drop_table("letters")
    with op.batch_alter_table("withdrawals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withdrawals_announcement_id"))
        batch_op.drop_index(batch_op.f("ix_withdrawals_account_id"))

    op.drop_table("withdrawals")
    op.drop_table("announcement_options")
    with op.batch_alter_table("announcement_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_files_announcement_id"))

    op.drop_table("announcement_files")
    with op.batch_alter_table("announcement_classes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_classes_class_id"))

    op.drop_table("announcement_classes")
    with op.batch_alter_table("announcement_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_answers_person_id"))

    op.drop_table("announcement_answers")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_week"))

    op.drop_table("visits")
    op.execute("DELETE FROM announcements WHERE id IN (SELECT id FROM announced_before WHERE class_id IS NULL)")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_path", sa.VARCHAR(), nullable=True))
        batch_op.add_column(sa.Column("class_id", sa.INTEGER(), nullable=True))
        batch_op.add_column(sa.Column("file_name", sa.VARCHAR(), nullable=True))
        batch_op.add_column(sa.Column("picture", sa.BOOLEAN(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint(batch_op.f("fk_announcements_school_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_announcements_school_id"))
        batch_op.drop_column("in_place")
        batch_op.drop_column("corrections")
        batch_op.drop_column("corrected_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("until")
        batch_op.drop_column("question")
        batch_op.drop_column("urgent")
        batch_op.drop_column("acknowledge")
        batch_op.drop_column("audience")
        batch_op.drop_column("scope")
        batch_op.drop_column("school_id")
    for column, source in (("file_path", "path"), ("file_name", "name"), ("picture", "picture")):
        op.execute(
            f"UPDATE announcements SET {column} = (SELECT announced_files.{source} FROM announced_files"
            " JOIN announced_before ON announced_before.file_id = announced_files.id"
            " WHERE announced_before.id = announcements.id)"
            " WHERE id IN (SELECT id FROM announced_before WHERE file_id IS NOT NULL)"
        )
    op.execute(
        "UPDATE announcements SET class_id ="
        " (SELECT class_id FROM announced_before WHERE announced_before.id = announcements.id)"
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.alter_column("class_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("picture", server_default=None)
        batch_op.create_foreign_key(
            batch_op.f("fk_announcements_class_id"), "classes", ["class_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_announcements_class_id"), ["class_id"], unique=False)
    op.drop_table("announced_before")
    op.drop_table("announced_files")
