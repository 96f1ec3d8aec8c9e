"""What we remember, as SQLAlchemy tables. Private to storage: everyone else calls the query modules.

Instants are stored as UTC (`Instant` refuses naive ones); dates and times of day are the school's local ones. Ids in
`code` columns are the school's own. Enumerations are stored as their English words.
"""

from storage.tables.announcing import (
    announcement_answers,
    announcement_classes,
    announcement_files,
    announcement_options,
    announcements,
    letters,
    visits,
    withdrawals,
)
from storage.tables.columns import metadata
from storage.tables.console import console_sessions, desk_keys, import_runs, restrictions, second_looks, sign_ins
from storage.tables.contacts import accounts, consents, contacts, invites, scans, tombstones, tries
from storage.tables.diary import (
    attendance,
    changes,
    dated_lessons,
    exam_results,
    finals,
    homework,
    lessons,
    marks,
    remarks,
    removed,
    subgroups,
    topics,
    works,
)
from storage.tables.feeds import feeds
from storage.tables.queue import audit, breaches, cases, inbox, outbox
from storage.tables.school import classes, guardianships, people, schools, terms
from storage.tables.telling import told, wishes

for table in metadata.tables.values():
    table.dialect_options["sqlite"]["autoincrement"] = True  # SQLite would give a new row the id of a removed one

__all__ = [
    "accounts",
    "announcement_answers",
    "announcement_classes",
    "announcement_files",
    "announcement_options",
    "announcements",
    "attendance",
    "audit",
    "breaches",
    "cases",
    "changes",
    "classes",
    "consents",
    "console_sessions",
    "contacts",
    "dated_lessons",
    "desk_keys",
    "exam_results",
    "feeds",
    "finals",
    "guardianships",
    "homework",
    "import_runs",
    "inbox",
    "invites",
    "lessons",
    "letters",
    "marks",
    "metadata",
    "outbox",
    "people",
    "remarks",
    "removed",
    "restrictions",
    "scans",
    "schools",
    "second_looks",
    "sign_ins",
    "subgroups",
    "terms",
    "told",
    "tombstones",
    "topics",
    "tries",
    "visits",
    "wishes",
    "withdrawals",
    "works",
]
