"""The kinds of notice: how each is worded from fresh facts, and what becomes of a late one. One table, one screen."""

from scheduler.notices.digests import word_digests
from scheduler.notices.kinds import Notice, Ready, Worded
from scheduler.notices.requests import word_closed, word_decisions, word_requests
from scheduler.notices.results import word_exam_results, word_finals
from scheduler.notices.school_life import word_announcements, word_changes

NOTICES: dict[str, Notice] = {
    "exam_result": Notice(word_exam_results, about="student"),
    "final": Notice(word_finals, about="student", grouped=True),
    "changes": Notice(word_changes, about="student", expires=True),
    "announcement": Notice(word_announcements, about="family", expires=True),
    "digest": Notice(word_digests, about="family", expires=True),
    "request": Notice(word_requests, about="staff"),
    "request_closed": Notice(word_closed, about="staff"),
    "decision": Notice(word_decisions, about="applicant"),
}

__all__ = ["NOTICES", "Notice", "Ready", "Worded"]
