"""Every notice, answer and dialog text by its golden name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

from locales import Voice
from school import wording
from school.bells import bells, moment
from school.due import due_on, tasks
from school.facts import SchoolDay, Silence
from school.forecast import outlooks
from school.grading import Rule
from school.message import Message
from school.outbox import Reason
from school.policy import Level
from school.wording import alarms, asking, confirming, consents, entering, papers, restored, scans, second
from tests.texts import announcing, facts, telling

FULL, PSEUDONYM = Level.FULL, Level.PSEUDONYM
M, T, A = facts.MARIA, facts.MONDAY, facts.AS_OF
UNWEIGHTED = Rule(weighted=False, rounding=Fraction("0.6"))

TEXTS: dict[str, Callable[[Voice], Message]] = {
    **telling.TEXTS,
    "digest": lambda v: wording.digest(v, T, [facts.FULL_CHILD], A, level=FULL),
    "digest_two_children": lambda v: wording.digest(v, T, [facts.FULL_CHILD, facts.SECOND_CHILD], A, level=FULL),
    "digest_pseudonym": lambda v: wording.digest(v, T, [facts.FULL_CHILD, facts.SECOND_CHILD], A, level=PSEUDONYM),
    "marks_week": lambda v: wording.marks(v, M, facts.WEEK_MARKS, facts.THIS_WEEK, T, A, level=FULL),
    "marks_none": lambda v: wording.marks(v, M, (), facts.THIS_WEEK, T, A, level=FULL, last=date(2026, 11, 19)),
    "marks_not_loaded": lambda v: wording.marks(v, M, (), facts.THIS_WEEK, T, None, level=FULL),
    "marks_by_subject": lambda v: wording.marks_by_subject(v, M, facts.WEEK_MARKS, facts.TERM, T, A, level=FULL),
    "marks_of": lambda v: wording.marks_of(
        v, M, "Алгебра", facts.WEEK_MARKS[:1] + facts.WEEK_MARKS[2:3], facts.TERM, T, A, level=FULL, rule=Rule()
    ),
    "marks_corrected": lambda v: wording.marks(v, M, facts.CORRECTED, facts.THIS_WEEK, T, A, level=FULL),
    "marks_by_subject_corrected": lambda v: wording.marks_by_subject(
        v, M, facts.CORRECTED, facts.TERM, T, A, level=FULL
    ),
    "marks_of_corrected": lambda v: wording.marks_of(
        v, M, "Алгебра", facts.CORRECTED[:1], facts.TERM, T, A, level=FULL, rule=Rule()
    ),
    "marks_of_trend": lambda v: wording.marks_of(
        v, M, "Физика", facts.RISING, facts.TERM, T, A, level=FULL, rule=Rule()
    ),
    "marks_by_subject_trend": lambda v: wording.marks_by_subject(v, M, facts.RISING, facts.TERM, T, A, level=FULL),
    "marks_of_none": lambda v: wording.marks_of(v, M, "Химия", (), facts.TERM, T, A, level=FULL, rule=Rule()),
    "forecast": lambda v: wording.forecast(
        *(v, M, outlooks(facts.TERM_MARKS, facts.TERM, T, Rule()), facts.TERM, T, A), level=FULL, rule=Rule()
    ),
    "forecast_unweighted": lambda v: wording.forecast(
        *(v, M, outlooks(facts.TERM_MARKS[:6], facts.TERM, T, UNWEIGHTED), facts.TERM, T, A),
        level=FULL,
        rule=UNWEIGHTED,
    ),
    "forecast_too_few": lambda v: wording.forecast(
        *(v, M, outlooks(facts.MARKS, facts.TERM, T, Rule()), facts.TERM, T, A), level=FULL, rule=Rule()
    ),
    "forecast_none": lambda v: wording.forecast(v, M, (), facts.TERM, T, A, level=FULL, rule=Rule()),
    "homework": lambda v: wording.homework(v, M, facts.TOMORROW, tasks(facts.HOMEWORK, ()), T, A, level=FULL),
    "homework_gone": lambda v: wording.homework(
        v, M, facts.TOMORROW, tasks((*facts.HOMEWORK, *facts.GONE), facts.DAYS), T, A, level=FULL, owed=2
    ),
    "homework_left_over": lambda v: wording.homework(
        *(v, M, facts.DAYS[1], due_on(facts.DAYS[1].day, tasks(facts.GONE, facts.DAYS)), T, A), level=FULL
    ),
    "overdue": lambda v: wording.overdue(v, M, facts.OWED, T, A, level=FULL),
    "overdue_none": lambda v: wording.overdue(v, M, (), T, A, level=FULL),
    "homework_links": lambda v: wording.homework(
        v, M, SchoolDay(date(2026, 11, 25)), tasks(facts.LINKED[3:], ()), T, A, level=FULL
    ),
    "homework_week": lambda v: wording.homework_week(
        *(v, M, facts.THIS_WEEK, {day: due_on(day, tasks(facts.LINKED, ())) for day in facts.LINKED_ON}, T, A),
        level=FULL,
    ),
    "homework_week_none": lambda v: wording.homework_week(v, M, facts.THIS_WEEK, {}, T, A, level=FULL),
    "homework_none": lambda v: wording.homework(v, M, facts.TOMORROW, (), T, A, level=FULL),
    "homework_sunday": lambda v: wording.homework(v, M, facts.SUNDAY_OFF, (), T, A, level=FULL),
    "feed_offer": lambda v: wording.feed_offer(v, M, T, A, level=FULL, known=False),
    "feed_known": lambda v: wording.feed_offer(v, M, T, A, level=FULL, known=True),
    "feed_made": lambda v: wording.feed_made(v, M, "https://rodnik.example.org/calendar/T0KEN.ics", T, A, level=FULL),
    "feed_closed": lambda v: wording.feed_closed(v, M, T, A, level=FULL),
    "tables_seen": lambda v: wording.tables_seen(v),
    "tables_on": lambda v: wording.tables_kept(v, on=True),
    "tables_off": lambda v: wording.tables_kept(v, on=False),
    "tables_refused": lambda v: wording.tables_refused(v),
    "tables_elsewhere": lambda v: wording.tables_elsewhere(v),
    "timetable_day": lambda v: wording.timetable_day(v, M, facts.TOMORROW, T, A, level=FULL),
    "timetable_sunday": lambda v: wording.timetable_day(v, M, facts.SUNDAY_OFF, T, A, level=FULL),
    "timetable_vacation": lambda v: wording.timetable_day(v, M, facts.VACATION, T, A, level=FULL),
    "timetable_week": lambda v: wording.timetable_week(
        v,
        M,
        (
            SchoolDay(T, facts.LESSONS[:1]),
            facts.TOMORROW,
            SchoolDay(date(2026, 11, 28), (), Silence.NO_LESSONS),
            facts.SUNDAY_OFF,
        ),
        T,
        A,
        level=FULL,
    ),
    "timetable_another_year": lambda v: wording.timetable_day(
        v, M, SchoolDay(date(2027, 1, 12), facts.LESSONS[:1]), T, A, level=FULL
    ),
    "now_lesson": lambda v: wording.now_and_next(
        v, M, moment(facts.LESSONS, time(9, 30)), facts.TOMORROW, None, facts.at(9, 30), A, level=FULL
    ),
    "now_break": lambda v: wording.now_and_next(
        v, M, moment(facts.LESSONS, time(9, 17)), facts.TOMORROW, None, facts.at(9, 17), A, level=FULL
    ),
    "now_over": lambda v: wording.now_and_next(
        v, M, moment(facts.LESSONS, time(18)), facts.TOMORROW, facts.FRIDAY, facts.at(18), A, level=FULL
    ),
    "bells": lambda v: wording.bells(v, M, facts.TOMORROW, bells(facts.LESSONS), T, A, level=FULL),
    "audit_head": lambda v: wording.audit_head(v, T, 1234, "9f3a77c1d2e4b5a6"),
    "leak_held": lambda v: wording.leak_held(v, 55),
    "leak_held_answer": lambda v: wording.leak_held(v, None),
    "linking_locked": lambda v: wording.linking_locked(v),
    "restored": lambda v: restored.restored(v, 21, answers=True),
    "restored_unknown": lambda v: restored.restored(v, 1, answers=False),
    "released": lambda v: restored.released(v, 20, 1),
    "still_you_phone": lambda v: confirming.still_you(v, "phone"),
    "still_you_silence": lambda v: confirming.still_you(v, "silence"),
    "request_late": lambda v: confirming.request_late(v, 12, T),
    "requests_near": lambda v: wording.requests(v, (facts.REQUEST,) * 5, near=(2, T)),
    "clock_jumped": lambda v: alarms.clock_jumped(v, 8 * 3600),
    "clock_jumped_back": lambda v: alarms.clock_jumped(v, -3600),
    "clock_jumped_far": lambda v: alarms.clock_jumped(v, 30 * 86400),
    "slower": lambda v: wording.slower(v),
    "announce_elsewhere": lambda v: wording.announce_elsewhere(v),
    "greeting_collecting_nothing": lambda v: wording.greeting(v, "telegram", collects=False),
    "why_reject_by_button": lambda v: wording.why_reject(v, 7, own_words=False),
    "changes": lambda v: wording.changes(v, M, facts.LATER, T, A, level=FULL),
    "changes_none": lambda v: wording.changes(v, M, (), T, A, level=FULL),
    "results": lambda v: wording.results(v, M, facts.EXAMS, facts.FINALS, T, A, level=FULL),
    "results_sheet": lambda v: wording.results(v, M, (), facts.SHEET, T, A, level=FULL),
    "results_none": lambda v: wording.results(v, M, (), (), T, A, level=FULL),
    "children": lambda v: wording.children(v, (M, facts.PETER), level=FULL),
    "attendance": lambda v: wording.attendance(v, M, facts.MISSED, facts.TERM, T, A, level=FULL),
    "attendance_none": lambda v: wording.attendance(v, M, (), facts.THIS_WEEK, T, A, level=FULL),
    "works": lambda v: wording.works(v, M, facts.ALL_WORKS, facts.TERM, T, A, level=FULL),
    "works_moved": lambda v: wording.works(v, M, facts.MOVED_WORKS_AHEAD, facts.TERM, T, A, level=FULL),
    "works_none": lambda v: wording.works(v, M, (), facts.AHEAD, T, A, level=FULL),
    "topics": lambda v: wording.topics(v, M, facts.TOPICS, facts.RECENT, T, A, level=FULL),
    "topics_of": lambda v: wording.topics_of(v, M, "Алгебра", facts.TOPICS[1:2], T, A, level=FULL),
    "which_subject": lambda v: wording.which_subject(v, M, "marks", ("Алгебра", "Физика", "Химия"), T, A, level=FULL),
    "which_subject_none": lambda v: wording.which_subject(v, M, "marks", (), T, A, level=FULL),
    "topics_none": lambda v: wording.topics(v, M, (), facts.THIS_WEEK, T, A, level=FULL),
    "teachers": lambda v: wording.teachers(v, M, "Белова Ирина Павловна", facts.TAUGHT, T, A, level=FULL),
    "teachers_none": lambda v: wording.teachers(v, M, None, (), T, A, level=FULL),
    "teachers_pseudonym": lambda v: wording.teachers(v, M, "Белова", facts.TAUGHT, T, A, level=PSEUDONYM),
    "remarks": lambda v: wording.remarks(v, M, facts.REMARKS, facts.TERM, T, A, level=FULL),
    "remarks_none": lambda v: wording.remarks(v, M, (), facts.TERM, T, A, level=FULL),
    "remarks_pseudonym": lambda v: wording.remarks(v, M, facts.REMARKS, facts.TERM, T, A, level=PSEUDONYM),
    "calendar": lambda v: wording.school_calendar(v, M, facts.TERMS, T, A, level=FULL),
    "calendar_file": lambda v: wording.calendar_file(v, M, "made/x.ics", T, A, level=FULL),
    "calendar_file_pseudonym": lambda v: wording.calendar_file(v, M, "made/x.ics", T, A, level=PSEUDONYM),
    "calendar_vacation": lambda v: wording.school_calendar(v, M, facts.TERMS, date(2027, 1, 10), A, level=FULL),
    "calendar_none": lambda v: wording.school_calendar(v, M, (), T, A, level=FULL),
    "exam_result": lambda v: wording.exam_result(v, M, facts.EXAMS[0], T, level=FULL),
    "exam_result_repeated": lambda v: wording.exam_result(v, M, facts.EXAMS[1], T, level=FULL, repeated=True),
    "exam_result_pseudonym": lambda v: wording.exam_result(v, M, facts.EXAMS[1], T, level=PSEUDONYM),
    "finals": lambda v: wording.finals(v, M, facts.FINALS, T, level=FULL),
    "timetable_changes": lambda v: wording.timetable_changes(
        v, M, tuple((facts.TUESDAY, lesson) for lesson in facts.LESSONS[1:]), T, A, level=FULL
    ),
    "announcement": lambda v: wording.announcement(v, facts.ANNOUNCED, (M,), level=FULL),
    "announcement_pseudonym": lambda v: wording.announcement(v, facts.ANNOUNCED, (M,), level=PSEUDONYM),
    "farewell": lambda v: wording.farewell(v, M, level=FULL),
    "ping": wording.ping,
    "greeting_telegram": lambda v: wording.greeting(v, "telegram"),
    "greeting_vk": lambda v: wording.greeting(v, "vk"),
    "request_made": lambda v: wording.request_made(v, facts.REQUEST),
    "request_made_signed": lambda v: wording.request_made(v, replace(facts.REQUEST, children=(facts.SIGNED,))),
    "nothing_matched": wording.nothing_matched,
    "waiting": wording.waiting,
    "sign_in_link": lambda v: entering.sign_in_link(v, "http://127.0.0.1:8080/enter/7Q2MX", "http://127.0.0.1:8080"),
    "second_look_export": lambda v: entering.second_look_asked(v, "export", 845),
    "second_look_approvals": lambda v: entering.second_look_asked(v, "approvals", 12),
    "sign_in_how": lambda v: entering.enter_how(v, "https://rodnik.example.org"),
    "sign_in_done": lambda v: entering.entered(v, True),
    "sign_in_wrong": lambda v: entering.entered(v, False),
    "approved": lambda v: wording.approved(v, (M, facts.PETER), ("guardian",), level=FULL),
    "approved_ping": lambda v: wording.approved(v, (M,), ("guardian",), level=Level.PING),
    "rejected": lambda v: wording.rejected(v, "not_recognised"),
    "no_access": lambda v: wording.no_access(v, Reason.WITHDRAWN),
    "stopped": wording.stopped,
    "request_card": lambda v: wording.request_card(v, facts.REQUEST, level=FULL),
    "request_card_ping": lambda v: wording.request_card(v, facts.REQUEST, level=Level.PING),
    "request_card_linked": lambda v: wording.request_card(v, facts.REQUEST_LINKED, level=FULL),
    "request_decided": lambda v: wording.request_decided(
        v, facts.REQUEST, "rejected", "Вера Ильина", level=FULL, reason="not_recognised"
    ),
    "why_reject": lambda v: wording.why_reject(v, 7),
    "approval_refused": lambda v: wording.approval_refused(
        v, facts.REQUEST, (Reason.NO_CONSENT, Reason.RESTRICTED), level=FULL
    ),
    "approval_refused_ping": lambda v: wording.approval_refused(
        v, facts.REQUEST, (Reason.NO_CONSENT,), level=Level.PING
    ),
    "approval_refused_record": lambda v: wording.approval_refused(
        v, facts.REQUEST, (Reason.NO_CONSENT,), level=FULL, record=True
    ),
    "paper_about_whom": lambda v: papers.paper_about_whom(v, 7, (M, facts.PETER)),
    "paper_what_for": lambda v: papers.paper_what_for(v, 7, "11"),
    "paper_number": papers.paper_number,
    "paper_number_again": lambda v: papers.paper_number(v, again=True),
    "paper_elsewhere": papers.paper_elsewhere,
    "already_decided": lambda v: wording.already_decided(v, 7, "approved", "Ильина Вера", level=FULL),
    "already_decided_ping": lambda v: wording.already_decided(v, 7, "rejected", "Ильина Вера", level=Level.PING),
    "requests": lambda v: wording.requests(v, (facts.REQUEST,) * 3),
    "deadlines": lambda v: wording.deadlines(v, facts.DUE, facts.NOW, level=FULL),
    "last_mile": lambda v: wording.last_mile(v, "7А", facts.CASES, facts.NOW, level=FULL),
    "last_mile_done": lambda v: wording.last_mile(v, "7А", (), facts.NOW, level=FULL, done=31),
    "last_mile_pseudonym": lambda v: wording.last_mile(v, "7А", facts.CASES, facts.NOW, level=PSEUDONYM),
    "told_already": lambda v: wording.told_already(v, 31),
    "warning": lambda v: wording.warning(v, 80, facts.DUE[:1], facts.NOW, level=FULL),
    "warning_pseudonym": lambda v: wording.warning(v, 80, facts.DUE, facts.NOW, level=PSEUDONYM),
    "consents": lambda v: consents.consents(v, facts.CONSENTS, level=FULL),
    "consents_ping": lambda v: consents.consents(v, facts.CONSENTS, level=Level.PING),
    "consents_none": lambda v: consents.consents(v, (), level=FULL),
    "withdraw_ask": lambda v: consents.withdraw_ask(v, facts.CONSENTS[:2], "11 lessons", level=FULL),
    "withdraw_ask_all": lambda v: consents.withdraw_ask(v, facts.CONSENTS, "all", level=Level.PING),
    "consents_withdrawn": lambda v: consents.consents_withdrawn(v, 2),
    "consents_nothing_left": lambda v: consents.consents_withdrawn(v, 0),
    "second_code": lambda v: second.second_code(v, "7Q2MX-K4D8T-9ZBN3-W5HCR", 15),
    "new_adult": lambda v: second.new_adult(v, M, level=FULL),
    "new_adult_pseudonym": lambda v: second.new_adult(v, M, level=PSEUDONYM),
    "new_account": lambda v: second.new_account(v, "vk", level=FULL),
    "scan_kept": lambda v: scans.scan_kept(v, 2),
    "scan_refused": scans.scan_refused,
    "scan_came": lambda v: scans.scan_came(v, 7),
    "scans_elsewhere": scans.scans_elsewhere,
    "scans_none": scans.scans_none,
    "help_guardian": lambda v: wording.help(v, ("guardian",)),
    "help_staff": lambda v: wording.help(v, ("homeroom", "administrator")),
    "settings": lambda v: wording.settings(v, v.language, True, time(18)),
    "not_understood": lambda v: wording.not_understood(v, ("guardian",)),
    "not_understood_staff": lambda v: wording.not_understood(v, ("administrator",)),
    "not_understood_teacher": lambda v: wording.not_understood(v, ()),
    "stale_button": wording.stale_button,
    "went_wrong": wording.went_wrong,
    "which_child": lambda v: wording.which_child(v, (M, facts.PETER), "marks {id} week"),
    "announce_ask": lambda v: wording.announce_ask(v, "7А", "announce cancel"),
    "announce_no_class": wording.announce_no_class,
    "announce_sent": lambda v: wording.announce_sent(v, facts.ANNOUNCED, 24),
    "announce_status": lambda v: wording.announce_status(v, facts.ANNOUNCED, 24, 22, ("Иван Белов", "Дарья Котова")),
    "announce_already_sent": wording.announce_already_sent,
    "announce_cancelled": wording.announce_cancelled,
    "acknowledged": wording.acknowledged,
    "welcome_back": lambda v: asking.welcome_back(v, ("guardian",)),
    "not_for_you": asking.not_for_you,
    "child_choice": lambda v: asking.child_choice(v, (M, facts.PETER), None),
    "child_chosen": lambda v: asking.child_choice(v, (M, facts.PETER), 12),
    "file_lost": asking.file_lost,
    "class_families": lambda v: asking.class_families(v, "7А", facts.REACH, (facts.ANNOUNCED,)),
}
TEXTS |= announcing.TEXTS
