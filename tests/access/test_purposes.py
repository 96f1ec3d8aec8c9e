"""A consent names one purpose: what was not signed for is neither told nor answered, whatever else was."""

from sqlalchemy import delete

from scheduler.notices import NOTICES
from scheduler.planning import catch_up
from school.access import ConsentState
from school.purposes import FAMILY_KINDS, PURPOSE_OF, Purpose
from storage import tables
from storage.paper_list import paper_list
from tests.handlers.conftest import Office, said
from tests.scheduler.conftest import Post
from tests.world import MONDAY, NOW, consent


async def only(office: Office | Post, *purposes: Purpose) -> None:
    """Of what Anna signed about Maria on Telegram, only these purposes stand."""
    about = tables.consents
    maria = (about.c.student_id == office.world.people["maria"]) & (about.c.channel == "telegram")
    petr = about.c.student_id == office.world.people["petr"]
    async with office.database.write() as connection:
        await connection.execute(delete(about).where(maria | petr))
        await consent(connection, office.world, "anna", "maria", "telegram", *purposes)


async def test_results_are_not_answered_on_a_consent_to_lessons(both: Office) -> None:
    await only(both, Purpose.LESSONS)
    assert "Алгебра" in said(await both.hears("anna", "оценки"))
    answer = said(await both.hears("anna", "результаты"))
    assert "нет письменного согласия" in answer
    assert "Алгебра" not in answer


async def test_lessons_are_not_answered_on_a_consent_to_results(both: Office) -> None:
    await only(both, Purpose.RESULTS)
    assert "Алгебра" in said(await both.hears("anna", "результаты"))
    for question in ("оценки", "дз", "расписание", "замены"):
        answer = said(await both.hears("anna", question))
        assert "нет письменного согласия" in answer
        assert "Мария" not in answer


async def test_a_result_is_not_told_on_a_consent_to_lessons(post: Post) -> None:
    await only(post, Purpose.LESSONS, Purpose.ANNOUNCEMENTS)
    await post.result()
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert post.telegram.said == []
    assert [row.reason for row in await post.rows("exam_result") if row.channel == "telegram"] == ["no_consent"]


def test_every_kind_that_tells_of_a_child_says_what_for() -> None:
    of_children = {kind: notice for kind, notice in NOTICES.items() if notice.about in ("student", "family")}
    of_the_link = {"farewell", "new_adult", "new_account"}  # they say nothing of school
    assert {kind: notice.purpose for kind, notice in of_children.items() if kind not in of_the_link} == PURPOSE_OF
    family = {kind for kind, notice in of_children.items() if notice.about == "family"}
    assert family - of_the_link == FAMILY_KINDS


async def test_who_signed_nothing_or_refused_is_on_the_paper_list(both: Office) -> None:
    async with both.database.write() as connection:
        refused = {"state": ConsentState.REFUSED, "now": NOW}
        await consent(connection, both.world, "sergey", "maria", "vk", Purpose.RESULTS, **refused)
    async with both.database.read() as connection:
        found = {(one.guardian, one.student): one.lacking for one in await paper_list(connection, MONDAY)}
    assert set(found) == {("G2", "S1"), ("G2", "S2")}  # Anna signed everything; Viktor is restricted by a court
    assert found["G2", "S1"] == {
        Purpose.LESSONS: None,
        Purpose.RESULTS: ConsentState.REFUSED,
        Purpose.ANNOUNCEMENTS: None,
    }
