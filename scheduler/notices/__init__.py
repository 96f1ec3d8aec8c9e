"""The kinds of notice: how each is worded from fresh facts, and what becomes of a late one. One table, one screen."""

from scheduler.notices.alarms import (
    word_audit_heads,
    word_clocks,
    word_leaks,
    word_locks,
    word_passwords,
    word_restored,
)
from scheduler.notices.announced import told, word_fixes, word_urgent
from scheduler.notices.confirming import word_confirms, word_late_requests
from scheduler.notices.digests import word_digests
from scheduler.notices.family import word_farewells, word_new_accounts, word_new_adults
from scheduler.notices.health import down, token, word_audit
from scheduler.notices.kinds import Notice, Ready, Worded
from scheduler.notices.last_mile import warning_of, word_last_mile
from scheduler.notices.letters import word_letter_answers, word_letters
from scheduler.notices.looks import word_second_looks
from scheduler.notices.news import (
    word_absences,
    word_corrections,
    word_late_homework,
    word_marks,
    word_moved_works,
    word_remarks,
)
from scheduler.notices.occasions import word_exams_ahead, word_forecasts, word_vacations, word_weeks
from scheduler.notices.requests import word_closed, word_decisions, word_requests, word_scans
from scheduler.notices.results import word_exam_results, word_finals
from scheduler.notices.school_life import word_changes
from scheduler.notices.silence import word_silence
from scheduler.notices.weekly import word_timeliness_week, word_visit_reminders, word_visits_week
from school.purposes import Purpose

NOTICES: dict[str, Notice] = {
    "exam_result": Notice(word_exam_results, about="student", purpose=Purpose.RESULTS),
    "final": Notice(word_finals, about="student", purpose=Purpose.RESULTS, grouped=True),
    "changes": Notice(word_changes, about="student", purpose=Purpose.LESSONS, expires=True),
    "announcement": Notice(told(), about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_again": Notice(told(again=True), about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_fix": Notice(word_fixes, about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_urgent": Notice(word_urgent, about="staff"),
    "visits_week": Notice(word_visits_week, about="staff", expires=True),
    "timeliness_week": Notice(word_timeliness_week, about="staff", expires=True),
    "visit_reminder": Notice(word_visit_reminders, about="family", purpose=Purpose.LESSONS, expires=True),
    "letter": Notice(word_letters, about="staff"),
    "letter_answer": Notice(word_letter_answers, about="family", purpose=Purpose.ANNOUNCEMENTS),
    "digest": Notice(word_digests, about="family", purpose=Purpose.LESSONS, expires=True),
    "absence": Notice(word_absences, about="student", purpose=Purpose.LESSONS, expires=True),
    "marks": Notice(word_marks, about="student", purpose=Purpose.LESSONS),
    "marks_fixed": Notice(word_corrections, about="student", purpose=Purpose.LESSONS),
    "remark": Notice(word_remarks, about="student", purpose=Purpose.LESSONS),
    "work_moved": Notice(word_moved_works, about="student", purpose=Purpose.LESSONS),
    "homework_late": Notice(word_late_homework, about="student", purpose=Purpose.LESSONS, expires=True),
    "exam_ahead": Notice(word_exams_ahead, about="student", purpose=Purpose.LESSONS, expires=True),
    "vacation": Notice(word_vacations, about="family", purpose=Purpose.LESSONS, expires=True),
    "forecast": Notice(word_forecasts, about="student", purpose=Purpose.LESSONS, expires=True),
    "week": Notice(word_weeks, about="family", purpose=Purpose.LESSONS, expires=True),
    "alarm_journal": Notice(word_silence, about="staff", expires=True),
    "farewell": Notice(word_farewells, about="student", expires=True, farewell=True),
    "new_adult": Notice(word_new_adults, about="student"),
    "new_account": Notice(word_new_accounts, about="family"),
    "request": Notice(word_requests, about="staff"),
    "scan": Notice(word_scans, about="staff"),
    "request_closed": Notice(word_closed, about="staff"),
    "confirm": Notice(word_confirms, about="applicant"),
    "request_late": Notice(word_late_requests, about="staff"),
    "decision": Notice(word_decisions, about="applicant"),
    "second_look": Notice(word_second_looks, about="staff"),
    "audit_head": Notice(word_audit_heads, about="staff", expires=True),
    "alarm_leak": Notice(word_leaks, about="staff"),
    "alarm_lock": Notice(word_locks, about="staff"),
    "alarm_password": Notice(word_passwords, about="staff"),
    "alarm_down_telegram": Notice(down("telegram"), about="staff"),
    "alarm_down_vk": Notice(down("vk"), about="staff"),
    "alarm_token_telegram": Notice(token("telegram"), about="staff"),
    "alarm_token_vk": Notice(token("vk"), about="staff"),
    "alarm_audit": Notice(word_audit, about="staff"),
    "alarm_clock": Notice(word_clocks, about="staff"),
    "restored": Notice(word_restored, about="staff"),
    "last_mile": Notice(word_last_mile, about="staff"),
    "warning_50": Notice(warning_of(50), about="staff"),
    "warning_80": Notice(warning_of(80), about="staff"),
}

__all__ = ["NOTICES", "Notice", "Ready", "Worded"]
