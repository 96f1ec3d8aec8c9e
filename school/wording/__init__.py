"""Words from facts: pure functions from a voice and frozen facts to a message. No I/O, no decisions on access.

The voice comes first; `today` and `as_of` are local; `level` is how much may be said here, and below `pseudonym` every
notice and answer turns into `ping`.
"""

from school.wording.alarms import audit_head, leak_held, linking_locked
from school.wording.announced import announce_sent, announce_status
from school.wording.announcing import (
    acknowledged,
    announce_already_sent,
    announce_ask,
    announce_cancelled,
    announce_elsewhere,
    announce_no_class,
    announce_which,
    your_class,
)
from school.wording.answers import changes, children, results, timetable_day, timetable_week
from school.wording.attendance import attendance, attendance_steps
from school.wording.bells import bells, bells_steps, day_step, now_and_next
from school.wording.calendar_file import calendar_events, calendar_file, calendar_name
from school.wording.chart import chart_alt, chart_data
from school.wording.dialog import help, menu, not_understood, settings, slower, stale_button, went_wrong, which_child
from school.wording.digest import digest
from school.wording.drafting import announce_panel
from school.wording.feed import feed_closed, feed_made, feed_offer, feed_steps
from school.wording.forecast import forecast, forecast_steps
from school.wording.homework import homework, homework_week, overdue, overdue_steps
from school.wording.last_mile import last_mile, told_already, warning
from school.wording.linking import (
    REJECTIONS,
    approved,
    greeting,
    no_access,
    nothing_matched,
    rejected,
    rejection_words,
    request_made,
    stopped,
    waiting,
)
from school.wording.marks import average, marks, marks_by_subject
from school.wording.marks_of import marks_of
from school.wording.notices import announcement, exam_result, farewell, finals, timetable_changes
from school.wording.phrases import ping
from school.wording.reasons import reason_words
from school.wording.remarks import remarks, remarks_steps
from school.wording.rich import tables_elsewhere, tables_kept, tables_refused, tables_seen, tables_step
from school.wording.staff import (
    already_decided,
    approval_refused,
    deadlines,
    mask_phone,
    request_card,
    request_decided,
    requests,
    why_reject,
)
from school.wording.steps import child_steps, homework_steps, homework_week_steps, marks_steps, timetable_steps
from school.wording.teachers import teachers
from school.wording.topics import topics, topics_of, topics_steps, which_subject
from school.wording.works import works, works_steps
from school.wording.year import calendar_steps, school_calendar

__all__ = [
    "REJECTIONS",
    "acknowledged",
    "already_decided",
    "announce_already_sent",
    "announce_ask",
    "announce_cancelled",
    "announce_elsewhere",
    "announce_no_class",
    "announce_panel",
    "announce_sent",
    "announce_status",
    "announce_which",
    "announcement",
    "approval_refused",
    "approved",
    "attendance",
    "attendance_steps",
    "audit_head",
    "average",
    "bells",
    "bells_steps",
    "calendar_events",
    "calendar_file",
    "calendar_name",
    "calendar_steps",
    "changes",
    "chart_alt",
    "chart_data",
    "child_steps",
    "children",
    "day_step",
    "deadlines",
    "digest",
    "exam_result",
    "farewell",
    "feed_closed",
    "feed_made",
    "feed_offer",
    "feed_steps",
    "finals",
    "forecast",
    "forecast_steps",
    "greeting",
    "help",
    "homework",
    "homework_steps",
    "homework_week",
    "homework_week_steps",
    "last_mile",
    "leak_held",
    "linking_locked",
    "marks",
    "marks_by_subject",
    "marks_of",
    "marks_steps",
    "mask_phone",
    "menu",
    "no_access",
    "not_understood",
    "nothing_matched",
    "now_and_next",
    "overdue",
    "overdue_steps",
    "ping",
    "reason_words",
    "rejected",
    "rejection_words",
    "remarks",
    "remarks_steps",
    "request_card",
    "request_decided",
    "request_made",
    "requests",
    "results",
    "school_calendar",
    "settings",
    "slower",
    "stale_button",
    "stopped",
    "tables_elsewhere",
    "tables_kept",
    "tables_refused",
    "tables_seen",
    "tables_step",
    "teachers",
    "timetable_changes",
    "timetable_day",
    "timetable_steps",
    "timetable_week",
    "told_already",
    "topics",
    "topics_of",
    "topics_steps",
    "waiting",
    "warning",
    "went_wrong",
    "which_child",
    "which_subject",
    "why_reject",
    "works",
    "works_steps",
    "your_class",
]
