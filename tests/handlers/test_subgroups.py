"""Parallel lessons: a student's own where the journal says which, both where it does not."""

from storage import tables
from tests.handlers.conftest import Office, said
from tests.world import TUESDAY, add

ENGLISH = {"weekday": 2, "number": 5, "subject": "Немецкий язык"}


async def parallel(office: Office, own: str | None) -> None:
    """Two subgroups on Tuesday, each with homework; Maria is in `own`."""
    class_id, maria = office.world.classes["7А"], office.world.people["maria"]
    async with office.database.write() as connection:
        for name, room in (("1", "51"), ("2", "52")):
            await add(connection, tables.lessons, class_id=class_id, **ENGLISH, subgroup=name, room=room)
            task = {"subject": "немецкий язык", "subgroup": name, "due_date": TUESDAY, "text": f"часть {name}"}
            await add(connection, tables.homework, class_id=class_id, **task)
        if own:
            await add(connection, tables.subgroups, student_id=maria, subject="Немецкий  язык", subgroup=own)


async def test_only_the_own_one_is_shown_where_it_is_known(both: Office) -> None:
    await parallel(both, "2")
    lessons = said(await both.hears("anna", "расписание мария на завтра"))
    assert ("каб. 52" in lessons, "каб. 51" in lessons) == (True, False)
    due = said(await both.hears("anna", "дз мария на завтра"))
    assert ("часть 2" in due, "часть 1" in due) == (True, False)


async def test_both_are_shown_where_it_is_not(office: Office) -> None:
    await parallel(office, None)
    lessons = said(await office.hears("anna", "расписание мария на завтра"))
    assert "каб. 51" in lessons
    assert "каб. 52" in lessons


async def test_a_change_of_the_other_subgroup_is_none_of_theirs(office: Office) -> None:
    await parallel(office, "2")
    gone = {"day": TUESDAY, "number": 5, "kind": "cancellation", "subgroup": "1", "seen_at": office.clock.now()}
    async with office.database.write() as connection:
        await add(connection, tables.changes, class_id=office.world.classes["7А"], **gone)
    assert "Немецкий" not in said(await office.hears("anna", "замены мария"))
    async with office.database.write() as connection:
        await connection.execute(tables.subgroups.update().values(subgroup="1"))
    assert "Немецкий" in said(await office.hears("anna", "замены мария"))
