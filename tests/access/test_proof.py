"""The proof says who was told what, when and on what ground — or why not, and who told the family in person."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from actions.announcing import acknowledge, draft_announcement, post_announcement
from actions.proving import prove
from actions.reading import note_read
from actions.refusal import Refused
from bot.papers.press import pdf
from bot.papers.proof import proof_paper
from scheduler.planning import catch_up
from school.access import ConsentState
from school.institution import Account
from storage import tables
from storage.accounts import account
from storage.people import person_by_id
from tests.scheduler.conftest import KEY, Post
from tests.world import NOW, add, consent


async def told(post: Post) -> int:
    """An exam result of Maria's, delivered to whom it may be."""
    result = await post.result("maria")
    await catch_up(post.database, NOW)
    await post.deliver()
    return result


async def anna(post: Post, channel: str) -> Account:
    async with post.database.read() as connection:
        found = await account(connection, channel, {"telegram": "1001", "vk": "2001"}[channel])
    assert found is not None
    return found


async def proven(post: Post, event: str | None = None, student: str = "S1") -> Any:
    return await prove(post.database, student, event=event, key=KEY, now=post.clock.now())


async def test_it_shows_the_way_of_a_result_to_each_messenger(post: Post) -> None:
    result = await told(post)
    async with post.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox).order_by(tables.outbox.c.channel))).all()
    assert [row.read_at for row in rows] == [None, None]
    post.later(minutes=5)
    assert await note_read(post.database, await anna(post, "vk"), rows[1].message_id, now=post.clock.now()) == 1
    assert await note_read(post.database, await anna(post, "vk"), rows[1].message_id, now=post.clock.now()) == 0
    (event,) = (await proven(post, f"exam:{result}")).events
    by = {(one.person, one.channel): one for one in event.tellings}
    assert set(by) == {("G1", "telegram"), ("G1", "vk"), ("G2", None)}
    for channel, row in (("telegram", rows[0]), ("vk", rows[1])):
        one = by["G1", channel]
        assert (one.outcome, one.outbox, one.message_id) == ("told", row.id, row.message_id)
        assert (one.accepted_at, one.contact) == (NOW, post.world.contacts["anna", channel])
        assert one.consent is not None
        assert (one.consent.number, one.consent.signed_on, one.consent.state) == ("15", date(2026, 9, 1), "signed")
    assert by["G1", "vk"].read_at == NOW + timedelta(minutes=5)
    assert by["G1", "telegram"].read_at is None
    assert (by["G2", None].outcome, by["G2", None].reason) == ("not_told", "no_consent")


async def test_it_says_who_told_the_family_by_hand(post: Post) -> None:
    result = await told(post)
    key = f"exam_result:{result}:1:{post.world.people['sergey']}"
    case = {"school_id": post.world.school, "student_id": post.world.people["maria"], "key": key, "since": NOW}
    case |= {"guardian_id": post.world.people["sergey"], "kind": "exam_result", "ref_id": result, "send_by": NOW}
    closed = {"closed_at": NOW + timedelta(hours=1), "closed_by": post.world.people["belova"], "how": "by_hand"}
    async with post.database.write() as connection:
        await add(connection, tables.cases, **case, **closed, reason="no_consent", listed_at=NOW)
    (event,) = (await proven(post, f"exam:{result}")).events
    (sergey,) = (one for one in event.tellings if one.person == "G2")
    assert (sergey.outcome, sergey.by_hand_by) == ("by_hand", "Белова Ирина")
    assert sergey.by_hand_at == NOW + timedelta(hours=1)


async def test_it_quotes_the_consent_that_stood_when_the_message_left(post: Post) -> None:
    result = await told(post)
    async with post.database.write() as connection:
        await connection.execute(update(tables.consents).values(current=False))
        later = NOW + timedelta(days=1)
        for channel in ("telegram", "vk"):
            await consent(connection, post.world, "anna", "maria", channel, state=ConsentState.WITHDRAWN, now=later)
    post.later(days=2)
    (event,) = (await proven(post, f"exam:{result}")).events
    assert {one.consent.state for one in event.tellings if one.outcome == "told" and one.consent} == {"signed"}
    assert "withdrawn" in {word.state for word, _ in (await proven(post)).words}


async def test_it_proves_an_announcement_with_its_acknowledgement(post: Post) -> None:
    async with post.database.read() as connection:
        belova = await person_by_id(connection, post.world.people["belova"])
    assert belova is not None
    draft = await draft_announcement(
        post.database, belova, post.world.classes["7А"], "Собрание в среду", file=None, now=NOW
    )
    await post_announcement(post.database, draft, belova, key=KEY, now=NOW)
    await post.deliver()
    await acknowledge(post.database, draft, await anna(post, "vk"), now=NOW + timedelta(minutes=3))
    (event,) = (await proven(post, f"announcement:{draft}")).events
    acknowledged = {one.channel: one.acknowledged_at for one in event.tellings if one.outcome == "told"}
    assert acknowledged == {"telegram": None, "vk": NOW + timedelta(minutes=3)}
    assert (await proven(post, student="S2")).events == ()


async def test_what_was_loaded_as_history_was_never_owed(post: Post) -> None:
    await post.result("maria", history=True)
    assert (await proven(post)).events == ()


@pytest.mark.parametrize("event", ["exam:999", "final:1", "exam:x", "mark:1"])
async def test_it_refuses_what_there_is_not(post: Post, event: str) -> None:
    with pytest.raises(Refused):
        await proven(post, event)
    with pytest.raises(Refused):
        await proven(post, student="S99")


async def test_it_says_when_the_audit_was_changed(post: Post) -> None:
    await told(post)
    assert (await proven(post)).audit_whole
    values = {"at": datetime(2026, 1, 1, tzinfo=UTC), "actor": "x", "act": "y", "subject": "z", "seal": b"0"}
    async with post.database.write() as connection:
        await connection.execute(insert(tables.audit).values(**values))
    assert not (await proven(post)).audit_whole


async def test_it_makes_a_paper(post: Post) -> None:
    result = await told(post)
    for event in (None, f"exam:{result}"):
        paper = proof_paper(await proven(post, event), event)
        said = json.dumps(paper, ensure_ascii=False)
        assert "о прочтении Telegram не сообщает" in said
        assert "нет письменного согласия" in said
        assert pdf("proof", paper).startswith(b"%PDF")
