"""From trouble to the class teacher's list, and off it again."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from actions.deadlines import ledger
from actions.last_mile import Closed, tell_in_person
from actions.refusal import Refused
from scheduler.planning import catch_up
from scheduler.watching import watch
from school.messenger import Ambiguous, TryLater, Undeliverable
from school.outbox import Reason
from storage import tables
from storage.people import person_by_id
from tests.scheduler.conftest import KEY, Post
from tests.watching.conftest import listed, rows, tick
from tests.world import CHATS, NOW, consent, link

TEACHER, TEACHER_VK = CHATS["belova", "telegram"], CHATS["belova", "vk"]
SERGEY = ("sergey", "no_consent")  # the father without consent or account


def told_to(post: Post, chat: str) -> list[str]:
    return [said.text for said in post.telegram.said + post.vk.said if said.chat == chat]


async def test_whom_no_channel_reaches_is_on_the_list_at_once(post: Post) -> None:
    await post.result("maria")
    await tick(post)
    await tick(post)
    assert await listed(post) == [SERGEY]
    (notice,) = told_to(post, TEACHER_VK)
    assert "Мария Орлова, 7А → Орлов Сергей" in notice
    assert "нет письменного согласия" in notice
    assert len(told_to(post, TEACHER)) == 1


async def test_a_court_order_and_an_ended_guardianship_never_land_there(post: Post) -> None:
    await post.result("oleg")
    await post.result("maria")
    async with post.database.write() as connection:
        sergey = tables.guardianships.c.guardian_id == post.world.people["sergey"]
        ended = NOW.date() - timedelta(days=1)
        await connection.execute(update(tables.guardianships).where(sergey).values(until=ended))
    await tick(post)
    post.later(hours=30)
    await tick(post)
    assert await listed(post) == []
    assert await rows(post, tables.breaches) == []


async def test_the_teacher_gets_one_notice_for_everything_that_came_at_once(post: Post) -> None:
    for subject in ("Алгебра", "Физика", "Химия"):
        await post.result("maria", subject=subject)
    await tick(post)
    (notice,) = told_to(post, TEACHER_VK)
    assert all(subject in notice for subject in ("Алгебра", "Физика", "Химия"))
    assert len(choices(post, TEACHER_VK)) == 3


async def test_final_marks_of_one_list_share_a_button(post: Post) -> None:
    async with post.database.write() as connection:
        for subject in ("Алгебра", "Физика"):
            values = {"student_id": post.world.people["maria"], "subject": subject, "received_at": NOW}
            more = {"term": "1 четверть", "value": "5", "version": 1, "history": False}
            await connection.execute(tables.finals.insert().values(**values, **more))
    await tick(post)
    (choice,) = choices(post, TEACHER_VK)
    await close(post, int(choice.split()[1]))
    assert await listed(post) == []


@pytest.mark.parametrize("legal_form", ["municipal", "state"])
async def test_a_teacher_sees_no_names_where_the_school_says_none(post: Post, legal_form: str) -> None:
    async with post.database.write() as connection:
        await connection.execute(update(tables.schools).values(legal_form=legal_form))
    await post.result("maria")
    await tick(post)
    (notice,) = told_to(post, TEACHER)
    assert not {name for name in ("Мария", "Орлов", "Сергей", "7А", "Математика") if name in notice}
    assert "Орлов Сергей" in told_to(post, TEACHER_VK)[0]


async def test_tries_that_go_on_are_watched_and_after_four_hours_listed(post: Post) -> None:
    await only_telegram(post)
    await no_father(post)
    await post.result("maria")
    for _ in range(30):
        post.telegram.failures = [TryLater(600) for _ in range(9)]
        await tick(post)
        post.later(minutes=10)
    (case,) = await rows(post, tables.cases)
    assert case.listed_at - case.since >= timedelta(hours=4)
    assert case.since - NOW <= timedelta(minutes=30)
    assert await listed(post) == [("anna", "no_answer")]


async def test_trouble_that_passes_leaves_no_trace(post: Post) -> None:
    await only_telegram(post)
    await no_father(post)
    await post.result("maria")
    post.telegram.failures = [TryLater(1200)]
    await tick(post)
    post.later(minutes=18)
    await tick(post)
    assert [row.listed_at for row in await rows(post, tables.cases)] == [None]
    post.later(minutes=5)
    await tick(post)
    await tick(post)
    assert await rows(post, tables.cases) == []


async def test_a_case_closes_when_the_message_gets_there_after_all(post: Post) -> None:
    await only_telegram(post)
    await no_father(post)
    await post.result("maria")
    post.telegram.failures = [TryLater(21 * 3600)]
    await tick(post)
    post.later(hours=20, minutes=10)  # less than four hours are left
    await tick(post)
    assert await listed(post) == [("anna", "no_answer")]
    post.later(hours=1)
    await tick(post)
    await tick(post)
    assert [(row.how, row.closed_by) for row in await rows(post, tables.cases)] == [("told", None)]


async def test_another_channel_of_the_same_person_is_tried_first(post: Post) -> None:
    await no_father(post)
    await only_telegram(post)
    await post.result("maria")
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    await link(post.database, post.world, "anna", "vk", "2777")
    await watch(post.database, post.clock.now())
    await watch(post.database, post.clock.now())
    await post.deliver()
    assert [said.chat for said in post.vk.said] == ["2777"]
    assert await listed(post) == []


async def test_a_message_that_may_have_got_there_is_for_a_person_when_no_other_channel_is(post: Post) -> None:
    await no_father(post)
    await only_telegram(post)
    await post.result("maria")
    post.telegram.failures = [Ambiguous() for _ in range(40)]
    await tick(post)
    for _ in range(25):
        post.later(minutes=11)
        await tick(post)
    assert [who for who, _ in await listed(post)] == ["anna"]


async def test_four_hours_before_the_deadline_whatever_is_not_told_is_listed(post: Post) -> None:
    await no_father(post)
    await only_telegram(post)
    await post.result("maria")
    await catch_up(post.database, post.clock.now())
    post.later(hours=19, minutes=58)
    await watch(post.database, post.clock.now())
    assert await listed(post) == []
    post.later(minutes=3)
    await watch(post.database, post.clock.now())
    assert await listed(post) == [("anna", "not_yet")]


async def test_what_was_queued_just_now_alarms_nobody_however_late_it_was_entered(post: Post) -> None:
    await no_father(post)
    await post.result("maria", received_at=NOW - timedelta(hours=22))
    await catch_up(post.database, post.clock.now())
    await watch(post.database, post.clock.now())
    assert await listed(post) == []
    assert await post.rows("warning_80") == []


async def test_a_consent_given_in_time_queues_what_was_refused(post: Post) -> None:
    await link(post.database, post.world, "sergey", "vk", "2777")
    await post.result("maria")
    await tick(post)
    await tick(post)
    assert await listed(post) == [SERGEY]
    async with post.database.write() as connection:
        await consent(connection, post.world, "sergey", "maria", "vk")
    post.later(minutes=1)
    await tick(post)
    await tick(post)
    assert len(told_to(post, "2777")) == 1
    assert await listed(post) == []


async def test_closing_by_hand_is_written_down_once(post: Post) -> None:
    await post.result("maria")
    await tick(post)
    case = (await rows(post, tables.cases))[0].id
    first, second = await close(post, case), await close(post, case)
    assert (first.already, second.already) == (False, True)
    (row,) = await rows(post, tables.cases)
    assert (row.how, row.closed_by) == ("by_hand", post.world.people["belova"])
    acts = [row.act for row in await rows(post, tables.audit)]
    assert acts.count("tell_in_person") == 1
    lines = {line.guardian_code: line for line in await ledger(post.database, now=post.clock.now())}
    assert (lines["G2"].state, lines["G2"].told_at) == ("by_hand", post.clock.now())
    post.later(hours=30)
    await tick(post)
    assert await rows(post, tables.breaches) == []


@pytest.mark.parametrize("who", ["ilina", "anna"])
async def test_nobody_but_the_class_teacher_closes(post: Post, who: str) -> None:
    await post.result("maria")
    await tick(post)
    case = (await rows(post, tables.cases))[0].id
    with pytest.raises(Refused):
        await close(post, case, by=who)
    assert await listed(post) == [SERGEY]


async def test_administrators_hear_of_a_class_without_a_teacher(post: Post) -> None:
    await post.result("petr")  # 9Б has none
    await tick(post)
    (notice,) = told_to(post, CHATS["ilina", "vk"])
    assert "Пётр Орлов, 9Б → Орлов Сергей" in notice
    await close(post, (await rows(post, tables.cases))[0].id, by="ilina")
    assert await listed(post) == []


async def test_a_teacher_is_not_woken_for_it(post: Post) -> None:
    post.clock.at = NOW + timedelta(hours=5)  # 22:00 in Yekaterinburg
    await post.result("maria", received_at=post.clock.at)
    await tick(post)
    assert told_to(post, TEACHER_VK) == []
    post.later(hours=9, minutes=1)
    await tick(post)
    assert len(told_to(post, TEACHER_VK)) == 1


def choices(post: Post, chat: str) -> list[str]:
    """The choices under the last message to a chat, unsealed."""
    last = [said for said in post.telegram.said + post.vk.said if said.chat == chat][-1]
    return [button.choice[12:] for row in last.message.buttons for button in row]


async def close(post: Post, case_id: int, by: str = "belova") -> Closed:
    async with post.database.read() as connection:
        person = await person_by_id(connection, post.world.people[by])
    assert person
    return await tell_in_person(post.database, case_id, person, key=KEY, now=post.clock.now())


async def no_father(post: Post) -> None:
    """Leave the children one guardian."""
    async with post.database.write() as connection:
        sergey = tables.guardianships.c.guardian_id == post.world.people["sergey"]
        await connection.execute(tables.guardianships.delete().where(sergey))


async def only_telegram(post: Post) -> None:
    """Take the mother's account in VK away."""
    async with post.database.write() as connection:
        account = post.world.accounts.pop(("anna", "vk"))
        await connection.execute(tables.accounts.delete().where(tables.accounts.c.id == account))
