"""Wording holds for whatever a journal may contain, and small decisions of its own."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import Voice, voice
from school import wording
from school.due import Task
from school.facts import (
    Absence,
    AnnouncedFile,
    Announcement,
    DigestChild,
    Due,
    ExamResult,
    Final,
    Homework,
    Lesson,
    Mark,
    Period,
    Reach,
    SchoolDay,
    Student,
    Work,
)
from school.message import Message, say_plainly
from school.outbox import Reason
from school.policy import Level
from tests.texts import facts
from tests.texts.show import show

TEXT = st.text(min_size=1, max_size=30)
SPOKEN = st.sampled_from(["{", "}", "{n}", "<b>", "&", "🎉", "«»", "%s", "%(x)s"]) | TEXT
DAY = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MAYBE = st.none() | SPOKEN
STUDENT = st.builds(Student, st.integers(1, 9999), SPOKEN, SPOKEN, SPOKEN)
MARK = st.builds(Mark, st.just(1), SPOKEN, DAY, SPOKEN, MAYBE, st.none() | st.floats(0, 100), MAYBE, MAYBE)
LESSON = st.builds(
    Lesson,
    st.integers(0, 12),
    SPOKEN,
    starts=st.none() | st.times(),
    room=MAYBE,
    subgroup=MAYBE,
    planned_subject=MAYBE,
    planned_room=MAYBE,
    other_day=st.none() | DAY,
    other_number=st.none() | st.integers(1, 12),
    note=MAYBE,
)
ABSENCE = st.builds(
    Absence,
    st.just(1),
    DAY,
    SPOKEN | st.sampled_from(["ill", "late", "absent"]),
    st.none() | st.integers(1, 9),
    MAYBE,
    st.none() | st.integers(0, 90),
    MAYBE,
)
CHILD = st.builds(
    DigestChild,
    STUDENT,
    st.lists(MARK, max_size=4).map(tuple),
    st.lists(ABSENCE, max_size=3).map(tuple),
    st.none() | st.builds(SchoolDay, DAY, st.lists(LESSON, max_size=4).map(tuple)),
    st.lists(st.builds(Homework, st.just(1), SPOKEN, DAY, SPOKEN), max_size=3).map(tuple),
    st.lists(st.builds(Work, DAY, SPOKEN, SPOKEN, MAYBE), max_size=2).map(tuple),
    st.lists(st.tuples(DAY, LESSON), max_size=2).map(tuple),
)
VOICE = st.sampled_from([voice("ru"), voice("en")])
LEVEL = st.sampled_from(list(Level))
AS_OF = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - local, as wording takes it


@settings(max_examples=60, deadline=None)
@given(VOICE, DAY, st.lists(CHILD, max_size=3), AS_OF, LEVEL)
def test_it_words_any_digest(
    v: Voice, day: date, children: list[DigestChild], as_of: datetime | None, level: Level
) -> None:
    said = show(wording.digest(v, day, children, as_of, level=level))
    if level < Level.PSEUDONYM:
        assert said == show(wording.ping(v))
    else:
        assert all(mark.value in said for child in children for mark in child.marks)


@settings(max_examples=40, deadline=None)
@given(VOICE, STUDENT, st.lists(MARK, max_size=6), DAY, AS_OF, LEVEL)
def test_it_words_any_marks(
    v: Voice, student: Student, found: list[Mark], day: date, as_of: datetime | None, level: Level
) -> None:
    for kind in ("day", "week", "term"):
        period = Period(kind, day, day + timedelta(days=6), None)
        assert wording.marks(v, student, found, period, day, as_of, level=level, last=day).blocks
        assert wording.marks_by_subject(v, student, found, period, day, as_of, level=level).blocks


@settings(max_examples=40, deadline=None)
@given(VOICE, STUDENT, st.lists(LESSON, max_size=5), DAY, SPOKEN, LEVEL)
def test_it_words_any_notice(
    v: Voice, student: Student, lessons: list[Lesson], day: date, text: str, level: Level
) -> None:
    result = ExamResult(1, 1, text, text, day, facts.NOW, 1.5, None, text, text)
    said: list[Message] = [
        wording.exam_result(v, student, result, day, level=level, repeated=True),
        wording.finals(v, student, [Final(1, 1, text, text, text, facts.NOW, day)], day, level=level),
        wording.timetable_changes(v, student, [(day, lesson) for lesson in lessons], day, None, level=level),
        wording.announcement(
            v, Announcement(1, text, text, text, None, (AnnouncedFile(text, text),)), (student,), level=level
        ),
        wording.farewell(v, student, level=level),
        wording.timetable_week(v, student, [SchoolDay(day, tuple(lessons))], day, None, level=level),
    ]
    assert level >= Level.PSEUDONYM or set(map(show, said)) == {show(wording.ping(v))}


def test_it_has_words_for_every_reason() -> None:
    for language in ("ru", "en"):
        words = [wording.reason_words(voice(language), reason) for reason in Reason]
        assert len(set(words)) == len(Reason)
        assert not set(words) & {reason.value for reason in Reason}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+79161234567", "+7 *** ***-45-67"),
        ("+375291234567", "+*** ***-45-67"),
        ("+112", "***"),
        (None, ""),
    ],
)
def test_it_masks_a_phone(phone: str | None, masked: str) -> None:
    assert wording.mask_phone(phone) == masked


def marked(*pairs: tuple[str, float | None]) -> list[Mark]:
    return [Mark(1, "Алгебра", facts.MONDAY, value, weight=weight) for value, weight in pairs]


@pytest.mark.parametrize(
    ("found", "mean"),
    [
        (marked(("5", None), ("4", None)), 4.5),
        (marked(("5", 3), ("2", 1)), 4.25),
        (marked(("4-", None), ("зач", None), ("н/а", None)), 4.0),
        (marked(("зач", None)), None),
        (marked(("5", 0)), None),
        ([], None),
    ],
)
def test_it_weighs_the_average(found: list[Mark], mean: float | None) -> None:
    assert wording.average(found) == mean


def test_it_names_the_day_of_journal_data_that_is_not_todays() -> None:
    yesterday = facts.AS_OF - timedelta(days=1)
    said = show(wording.changes(voice("ru"), facts.MARIA, (), facts.MONDAY, yesterday, level=Level.FULL))
    assert "По данным журнала на 22 ноября, 16:40" in said


@pytest.mark.parametrize("role", ["guardian", "student"])
def test_it_helps_families_with_nothing_of_the_staffs(role: str) -> None:
    said = show(wording.help(voice("ru"), (role,)))
    assert "/marks" in said
    assert ("/children" in said) == (role == "guardian")
    assert not any(command in said for command in ("/announce", "/requests", "/deadlines"))


def test_it_offers_the_digest_times_only_while_the_digest_is_on() -> None:
    on = show(wording.settings(voice("ru"), "ru", True, time(18)))
    off = show(wording.settings(voice("ru"), "ru", False, time(18)))
    assert "settings time 19:00" in on
    assert "settings digest on" in off
    assert "settings time" not in off


def test_it_offers_no_send_button_when_nobody_can_be_reached() -> None:
    reach = Reach(2, 0, (("Иван Белов", "no_consent"), ("Олег Юдин", "no_contact")))
    said = show(wording.announce_panel(voice("ru"), facts.ANNOUNCED, reach))
    assert "announce send" not in said
    assert "announce cancel" in said


def test_it_lists_the_most_urgent_deadlines_first_and_not_all() -> None:
    due = [Due(facts.MARIA, f"Родитель {n}", "exam", "Физика", facts.NOW + timedelta(hours=30 - n)) for n in range(25)]
    said = show(wording.deadlines(voice("ru"), due, facts.NOW, level=Level.FULL))
    assert "Не сообщено 25 результатов." in said
    assert said.index("Родитель 24:") < said.index("Родитель 23:")
    assert "Родитель 0:" not in said


def test_it_gives_the_steps_that_lead_on() -> None:
    v, day = voice("ru"), facts.TUESDAY
    choices = {
        button.choice
        for row in (
            *wording.marks_steps(v, facts.MARIA, "week"),
            *wording.homework_steps(v, facts.MARIA, day, facts.MONDAY),
            *wording.timetable_steps(v, facts.MARIA, day, facts.MONDAY, week=False),
            *wording.child_steps((facts.MARIA, facts.PETER), facts.MARIA, "homework {id} 2026-11-24", Level.FULL),
        )
        for button in row
    }
    assert choices == {
        "marks 11 today",
        "marks 11 term",
        "marks 11 subjects",
        "forecast 11",
        "chart 11",
        "homework 11 2026-11-23",
        "homework 11 2026-11-25",
        "homework 11 2026-11-24 week",
        "homework 12 2026-11-24",
        "timetable 11 2026-11-23 day",
        "timetable 11 2026-11-25 day",
        "timetable 11 2026-11-24 week",
    }
    assert wording.child_steps((facts.MARIA, facts.PETER), facts.MARIA, "x {id}", Level.PSEUDONYM) == ()


@pytest.mark.parametrize(
    ("texts", "listed"),
    [
        (["https://example.org/a"], False),
        (["https://example.org/a", "снова https://example.org/a"], False),
        (["https://example.org/a", "https://example.org/b"], True),
    ],
)
def test_a_single_link_is_not_said_twice(texts: list[str], listed: bool) -> None:
    day = date(2026, 11, 25)
    found = tuple(Task(Homework(11, "Физика", day, text)) for text in texts)
    page = wording.homework(voice("ru"), facts.MARIA, SchoolDay(day), found, day, None, level=Level.FULL)
    said = say_plainly(page)
    assert said.count("https://example.org/a") == sum("/a" in text for text in texts) + listed
    assert ("Ссылки" in said) is listed
