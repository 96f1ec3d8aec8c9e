"""Set-based reads: one statement for several students, and to each what is theirs."""

from datetime import date, timedelta

from school.facts import Student, Turn
from storage import diary, tables
from storage.database import Database
from tests.world import MONDAY, NOW, TUESDAY, World, add, build_world

SUNDAY = date(2026, 11, 29)


def students(world: World) -> tuple[Student, Student]:
    seventh = world.classes["7А"]
    maria = Student(world.people["maria"], "Мария", "Орлова", "7А", seventh)
    return maria, Student(world.people["oleg"], "Олег", "Лисин", "7А", seventh)


async def test_homework_of_one_student_is_not_a_classmates(database: Database) -> None:
    maria, oleg = students(await build_world(database))
    async with database.read() as connection:
        plans = await diary.plans(connection, (maria, oleg), TUESDAY, TUESDAY)
    assert [(item.text, item.individual) for item in plans.homework(maria)] == [
        ("№ 215, 217 <b>& всё", False),
        ("пересказ", True),
    ]
    assert [item.text for item in plans.homework(oleg)] == ["№ 215, 217 <b>& всё"]


async def test_a_diarys_lessons_and_homework_are_one_students(database: Database) -> None:
    world = await build_world(database)
    maria, oleg = students(world)
    async with database.write() as connection:
        own = {"student_id": oleg.id, "subject": "Шахматы"}
        day = {"day": TUESDAY, "number": 1, "shift": 1, "extracurricular": False}
        await add(connection, tables.dated_lessons, **own, **day)
        await add(connection, tables.homework, **own, due_date=TUESDAY, text="партия")
    async with database.read() as connection:
        plans = await diary.plans(connection, (maria, oleg), TUESDAY, TUESDAY)
    assert [lesson.subject for lesson in plans.day(oleg, TUESDAY, ()).lessons] == ["Шахматы", "Химия"]
    assert plans.homework(oleg)[1].individual is False
    assert plans.day(maria, TUESDAY, ()).lessons[0].subject == "Алгебра"


async def test_a_lesson_moved_here_from_another_week_is_found(database: Database) -> None:
    world = await build_world(database)
    maria, _ = students(world)
    async with database.write() as connection:
        moved = {"day": date(2026, 12, 10), "number": 1, "kind": "move", "to_day": MONDAY, "to_number": 4}
        await add(connection, tables.changes, class_id=world.classes["7А"], seen_at=NOW, **moved)
    async with database.read() as connection:
        plans = await diary.plans(connection, (maria,), MONDAY, MONDAY)
    last = plans.day(maria, MONDAY, ()).lessons[-1]
    assert (last.number, last.subject, last.turn) == (4, "История", Turn.MOVED_HERE)


async def test_a_substitution_names_its_teacher_by_initials(database: Database) -> None:
    maria, _ = students(await build_world(database))
    async with database.read() as connection:
        plans = await diary.plans(connection, (maria,), TUESDAY, TUESDAY)
    assert plans.day(maria, TUESDAY, ()).lessons[1].teacher == "Белова И. П."


async def test_it_reads_marks_of_a_span_and_those_of_the_last_day_before_it(database: Database) -> None:
    world = await build_world(database)
    maria, oleg = students(world)
    async with database.read() as connection:
        within = await diary.marks(connection, (maria.id, oleg.id), MONDAY, SUNDAY)
        before = await diary.marks(connection, (maria.id,), MONDAY, SUNDAY, and_before=True)
    assert [(mark.student_id, mark.value) for mark in within] == [(maria.id, "5"), (oleg.id, "3"), (maria.id, "4")]
    assert [(mark.day, mark.value) for mark in before] == [(date(2026, 11, 20), "4-"), (MONDAY, "5"), (MONDAY, "4")]


async def test_it_reads_exam_results_and_final_marks_together(database: Database) -> None:
    world = await build_world(database)
    async with database.write() as connection:
        exam = {"exam": "ВПР", "subject": "Химия", "day": TUESDAY, "received_at": NOW - timedelta(days=1)}
        await add(connection, tables.exam_results, student_id=world.people["petr"], **exam, version=1, history=False)
    async with database.read() as connection:
        exams, finals = await diary.results(connection, [world.people["maria"], world.people["petr"]])
    assert [(one.student_id, one.exam, one.mark, one.primary_score) for one in exams] == [
        (world.people["petr"], "ВПР", None, None),
        (world.people["petr"], "ОГЭ", "5", 31),
    ]
    assert [(final.student_id, final.term, final.value) for final in finals] == [
        (world.people["maria"], "1 четверть", "5")
    ]


async def test_it_reads_absences_and_works(database: Database) -> None:
    world = await build_world(database)
    async with database.write() as connection:
        missed = {"student_id": world.people["maria"], "code": "ill", "number": 1}
        await add(connection, tables.attendance, **missed, day=MONDAY)
        await add(connection, tables.attendance, **missed, day=TUESDAY)
        work = {"subject": "История", "kind": "Контрольная"}
        await add(connection, tables.works, class_id=world.classes["7А"], day=TUESDAY, **work)
    async with database.read() as connection:
        absences = await diary.absences(connection, [world.people["maria"]], MONDAY, MONDAY)
        works = await diary.works(connection, list(world.classes.values()), MONDAY, SUNDAY)
    assert [(absence.day, absence.code) for absence in absences] == [(MONDAY, "ill")]
    assert [(class_id, len(found)) for class_id, found in works.items()] == [(world.classes["7А"], 1)]


async def test_a_term_holds_for_the_classes_that_it_names(database: Database) -> None:
    world = await build_world(database)
    async with database.write() as connection:
        days = {"start": date(2026, 11, 23), "end": date(2026, 11, 29)}
        title = {"title": "Карантин", "kind": "vacation", "classes": ["9Б"], "classes_key": "9Б"}
        await add(connection, tables.terms, school_id=world.school, **title, **days)
    async with database.read() as connection:
        year = await diary.school_year(connection, world.school)
    assert "Карантин" in [term.title for term in year.terms("9Б")]
    assert "Карантин" not in [term.title for term in year.terms("7А")]
