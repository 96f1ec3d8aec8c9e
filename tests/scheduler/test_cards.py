"""Cards of requests: decided by one administrator, they change in the other one's chat, each its own."""

from actions.deciding import reject_contact
from school.access import ContactState
from school.outbox import Urgency
from storage import tables
from storage.outbox import add_notice
from storage.people import person_by_id
from tests.scheduler.conftest import KEY, Post
from tests.world import NOW, add, link


async def card(post: Post, name: str, channel: str, chat: str) -> int:
    """Somebody asks to be linked, and the administrator's Telegram is told; the request."""
    asked = await link(post.database, post.world, name, channel, chat, ContactState.WAITING)
    async with post.database.write() as connection:
        to = {"contact_id": post.world.contacts["ilina", "telegram"], "channel": "telegram", "kind": "request"}
        when = {"urgency": Urgency.APPROVAL, "not_before": NOW, "created_at": NOW}
        key = f"request:{asked}"
        await add_notice(connection, school_id=post.world.school, ref_id=asked, dedupe_key=key, **to, **when)
    await post.deliver()
    return asked


async def test_two_decisions_at_once_change_two_cards(post: Post) -> None:
    requests = [await card(post, "sergey", "telegram", "1002"), await card(post, "viktor", "vk", "2003")]
    cards = [str(number) for number, said in enumerate(post.telegram.said, 1) if said.chat == "1006"]
    assert len(cards) == 2
    async with post.database.write() as connection:
        named = {"last_name": "Зорин", "first_name": "Игорь", "duties": ["administrator"]}
        other = await add(connection, tables.people, school_id=post.world.school, role="staff", code="T9", **named)
        zorin = await person_by_id(connection, other)
        assert zorin
    for asked in requests:
        await reject_contact(post.database, asked, zorin, "нет бумаги", key=KEY, now=NOW)
    await post.deliver()
    edited = {said.replaces: said.text for said in post.telegram.said if said.chat == "1006" and said.replaces}
    assert set(edited) == set(cards)
    assert "Сергей" in edited[cards[0]]
    assert "Виктор" in edited[cards[1]]
