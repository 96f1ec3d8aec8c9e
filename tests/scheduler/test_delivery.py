"""Telling exam results: to whom, once, and what becomes of it when a platform fails."""

from sqlalchemy import update

from actions.alarming import tell_administrators
from actions.consenting import withdraw_consent
from actions.deadlines import ledger
from scheduler.planning import catch_up
from school.access import ContactState
from school.messenger import Ambiguous, TryLater, Undeliverable
from school.outbox import Reason
from storage import tables
from tests.scheduler.conftest import KEY, Post
from tests.scheduler.recorder import Preparing
from tests.world import CHATS, NOW, consent, link

ANNA, ANNA_VK = CHATS["anna", "telegram"], CHATS["anna", "vk"]


async def told(post: Post, student: str = "maria", subject: str = "Математика") -> None:
    await post.result(student, subject=subject)
    await catch_up(post.database, post.clock.now())
    await post.deliver()


async def test_it_tells_a_result_on_every_entitled_contact_once(post: Post) -> None:
    await told(post)
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert [said.chat for said in post.telegram.said] == [ANNA]
    assert [said.chat for said in post.vk.said] == [ANNA_VK]
    assert "Мария" in post.telegram.said[0].text
    assert "ВПР" in post.telegram.said[0].text


async def test_it_uses_the_row_id_on_vk_whatever_happens(post: Post) -> None:
    post.vk.failures = [TryLater(0.01), Ambiguous()]
    await post.result()
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    post.later(seconds=5)
    await post.deliver()
    post.later(seconds=5)
    await post.deliver()
    row = next(row for row in await post.rows() if row.channel == "vk")
    assert [said.once for said in post.vk.said] == [row.id]
    assert row.state == "sent"


async def test_it_never_tells_a_restricted_guardian(post: Post) -> None:
    await told(post, "oleg")
    assert post.telegram.said == []
    assert await post.states() == [("cancelled", "restricted")]


async def test_it_tells_a_student_of_fifteen_in_vk(post: Post) -> None:
    await told(post, "petr")
    assert sorted(said.chat for said in post.vk.said) == sorted([ANNA_VK, CHATS["petr", "vk"]])


async def test_it_stops_at_a_withdrawal_between_queueing_and_sending(post: Post) -> None:
    await post.result()
    await catch_up(post.database, post.clock.now())
    await withdraw_consent(post.database, guardian="G1", student="S1", key=KEY, now=post.clock.now())
    await post.deliver()
    assert post.telegram.said == []
    assert post.vk.said == []
    assert set(await post.states()) == {("cancelled", "withdrawn")}


async def test_it_repeats_a_doubtful_result_once_and_says_so(post: Post) -> None:
    post.telegram.failures = [Ambiguous()]
    await told(post)
    post.later(seconds=5)
    await post.deliver()
    assert len(post.telegram.said) == 1
    assert "овтор" in post.telegram.said[0].text


async def test_it_repeats_a_result_until_an_answer_comes(post: Post) -> None:
    post.telegram.failures = [Ambiguous(), Ambiguous()]
    await told(post)
    for _ in range(3):
        post.later(minutes=1)
        await post.deliver()
    assert [row.state for row in await post.rows() if row.channel == "telegram"] == ["sent"]
    assert len(post.telegram.said) == 1


async def test_whatever_else_is_repeated_says_so_too(post: Post) -> None:
    post.telegram.failures = [Ambiguous()]
    async with post.database.write() as connection:
        await tell_administrators(connection, post.world.school, "alarm_clock", "1", NOW, ref_id=3600)
    await post.deliver()
    post.later(seconds=5)
    await post.deliver()
    assert ["Повтор" in said.text for said in post.telegram.said] == [True]
    assert not any("Повтор" in said.text for said in post.vk.said)


async def test_it_marks_a_dead_address_and_sends_nothing_there_again(post: Post) -> None:
    post.telegram.failures = [Undeliverable(Reason.BLOCKED)]
    await told(post)
    await told(post, subject="Физика")
    assert post.telegram.said == []
    states = [(row.state, row.reason) for row in await post.rows() if row.channel == "telegram"]
    assert states == [("undeliverable", "blocked"), ("undeliverable", "address_dead")]
    assert len(post.vk.said) == 2


async def test_it_waits_as_long_as_a_refusal_asks(post: Post) -> None:
    post.telegram.failures = [TryLater(30, cause="flood")]
    await told(post)
    assert post.telegram.said == []
    post.later(seconds=29)
    await post.deliver()
    assert post.telegram.said == []
    post.later(seconds=2)
    await post.deliver()
    assert len(post.telegram.said) == 1


async def test_it_holds_what_is_refused_in_unknown_words_again_and_again(post: Post) -> None:
    post.telegram.failures = [TryLater(1, cause="unknown_refusal") for _ in range(8)]
    await told(post)
    for _ in range(9):
        post.later(minutes=11)
        await post.deliver()
    row = next(row for row in await post.rows() if row.channel == "telegram")
    assert (row.state, row.reason) == ("held", "rejected")
    assert post.telegram.said == []


async def test_the_ledger_says_when_and_where_and_why_not(post: Post) -> None:
    await told(post)
    lines = {line.guardian_code: line for line in await ledger(post.database, now=post.clock.now())}
    assert (lines["G1"].state, lines["G1"].told_at) == ("told", post.clock.now())
    assert (lines["G2"].state, lines["G2"].reason) == ("not_told", "no_consent")
    assert lines["G1"].seconds_left(post.clock.now()) == 24 * 3600


async def test_it_tells_only_the_newest_of_two_versions(post: Post) -> None:
    result = await post.result()
    await catch_up(post.database, post.clock.now())
    async with post.database.write() as connection:
        newer = {"mark": "4", "version": 2}
        await connection.execute(update(tables.exam_results).where(tables.exam_results.c.id == result).values(**newer))
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert len(post.telegram.said) == 1
    assert sorted({state for state, _ in await post.states()}) == ["sent", "superseded"]


async def test_it_tells_the_finals_of_a_term_in_one_message(post: Post) -> None:
    async with post.database.write() as connection:
        for subject in ("Алгебра", "Физика", "Химия"):
            await connection.execute(
                tables.finals.insert().values(
                    student_id=post.world.people["maria"],
                    subject=subject,
                    term="1 четверть",
                    value="5",
                    received_at=post.clock.now(),
                    version=1,
                    history=False,
                )
            )
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert len(post.telegram.said) == 1
    assert all(subject in post.telegram.said[0].text for subject in ("Алгебра", "Физика", "Химия"))
    assert {row.state for row in await post.rows()} == {"sent"}


async def test_the_ledger_says_that_a_request_still_waits(post: Post) -> None:
    async with post.database.write() as connection:
        await consent(connection, post.world, "sergey", "maria", "telegram")
    await link(post.database, post.world, "sergey", "telegram", "1002", ContactState.WAITING)
    await told(post)
    lines = {line.guardian_code: line for line in await ledger(post.database, now=post.clock.now())}
    assert (lines["G2"].state, lines["G2"].reason) == ("not_told", "not_approved")


async def test_what_is_laid_out_ahead_is_what_is_said_and_a_failure_there_harms_nobody(post: Post) -> None:
    post.telegram = ahead = Preparing(fails_at="Физика")
    subjects = ("Математика", "Физика", "Химия")
    for subject in subjects:
        await post.result(subject=subject)
    await catch_up(post.database, post.clock.now())
    await post.deliver()
    assert sorted(subject for subject in subjects for said in ahead.said if subject in said.text) == sorted(subjects)
    said = [one.message for one in ahead.said if "Физика" not in one.text]
    assert [any(one is message for message in ahead.prepared) for one in said] == [True, True]
