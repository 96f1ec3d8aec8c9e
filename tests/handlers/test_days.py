"""Which days a question is about, whatever is typed."""

from datetime import date

import pytest

from storage import tables
from tests.handlers.conftest import Office, said
from tests.handlers.test_questions import ANSWERS
from tests.world import MORNING, add


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01 год", "2099-12-31 неделя"])
async def test_a_day_of_no_school_year_stops_no_question(office: Office, day: str) -> None:
    for question in ANSWERS:
        assert "По данным журнала" in said(await office.hears("anna", f"{question} {day}"))


async def _half_years(office: Office) -> None:
    """The same class is marked by quarters and by half-years."""
    async with office.database.write() as connection:
        for title, kind, start, end in (
            ("1 полугодие", "half_year", date(2026, 9, 1), date(2026, 12, 27)),
            ("2 полугодие", "half_year", date(2027, 1, 11), date(2027, 5, 25)),
            ("Год", "year", date(2026, 9, 1), date(2027, 5, 25)),
        ):
            term = {"title": title, "kind": kind, "start": start, "end": end, "classes": [], "classes_key": ""}
            await add(connection, tables.terms, school_id=office.world.school, **term)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("2 четверть", "Оценки: 2 четверть · Мария"),
        ("четверть 1", "Оценки: 1 четверть · Мария"),
        ("прошлую четверть", "Оценки: 1 четверть · Мария"),
        ("третью четверть", "Оценки: 3 четверть · Мария"),
        ("полугодие", "Оценки: 1 полугодие · Мария"),
        ("1 полугодие", "Оценки: 1 полугодие · Мария"),
        ("второе полугодие", "Оценки: 2 полугодие · Мария"),
        ("год", "Оценки · Мария"),
    ],
)
async def test_quarters_are_counted_among_quarters(office: Office, asked: str, title: str) -> None:
    await _half_years(office)
    assert said(await office.hears("anna", f"оценки мария за {asked}")).startswith(title)


async def test_last_year_is_not_this_one(office: Office) -> None:
    assert "Алгебра" not in said(await office.hears("anna", "оценки мария за прошлый год"))
    told = said(await office.hears("anna", "пропуски мария за прошлый год"))
    assert told.startswith("Пропуски · учебный год 2025/2026 · Мария")


@pytest.mark.parametrize(
    ("asked", "title", "fact"),
    [
        ("", "Замены · Мария", "Физика → Химия"),
        ("на неделю", "Замены · эта неделя · Мария", "Физика → Химия"),
        ("завтра", "Замены · 24 ноября · Мария", "Физика → Химия"),
        ("на прошлой неделе", "Замены · 16–22 ноября · Мария", "Замен на эти дни в журнале нет."),
        ("на следующей неделе", "Замены · 30 ноября — 6 декабря · Мария", "Замен на эти дни в журнале нет."),
        ("с 11 по 20 января", "Замены · 11–20 января 2027 · Мария", "11 января"),
        ("за четверть", "Замены · 2 четверть · Мария", "Физика → Химия"),
    ],
)
async def test_it_tells_the_changes_of_the_days_that_were_named(
    office: Office, asked: str, title: str, fact: str
) -> None:
    async with office.database.write() as connection:
        cancelled = {"day": date(2027, 1, 11), "number": 1, "kind": "cancellation", "seen_at": MORNING}
        await add(connection, tables.changes, class_id=office.world.classes["7А"], **cancelled)
    answer = said(await office.hears("anna", f"замены мария {asked}"))
    assert answer.startswith(title)
    assert fact in answer
