"""What the journal says of students, read for a whole set of them at once: one function = one statement.

Who may be told any of this is not decided here: callers take their student ids from `storage.ties.sights`.
"""

from storage.diary.days import absences, works
from storage.diary.marks import marks
from storage.diary.plans import Plans, plans
from storage.diary.results import results
from storage.diary.years import SchoolYear, school_year

__all__ = ["Plans", "SchoolYear", "absences", "marks", "plans", "results", "school_year", "works"]
