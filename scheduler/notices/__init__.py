"""The kinds of notice: how each is worded from fresh facts, and what becomes of a late one. One table, one screen."""

from scheduler.notices.alarms import word_audit_heads, word_clocks, word_leaks, word_locks, word_restored
from scheduler.notices.announced import told, word_fixes, word_urgent
from scheduler.notices.digests import word_digests
from scheduler.notices.family import word_farewells, word_new_adults
from scheduler.notices.kinds import Notice, Ready, Worded
from scheduler.notices.last_mile import warning_of, word_last_mile
from scheduler.notices.requests import word_closed, word_decisions, word_requests, word_scans
from scheduler.notices.results import word_exam_results, word_finals
from scheduler.notices.school_life import word_changes
from school.purposes import Purpose

NOTICES: dict[str, Notice] = {
    "exam_result": Notice(word_exam_results, about="student", purpose=Purpose.RESULTS),
    "final": Notice(word_finals, about="student", purpose=Purpose.RESULTS, grouped=True),
    "changes": Notice(word_changes, about="student", purpose=Purpose.LESSONS, expires=True),
    "announcement": Notice(told(), about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_again": Notice(told(again=True), about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_fix": Notice(word_fixes, about="family", purpose=Purpose.ANNOUNCEMENTS, expires=True),
    "announcement_urgent": Notice(word_urgent, about="staff"),
    "digest": Notice(word_digests, about="family", purpose=Purpose.LESSONS, expires=True),
    "farewell": Notice(word_farewells, about="student", expires=True, farewell=True),
    "new_adult": Notice(word_new_adults, about="student"),
    "request": Notice(word_requests, about="staff"),
    "scan": Notice(word_scans, about="staff"),
    "request_closed": Notice(word_closed, about="staff"),
    "decision": Notice(word_decisions, about="applicant"),
    "audit_head": Notice(word_audit_heads, about="staff", expires=True),
    "alarm_leak": Notice(word_leaks, about="staff"),
    "alarm_lock": Notice(word_locks, about="staff"),
    "alarm_clock": Notice(word_clocks, about="staff"),
    "restored": Notice(word_restored, about="staff"),
    "last_mile": Notice(word_last_mile, about="staff"),
    "warning_50": Notice(warning_of(50), about="staff"),
    "warning_80": Notice(warning_of(80), about="staff"),
}

__all__ = ["NOTICES", "Notice", "Ready", "Worded"]
