"""One text for many in VK: a call carries it to a hundred of them, and each gets it once, or its own refusal."""

import asyncio
import json
import re
from collections.abc import Iterable
from typing import Any

from bot.channels.vk.adapter import Vk
from sandbox.server import Sandbox
from school.choices import seal_message, unseal
from school.message import Button, Message, Text, line
from school.messenger import Address, Channel, Receipt, TryLater, Undeliverable
from tests.channels.test_vk_refusals import community, refusal

KEY = b"k" * 32
CALL = re.compile(r"API\.messages\.send\(")
NEWS = Message((Text(line("Завтра прививки")),), ((Button("Ознакомлен", "acknowledge 7"),),), occasion=7)


def calls_of(method: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    if method == "messages.send":
        return [fields]
    code = fields["code"]
    return [json.JSONDecoder().raw_decode(code, found.end())[0] for found in CALL.finditer(code)]


def taken(call: dict[str, Any], refused: Iterable[int] = ()) -> Any:
    if "peer_ids" not in call:
        return 5000 + int(call["peer_id"])
    peers = [int(peer) for peer in call["peer_ids"].split(",")]
    return [
        {"peer_id": peer, "error": {"code": 901, "description": "no"}}
        if peer in refused
        else {"peer_id": peer, "message_id": 5000 + peer, "conversation_message_id": 1}
        for peer in peers
    ]


def fine(method: str, fields: dict[str, Any]) -> dict[str, Any]:
    answers = [taken(call) for call in calls_of(method, fields)]
    return {"response": answers if method == "execute" else answers[0]}


async def tell(vk: Vk, peers: Iterable[int], message: Message = NEWS) -> list[Receipt | BaseException]:
    def sealed(peer: int) -> Message:
        return seal_message(message, Channel.VK, str(peer), KEY)

    sends = (vk.send(Address(Channel.VK, str(peer)), sealed(peer), once=900 + peer) for peer in peers)
    return await asyncio.gather(*sends, return_exceptions=True)


async def test_a_call_carries_it_to_a_hundred() -> None:
    async with community(fine) as (vk, stand):
        receipts = await tell(vk, range(1, 251))
        assert receipts == [Receipt((str(5000 + peer),)) for peer in range(1, 251)]
        calls = [call for asked in stand.asked for call in calls_of(*asked)]
        assert sorted(len(call.get("peer_ids", "1").split(",")) for call in calls) == [50, 100, 100]
        assert len(stand.asked) <= 2


async def test_every_call_about_it_has_the_same_number_and_no_other_message_has_it() -> None:
    async with community(fine) as (vk, stand):
        await tell(vk, range(1, 3))
        await tell(vk, range(3, 120))
        await tell(vk, range(1, 3), Message(NEWS.blocks))
        numbers = [int(call["random_id"]) for asked in stand.asked for call in calls_of(*asked)]
        about = {one for one in numbers if one not in (901, 902)}
        assert len(about) == 1
        assert about.pop() > 31 * 2**26 - 1


async def test_a_refusal_of_one_is_nobody_elses() -> None:
    def reply(method: str, fields: dict[str, Any]) -> dict[str, Any]:
        answers = [taken(call, refused=(3, 7)) for call in calls_of(method, fields)]
        return {"response": answers if method == "execute" else answers[0]}

    async with community(reply) as (vk, _):
        answers = await tell(vk, range(1, 11))
        assert [n for n, one in enumerate(answers, 1) if isinstance(one, Undeliverable)] == [3, 7]
        assert sum(isinstance(one, Receipt) for one in answers) == 8


async def test_a_call_that_is_refused_for_all_goes_to_each_by_itself() -> None:
    def reply(method: str, fields: dict[str, Any]) -> dict[str, Any]:
        calls = calls_of(method, fields)
        if any("peer_ids" in call for call in calls):
            return refusal(100)
        bad = [call for call in calls if int(call["peer_id"]) == 2]
        if method == "messages.send":
            return refusal(100) if bad else fine(method, fields)
        errors = [{"method": "messages.send", "error_code": 100, "error_msg": "?"} for _ in bad]
        return {"response": [False if call in bad else taken(call) for call in calls], "execute_errors": errors}

    async with community(reply) as (vk, _):
        answers = await tell(vk, range(1, 6))
        assert isinstance(answers.pop(1), TryLater)
        assert answers == [Receipt((str(5000 + peer),)) for peer in (1, 3, 4, 5)]


async def test_other_words_or_buttons_go_in_a_call_of_their_own() -> None:
    async with community(fine) as (vk, stand):
        other = Message((Text(line("Tomorrow")),), NEWS.buttons, occasion=7)
        await asyncio.gather(tell(vk, range(1, 40)), tell(vk, range(40, 80), other))
        for call in (call for asked in stand.asked for call in calls_of(*asked)):
            peers = [int(peer) for peer in str(call.get("peer_ids") or call["peer_id"]).split(",")]
            assert {peer < 40 for peer in peers} == {call["message"] == "Завтра прививки"}


async def test_telling_it_again_after_a_crash_doubles_nothing() -> None:
    async with Sandbox() as box:
        people = [box.add_person("vk", f"Анна{n}") for n in range(30)]
        for one in people:
            await box.start("vk", one)
        before = len(box.ledger.accepted)
        for several in (people[:20], people):  # the second time others wait beside them
            vk = Vk(box.vk_token, box.vk_group_id, box.url)
            await tell(vk, several)
            await vk.close()
        assert len(box.ledger.accepted) - before == 30


def test_its_buttons_serve_whoever_got_it_and_other_buttons_one_chat_only() -> None:
    shared, own = (
        seal_message(Message((), ((Button("x", choice),),), occasion=7), "vk", "1", KEY).buttons[0][0].choice
        for choice in ("acknowledge 7", "consent 7")
    )
    assert unseal(shared, "vk", "2", KEY) == "acknowledge 7"
    assert unseal(own, "vk", "2", KEY) is None
    assert unseal(shared, "telegram", "2", KEY) is None
    assert unseal(shared[:-1] + "8", "vk", "2", KEY) is None
