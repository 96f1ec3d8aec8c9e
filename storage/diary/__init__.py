"""What the journal says of students, read for a whole set of them at once: one function = one statement.

Who may be told any of this is not decided here: callers take their student ids from `storage.ties.sights`.
"""

from storage.diary.days import absences, works
from storage.diary.marks import marks
from storage.diary.plans import Plans, plans
from storage.diary.remarks import remarks
from storage.diary.results import results
from storage.diary.teachers import Faculty, faculty
from storage.diary.topics import topics
from storage.diary.years import SchoolYear, school_year

__all__ = [
    "Faculty",
    "Plans",
    "SchoolYear",
    "absences",
    "faculty",
    "marks",
    "plans",
    "remarks",
    "results",
    "school_year",
    "topics",
    "works",
]
