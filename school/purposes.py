"""What for: the purposes that a written consent names, one each (152-FZ art. 9), and which facts serve which."""

from enum import StrEnum


class Purpose(StrEnum):
    """A purpose of a consent: a guardian signs each by itself."""

    LESSONS = "lessons"  # marks, absences, homework, timetable and its changes, the digest
    RESULTS = "results"  # exam results and final marks
    ANNOUNCEMENTS = "announcements"  # of the class teacher
    STUDENT_ACCESS = "student_access"  # the student's own account, whatever it asks


GUARDIAN_PURPOSES = (Purpose.LESSONS, Purpose.RESULTS, Purpose.ANNOUNCEMENTS)
"""What a guardian's own account is told."""

SERVICE = "service"
"""The word for all of GUARDIAN_PURPOSES at once, where one paper covers them (commands, lists)."""

PURPOSE_OF: dict[str, Purpose] = {
    "exam_result": Purpose.RESULTS,
    "final": Purpose.RESULTS,
    "changes": Purpose.LESSONS,
    "absence": Purpose.LESSONS,
    "marks": Purpose.LESSONS,
    "marks_fixed": Purpose.LESSONS,
    "remark": Purpose.LESSONS,
    "work_moved": Purpose.LESSONS,
    "homework_late": Purpose.LESSONS,
    "exam_ahead": Purpose.LESSONS,
    "vacation": Purpose.LESSONS,
    "forecast": Purpose.LESSONS,
    "week": Purpose.LESSONS,
    "digest": Purpose.LESSONS,
    "announcement": Purpose.ANNOUNCEMENTS,
    "announcement_again": Purpose.ANNOUNCEMENTS,
    "announcement_fix": Purpose.ANNOUNCEMENTS,
    "visit_reminder": Purpose.LESSONS,
    "letter_answer": Purpose.ANNOUNCEMENTS,
}
"""Kind of notice → its purpose. Kinds that say nothing of a child (requests, decisions) are not here."""

ABOUT_CHILDREN = (*PURPOSE_OF, "farewell", "new_adult", "new_account")
"""Kinds that say something of a child, or of the link to one."""

ANNOUNCING = frozenset({"announcement", "announcement_again", "announcement_fix"})
"""Kinds whose `ref_id` is an announcement's."""

FAMILY_KINDS = frozenset({"digest", "vacation", "week"}) | ANNOUNCING | {"letter_answer", "visit_reminder"}
"""Kinds that may speak of several children: they are told while one of the children may be spoken of."""
