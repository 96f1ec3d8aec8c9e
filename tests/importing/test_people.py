"""People and classes: found by the school's own ids, leaving rather than deleted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from journal.records import ClassRecord, GuardianRecord, GuardianshipRecord, StaffRecord, StudentRecord, TermRecord
from storage import tables
from storage.database import Database
from tests.importing.source import (
    CLASSES,
    FATHER,
    IVAN,
    MARIA,
    MOTHER,
    NOW,
    OLGA,
    STAFF,
    TERMS,
    TIES,
    TODAY,
    bring,
    counts,
    lay,
    rows,
    source,
)


async def person(database: Database, code: str) -> dict[str, Any]:
    return next(row for row in await rows(database, tables.people) if row["code"] == code)


async def test_people_are_who_their_code_says(database: Database) -> None:
    await lay(database)
    before = await person(database, "G1")
    married = replace(MOTHER, last_name="Новикова", phone="+79120000000", email="n@example.ru")
    report = await bring(database, source(guardians=(married, FATHER)))
    assert counts(report, "guardians") == (0, 1, 0, 1)
    after = before | {"last_name": "Новикова", "phone": "+79120000000", "email": "n@example.ru"}
    assert await person(database, "G1") == after


async def test_one_code_may_be_of_a_student_a_guardian_and_a_teacher(database: Database) -> None:
    await lay(
        database,
        staff=[*STAFF, StaffRecord("1", "А", "А")],
        students=[MARIA, StudentRecord("1", "Б", "Б", "7А")],
        guardians=[GuardianRecord("1", "В", "В")],
        guardianships=[GuardianshipRecord("1", "1")],
    )
    assert sorted(row["role"] for row in await rows(database, tables.people) if row["code"] == "1") == [
        "guardian",
        "staff",
        "student",
    ]
    (tie,) = await rows(database, tables.guardianships)
    assert tie["guardian_id"] != tie["student_id"]


async def test_a_student_who_is_gone_from_the_class_has_left_yesterday(database: Database) -> None:
    await lay(database)
    report = await bring(database, source(students=(MARIA,)))
    assert counts(report, "students") == (0, 0, 1, 1)
    assert (await person(database, "S2"))["left_on"] == TODAY - timedelta(days=1)
    assert (await person(database, "S3"))["left_on"] is None  # the file does not speak of 7Б
    assert counts(await bring(database, source(students=(MARIA,))), "students") == (0, 0, 0, 1)


async def test_a_student_who_comes_back_has_not_left(database: Database) -> None:
    await lay(database)
    await bring(database, source(students=(MARIA,)))
    assert counts(await bring(database, source(students=(MARIA, IVAN))), "students") == (0, 1, 0, 1)
    assert (await person(database, "S2"))["left_on"] is None


async def test_a_student_who_moved_to_another_class_is_the_same(database: Database) -> None:
    await lay(database)
    report = await bring(database, source(students=(MARIA, OLGA, replace(IVAN, school_class="7Б"))))
    assert counts(report, "students") == (0, 1, 0, 2)
    assert (await person(database, "S2"))["class_id"] == (await person(database, "S3"))["class_id"]


async def test_teachers_keep_their_duties_and_classes_their_teacher(database: Database) -> None:
    await lay(database)
    anna = await person(database, "T1")
    assert anna["duties"] == ["teacher", "homeroom"]
    assert [row["homeroom_teacher_id"] for row in await rows(database, tables.classes)] == [anna["id"], None]
    staff = [replace(STAFF[0], roles=("administrator",)), STAFF[1]]
    report = await bring(database, source(staff=staff, classes=[ClassRecord("7А"), ClassRecord("7Б", "T2")]))
    assert (counts(report, "staff"), counts(report, "classes")) == ((0, 1, 0, 1), (0, 2, 0, 0))
    assert (await person(database, "T1"))["duties"] == ["administrator"]


async def test_only_what_nothing_refers_to_is_deleted(database: Database) -> None:
    await lay(database, staff=[*STAFF, StaffRecord("T3", "Лишний", "Олег")], classes=[*CLASSES, ClassRecord("7В")])
    report = await bring(database, source(staff=STAFF[1:], classes=CLASSES[:1]))
    assert counts(report, "staff") == (0, 0, 1, 1)
    assert counts(report, "classes") == (0, 0, 1, 1)
    assert [row["title"] for row in await rows(database, tables.classes)] == ["7А", "7Б"]
    codes = {row["code"] for row in await rows(database, tables.people)}
    assert "T1" in codes  # the class teacher of 7А
    assert "T3" not in codes


async def test_a_guardian_without_children_goes_only_with_the_sheet_that_says_so(database: Database) -> None:
    await lay(database)
    report = await bring(database, source(guardians=(MOTHER,)))
    assert counts(report, "guardians") == (0, 0, 0, 1)
    report = await bring(database, source(guardians=(MOTHER,), guardianships=TIES[:1]))
    assert counts(report, "guardians") == (0, 0, 1, 1)
    assert counts(report, "guardianships") == (0, 0, 1, 1)
    assert "G2" not in {row["code"] for row in await rows(database, tables.people)}


async def test_a_guardian_with_a_consent_stays_without_children(database: Database) -> None:
    await lay(database)
    father, child = await person(database, "G2"), await person(database, "S1")
    async with database.write() as connection:
        await connection.execute(
            insert(tables.consents).values(
                guardian_id=father["id"],
                student_id=child["id"],
                channel="vk",
                purpose="lessons",
                state="refused",
                recorded_at=NOW,
                recorded_by="operator",
                current=True,
            )
        )
    report = await bring(database, source(guardians=(MOTHER,), guardianships=TIES[:1]))
    assert counts(report, "guardians") == (0, 0, 0, 1)
    assert await person(database, "G2") == father


async def test_a_restriction_comes_and_goes(database: Database) -> None:
    await lay(database)
    restricted = replace(TIES[1], restriction="решение суда", until=date(2027, 1, 1))
    assert counts(await bring(database, source(guardianships=(TIES[0], restricted))), "guardianships") == (0, 1, 0, 1)
    assert (await rows(database, tables.guardianships))[1]["restriction"] == "решение суда"
    await bring(database, source(guardianships=TIES))
    assert (await rows(database, tables.guardianships))[1]["restriction"] is None


async def test_terms_are_told_apart_by_title_and_classes(database: Database) -> None:
    halves = TermRecord("1 полугодие", "half_year", date(2026, 9, 1), date(2026, 12, 27), ("7Б", "7А"))
    await lay(database, terms=[*TERMS, halves, replace(halves, classes=())])
    again = [*TERMS, replace(halves, classes=("7А", "7Б")), replace(halves, classes=(), end=date(2026, 12, 30))]
    report = await bring(database, source(terms=again))
    assert counts(report, "terms") == (0, 1, 0, 4)
    assert counts(await bring(database, source(terms=TERMS[:1])), "terms") == (0, 0, 3, 1)  # 2 четверть stands apart
    assert [row["title"] for row in await rows(database, tables.terms)] == ["1 четверть", "2 четверть"]


async def test_a_whole_new_year_list_keeps_everybody_apart(database: Database) -> None:
    await lay(database)
    classes = [ClassRecord("8А", "T1"), ClassRecord("8Б"), *CLASSES]
    students = [replace(MARIA, school_class="8А"), replace(IVAN, school_class="8А"), replace(OLGA, school_class="8Б")]
    report = await bring(database, source(classes=classes, students=students))
    assert counts(report, "students") == (0, 3, 0, 0)
    assert counts(report, "classes") == (2, 0, 0, 2)
