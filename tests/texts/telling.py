"""What families are told by itself, and the pages of /settings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from locales import Voice
from school import wording
from school.facts import Absence, Homework, Mark, Remark, Term, Work
from school.message import Message
from school.notices import KINDS
from school.policy import Level
from school.profile import QuietHours
from school.told import Current, Fix, Told
from school.wording import news, preferences
from school.wording.alarms import password_locked
from school.wording.occasions import Turning, WeekOfChild, exams_ahead, vacation, week
from school.wording.silence import journal_silent
from tests.texts import facts

FULL, PSEUDONYM = Level.FULL, Level.PSEUDONYM
M, P, T, A = facts.MARIA, facts.PETER, facts.MONDAY, facts.AS_OF
FRIDAY = date(2026, 11, 20)
LONG_AGO = A.replace(day=20)
FIVE, FOUR = Current(1, facts.MARKS[0]), Current(2, facts.MARKS[1])
FIXES = (
    Fix("Алгебра", T, "4", FIVE, Told(1, "Алгебра", T, "4")),
    Fix("Физика", FRIDAY, "3", None, Told(3, "Физика", FRIDAY, "3")),
    Fix("Химия", FRIDAY, "4", Current(4, Mark(11, "Биология", FRIDAY, "5")), Told(4, "Химия", FRIDAY, "4")),
)
ILL = tuple(replace(one, code="ill") for one in facts.ABSENCES[:2])
AWAY = (Absence(11, T, "absent", 1, "Алгебра"), Absence(11, T, "absent", 2, "История"))
REMARKS = (Remark(11, T, "Не было сменной обуви", "remark", "Белова И. П."),)
MOVED = ((date(2026, 12, 3), Work(date(2026, 12, 7), "Физика", "Контрольная", "Сила трения")),)
LATE = (Homework(11, "Алгебра", facts.TUESDAY, "№ 215"),)
EXAM = (Work(facts.TUESDAY, "Русский язык", "ОГЭ"),)
AUTUMN = Term("Осенние каникулы", "vacation", date(2026, 10, 26), date(2026, 11, 1))
SECOND = Term("2 четверть", "quarter", date(2026, 11, 2), date(2026, 12, 27))
WEEK = (
    WeekOfChild(M, facts.WEEK_MARKS, facts.MISSED[:4], facts.WORKS),
    WeekOfChild(P, facts.SECOND_CHILD.marks),
)
WANTED = {kind.name: kind.default for kind in KINDS}
KEPT = {"5": "22:00-09:00", "6": "00:00-23:59"}

TEXTS: dict[str, Callable[[Voice], Message]] = {
    "exam_result_corrected": lambda v: wording.exam_result(
        v, M, replace(facts.EXAMS[0], status="appeal"), T, level=FULL, was=replace(facts.EXAMS[0], mark="4")
    ),
    "exam_result_corrected_pseudonym": lambda v: wording.exam_result(
        v, M, facts.EXAMS[1], T, level=PSEUDONYM, was=replace(facts.EXAMS[1], mark="3", status="preliminary")
    ),
    "exam_result_confirmed": lambda v: wording.exam_result(
        v, M, replace(facts.EXAMS[0], status="official"), T, level=FULL, was=facts.EXAMS[0]
    ),
    "exam_result_completed": lambda v: wording.exam_result(
        v, M, facts.EXAMS[0], T, level=FULL, was=replace(facts.EXAMS[0], mark=None)
    ),
    "exam_result_annulled": lambda v: wording.exam_result(
        v, M, replace(facts.EXAMS[1], status="annulled"), T, level=FULL, was=facts.EXAMS[1]
    ),
    "finals_corrected": lambda v: wording.finals(v, M, facts.FINALS[:1], T, level=FULL, was={1: "4"}),
    "finals_new_and_corrected": lambda v: wording.finals(v, M, facts.FINALS, T, level=FULL, was={1: "4"}),
    "finals_confirmed": lambda v: wording.finals(v, M, facts.FINALS[:1], T, level=PSEUDONYM, was={1: "5"}),
    "new_marks": lambda v: news.new_marks(v, M, facts.WEEK_MARKS, T, A, level=FULL),
    "new_marks_one": lambda v: news.new_marks(v, M, facts.MARKS[:1], T, A, level=FULL),
    "new_marks_pseudonym": lambda v: news.new_marks(v, M, facts.WEEK_MARKS, T, A, level=PSEUDONYM),
    "fixed_marks": lambda v: news.fixed_marks(v, M, FIXES, T, A, level=FULL),
    "fixed_marks_pseudonym": lambda v: news.fixed_marks(v, M, FIXES, T, A, level=PSEUDONYM),
    "edited_marks": lambda v: news.edited_marks(v, M, (FIVE, FOUR), FIXES[:2], T, A, level=FULL),
    "absent": lambda v: news.absent(v, M, AWAY, T, A, level=FULL),
    "absent_known_why": lambda v: news.absent(v, M, ILL, T, A, level=FULL),
    "absent_after_all_not": lambda v: news.absent(v, M, (), T, A, level=FULL),
    "absent_pseudonym": lambda v: news.absent(v, M, AWAY, T, A, level=PSEUDONYM),
    "new_remarks": lambda v: news.new_remarks(v, M, REMARKS, T, A, level=FULL),
    "new_remarks_pseudonym": lambda v: news.new_remarks(v, M, REMARKS, T, A, level=PSEUDONYM),
    "changes_taken_back": lambda v: news.as_planned(v, M, facts.TUESDAY, T, A, level=FULL),
    "moved_works": lambda v: news.moved_works(v, M, MOVED, T, A, level=FULL),
    "late_homework": lambda v: news.late_homework(v, M, LATE, T, A, level=FULL),
    "exam_tomorrow": lambda v: exams_ahead(v, M, EXAM, T, A, level=FULL),
    "exam_in_a_week": lambda v: exams_ahead(v, M, EXAM, date(2026, 11, 17), A, level=FULL),
    "vacation_begins": lambda v: vacation(
        v, (Turning((M, P), AUTUMN, date(2026, 11, 2)),), date(2026, 10, 25), level=FULL
    ),
    "vacation_ends": lambda v: vacation(v, (Turning((M,), SECOND),), date(2026, 11, 1), level=FULL),
    "vacation_untitled": lambda v: vacation(
        v, (Turning((M,), replace(AUTUMN, title="")),), date(2026, 10, 25), level=FULL
    ),
    "week": lambda v: week(v, WEEK, date(2026, 11, 28), A, level=FULL),
    "week_pseudonym": lambda v: week(v, WEEK, date(2026, 11, 28), A, level=PSEUDONYM),
    "journal_silent": lambda v: journal_silent(v, LONG_AGO, T),
    "password_locked": password_locked,
    "marks_silent": lambda v: wording.marks(v, M, (), facts.THIS_WEEK, T, LONG_AGO, level=FULL),
    "digest_silent": lambda v: wording.digest(v, T, [facts.SECOND_CHILD], LONG_AGO, level=FULL),
    "settings_kinds": lambda v: preferences.kinds(v, "news", WANTED, None, (M, P)),
    "settings_kinds_of_child": lambda v: preferences.kinds(v, "news", WANTED | {"marks": False}, M, (M, P)),
    "settings_seasons": lambda v: preferences.kinds(v, "seasons", WANTED, None, ()),
    "settings_child": lambda v: preferences.which_child(v, (M, P)),
    "settings_locked": lambda v: preferences.cannot_switch_off(v, "exam_result"),
    "settings_quiet": lambda v: preferences.quiet(v, KEPT, QuietHours(time(21), time(7))),
    "settings_quiet_none": lambda v: preferences.quiet(v, {}, QuietHours(time(21), time(7))),
    "settings_quiet_day": lambda v: preferences.quiet_day(v, 6, KEPT),
    "settings_not_hours": preferences.not_hours,
}
