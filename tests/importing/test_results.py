"""Finals and exam results: a correction is a new version; an instant of receipt that is not given is ours."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from journal.records import ExamResultRecord, FinalRecord
from storage import tables
from storage.database import Database
from tests.importing.source import FIRST, NOW, TODAY, bring, counts, lay, rows, source

FINAL = FinalRecord("S1", "Алгебра", "1 четверть", "5")
EXAM = ExamResultRecord("S1", "ОГЭ", "Алгебра", TODAY, primary_score=25.0, mark="5", status="preliminary")


async def only(database: Database, name: str) -> dict[str, Any]:
    (row,) = await rows(database, getattr(tables, name))
    return row


async def test_a_corrected_final_is_a_new_version_received_now(database: Database) -> None:
    await lay(database, finals=[FINAL])
    first = await only(database, "finals")
    assert (first["version"], first["received_at"], first["history"]) == (1, FIRST, True)
    report = await bring(database, source(finals=[replace(FINAL, value="4")]))
    assert counts(report, "finals") == (0, 1, 0, 0)
    news = {"value": "4", "version": 2, "received_at": NOW, "seen_at": NOW, "history": False}
    assert await only(database, "finals") == first | news


async def test_a_correction_says_itself_when_it_was_received(database: Database) -> None:
    await lay(database, finals=[FINAL])
    received = NOW - timedelta(hours=3)
    await bring(database, source(finals=[replace(FINAL, value="4", received_at=received)]))
    assert (await only(database, "finals"))["received_at"] == received


async def test_a_receipt_told_later_is_a_change_but_no_version(database: Database) -> None:
    await lay(database, finals=[FINAL])
    received = FIRST - timedelta(hours=3)
    told = source(finals=[replace(FINAL, received_at=received)])
    assert counts(await bring(database, told), "finals") == (0, 1, 0, 0)
    row = await only(database, "finals")
    assert (row["version"], row["received_at"], row["seen_at"], row["history"]) == (1, received, FIRST, True)
    assert counts(await bring(database, told), "finals") == (0, 0, 0, 1)
    assert counts(await bring(database, source(finals=[FINAL])), "finals") == (0, 0, 0, 1)


async def test_a_deferral_is_no_new_version(database: Database) -> None:
    await lay(database, finals=[FINAL])
    await bring(database, source(finals=[replace(FINAL, deferred_until=date(2026, 12, 1))]))
    row = await only(database, "finals")
    assert (row["version"], row["deferred_until"], row["received_at"]) == (1, date(2026, 12, 1), FIRST)


async def test_finals_are_complete_for_their_students_and_terms(database: Database) -> None:
    others = [replace(FINAL, term="2 четверть"), replace(FINAL, student="S2")]
    await lay(database, finals=[FINAL, replace(FINAL, subject="Химия"), *others])
    assert counts(await bring(database, source(finals=[FINAL])), "finals") == (0, 0, 1, 1)
    assert len(await rows(database, tables.finals)) == 3


async def test_a_score_or_a_status_is_a_new_version_of_an_exam_result(database: Database) -> None:
    await lay(database, exam_results=[EXAM])
    for version, change in enumerate(({"primary_score": 26.0}, {"status": "official"}, {"test_score": 70.5}), 2):
        made = replace(EXAM, **change)  # type: ignore[arg-type]
        now = NOW + timedelta(days=version)
        assert counts(await bring(database, source(exam_results=[made]), now=now), "exam_results") == (0, 1, 0, 0)
        row = await only(database, "exam_results")
        assert (row["version"], row["received_at"], row["history"]) == (version, now, False)


async def test_the_last_word_of_a_file_on_an_exam_counts(database: Database) -> None:
    official = replace(EXAM, status="official", primary_score=24.0)
    report = await lay(database, exam_results=[official, EXAM])
    assert counts(report, "exam_results") == (1, 0, 0, 0)
    assert (await only(database, "exam_results"))["status"] == "official"


async def test_exam_results_are_complete_for_their_students_and_exams(database: Database) -> None:
    await lay(database, exam_results=[EXAM, replace(EXAM, exam="ВПР"), replace(EXAM, subject="Химия")])
    report = await bring(database, source(exam_results=[EXAM]))
    assert counts(report, "exam_results") == (0, 0, 1, 1)
