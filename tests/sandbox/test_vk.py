"""The local VK, as vk_api sees it."""

import asyncio
import io
import json
from typing import Any

import pytest
import vk_api
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.keyboard import VkKeyboard
from vk_api.requests_pool import VkRequestsPool, vk_request_one_param_pool
from vk_api.upload import VkUpload

from sandbox.pace import Limits
from sandbox.server import Sandbox
from tests.sandbox.conftest import vk_for
from tests.sandbox.http import PNG


async def call(vk: vk_api.VkApi, method: str, **values: Any) -> Any:
    return await asyncio.to_thread(vk.method, method, values)


async def send(vk: vk_api.VkApi, peer: int, message: str, random_id: int, **more: Any) -> Any:
    return await call(vk, "messages.send", peer_id=peer, message=message, random_id=random_id, **more)


async def poll_of(sandbox: Sandbox, vk: vk_api.VkApi) -> VkBotLongPoll:
    poll = await asyncio.to_thread(VkBotLongPoll, vk, sandbox.vk_group_id, 20)
    poll.ts = "1"
    return poll


async def test_it_tells_the_ref_of_the_first_message(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    (event,) = await asyncio.to_thread((await poll_of(sandbox, vk)).check)
    assert event.type is VkBotEventType.MESSAGE_NEW
    assert event.from_user
    assert (event.message["ref"], event.message["text"], event.message["from_id"]) == ("REF42", "Начать", petya)
    assert event.raw["v"] == "5.199"


async def test_it_wakes_a_long_poll_and_goes_on_from_ts(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    poll = await poll_of(sandbox, vk)
    (first,) = await asyncio.to_thread(poll.check)
    waiting = asyncio.create_task(asyncio.to_thread(poll.check))
    await sandbox.say("vk", petya, "дз")
    (second,) = await waiting
    assert second.message["text"] == "дз"
    assert first.raw["event_id"] != second.raw["event_id"]


@pytest.mark.parametrize("kind", [1, 2, 3])
async def test_it_fails_a_long_poll_so_that_vk_api_recovers(
    sandbox: Sandbox, vk: vk_api.VkApi, petya: int, kind: int
) -> None:
    poll = await poll_of(sandbox, vk)
    await asyncio.to_thread(poll.check)
    sandbox.faults.order(platform="vk", fault="longpoll_failed", failed=kind)
    assert await asyncio.to_thread(poll.check) == []
    await sandbox.say("vk", petya, "после сбоя")
    (event,) = await asyncio.to_thread(poll.check)
    assert event.message["text"] == "после сбоя"


async def test_it_shows_a_message_once_per_random_id(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    first = await send(vk, petya, "результат", 501)
    assert await send(vk, petya, "результат", 501) == first
    assert await send(vk, petya, "другой", 502) != first
    assert [m["text"] for m in sandbox.chat("vk", petya) if m["who"] == "bot"] == ["результат", "другой"]
    ledger = sandbox.ledger.as_json()
    assert [line["random_id"] for line in ledger["accepted"]] == [501, 502]
    assert [line["random_id"] for line in ledger["repeats"]] == [501]


async def test_it_answers_for_each_peer(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    stranger = sandbox.add_person("vk", "Незнакомец")
    answer = await call(vk, "messages.send", peer_ids=f"{petya},{stranger}", message="всем", random_id=1)
    assert [("error" in one, one["peer_id"]) for one in answer] == [(False, petya), (True, stranger)]
    assert answer[1]["error"]["code"] == 901


@pytest.mark.parametrize(("how", "code"), [("denied", 901), ("blacklist", 900), ("privacy", 902), ("deleted", 18)])
async def test_it_says_why_a_person_cannot_be_reached(
    sandbox: Sandbox, vk: vk_api.VkApi, petya: int, how: str, code: int
) -> None:
    await sandbox.block("vk", petya, how)
    with pytest.raises(vk_api.ApiError) as caught:
        await send(vk, petya, "x", 1)
    assert caught.value.code == code
    assert not (await call(vk, "messages.isMessagesFromGroupAllowed", user_id=petya))["is_allowed"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"message": "я" * 4097}, 914),
        ({"message": ""}, 100),
        ({"keyboard": "{"}, 911),
        ({"keyboard": {"inline": True, "buttons": [[{"action": {"type": "text", "label": "я"}}]] * 7}}, 911),
        ({"keyboard": {"buttons": [[{"action": {"type": "text", "label": "я" * 41}}]]}}, 911),
        (
            {"keyboard": {"buttons": [[{"action": {"type": "text", "label": "я", "payload": '"%s"' % ("я" * 255)}}]]}},
            911,
        ),
        ({"attachment": "photo-1_2_3"}, 100),
        ({"peer_id": 2_000_000_001}, 917),
    ],
)
async def test_it_refuses_what_the_platform_would_refuse(
    vk: vk_api.VkApi, petya: int, more: dict[str, Any], code: int
) -> None:
    values = {"peer_id": petya, "message": "x", "random_id": 1} | more
    values = {key: json.dumps(value) if isinstance(value, dict) else value for key, value in values.items()}
    with pytest.raises(vk_api.ApiError) as caught:
        await call(vk, "messages.send", **values)
    assert caught.value.code == code


async def test_it_carries_presses_of_both_kinds_of_buttons(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    board = VkKeyboard(inline=True)
    board.add_button("Оценки", payload={"do": "marks"})
    board.add_callback_button("Ознакомлен", payload={"ack": 7})
    await send(vk, petya, "Выберите", 9, keyboard=board.get_keyboard())
    await sandbox.press("vk", petya, "Оценки")
    await sandbox.press("vk", petya, "Ознакомлен")
    _, text, press = await asyncio.to_thread((await poll_of(sandbox, vk)).check)
    assert json.loads(text.message["payload"]) == {"do": "marks"}
    assert (press.type, press.object["payload"]) == (VkBotEventType.MESSAGE_EVENT, {"ack": 7})
    answer = json.dumps({"type": "show_snackbar", "text": "Спасибо"})
    names = {"event_id": press.object["event_id"], "user_id": petya, "peer_id": petya}
    await call(vk, "messages.sendMessageEventAnswer", event_data=answer, **names)
    assert sandbox.toasts("vk", petya) == [{"text": "Спасибо", "alert": False}]


async def test_it_edits_and_deletes(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    message = await send(vk, petya, "раз", 1)
    await call(vk, "messages.edit", peer_id=petya, message_id=message, message="два")
    shown = sandbox.chat("vk", petya)[-1]
    assert (shown["text"], shown["edited"]) == ("два", True)
    assert await call(vk, "messages.delete", message_ids=message, delete_for_all=1) == {str(message): 1}
    assert [m["who"] for m in sandbox.chat("vk", petya)] == ["person"]
    assert await send(vk, petya, "раз", 1) == message
    with pytest.raises(vk_api.ApiError):
        await call(vk, "messages.edit", peer_id=petya, message_id=message, message="три")


async def test_it_keeps_format_data(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    bold = {"version": "1", "items": [{"type": "bold", "offset": 0, "length": 7}]}
    await send(vk, petya, "Алгебра 5", 1, format_data=json.dumps(bold))
    assert sandbox.chat("vk", petya)[-1]["spans"] == [{"type": "bold", "offset": 0, "length": 7}]


async def test_it_takes_a_picture_and_a_document(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    upload = VkUpload(vk)
    (photo,) = await asyncio.to_thread(upload.photo_messages, io.BytesIO(PNG), petya)
    values = {"doc": io.BytesIO(b"%PDF-1.4"), "title": "план.pdf", "message_peer_id": petya}
    doc = (await asyncio.to_thread(lambda: upload.document(**values)))["doc"]
    names = [f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}"]
    names.append(f"doc{doc['owner_id']}_{doc['id']}_{doc['access_key']}")
    await send(vk, petya, "", 1, attachment=",".join(names))
    shown = sandbox.chat("vk", petya)[-1]["attachments"]
    assert [(one["kind"], one["size"]) for one in shown] == [("picture", len(PNG)), ("file", 8)]
    assert shown[1]["name"] == "план.pdf"


async def test_it_tells_of_allowing_denying_reading_and_files(sandbox: Sandbox, vk: vk_api.VkApi, petya: int) -> None:
    message = await send(vk, petya, "прочти", 1)
    await sandbox.read("vk", petya)
    await sandbox.send_file("vk", petya, "a.png", PNG, picture=True, caption="вот")
    await sandbox.block("vk", petya)
    await sandbox.unblock("vk", petya)
    events = (await asyncio.to_thread((await poll_of(sandbox, vk)).check))[1:]
    assert [event.raw["type"] for event in events] == ["message_read", "message_new", "message_deny", "message_allow"]
    assert events[0].object["read_message_id"] == message
    url = events[1].message["attachments"][0]["photo"]["sizes"][0]["url"]
    assert (await asyncio.to_thread(vk.http.get, url)).content == PNG


async def test_it_executes_what_the_pool_writes_and_names_each_failure(
    sandbox: Sandbox, vk: vk_api.VkApi, petya: int
) -> None:
    stranger = sandbox.add_person("vk", "Незнакомец")
    pool = VkRequestsPool(vk)
    peers = [petya, stranger, petya]
    texts = [
        pool.method("messages.send", {"peer_id": peer, "message": f'"{n}"\n\\', "random_id": n})
        for n, peer in enumerate(peers, 1)
    ]
    await asyncio.to_thread(pool.execute)
    assert [one.ok for one in texts] == [True, False, True]
    assert texts[1].error["error_code"] == 901
    assert [m["text"] for m in sandbox.chat("vk", petya)[1:]] == ['"1"\n\\', '"3"\n\\']


async def test_it_executes_different_methods_and_one_parameter_pools(
    sandbox: Sandbox, vk: vk_api.VkApi, petya: int
) -> None:
    code = (
        f'return [API.messages.send({{"peer_id":{petya},"message":"привет","random_id":5}}),'
        f"API.users.get({{user_ids:{petya}}})[0].first_name, API.nothing.here()];"
    )
    raw = await asyncio.to_thread(lambda: vk.method("execute", {"code": code}, raw=True))
    assert raw["response"][1:] == ["Пётр", False]
    assert [(error["method"], error["error_code"]) for error in raw["execute_errors"]] == [("nothing.here", 3)]
    result, errors = await asyncio.to_thread(vk_request_one_param_pool, vk, "users.get", "user_ids", [petya, 3])
    assert result[petya][0]["last_name"] == "Орлов"
    assert errors == {}


@pytest.mark.parametrize(("code", "error"), [("return [API.users.get({});", 12), ("while(true){}", 13)])
async def test_it_refuses_scripts_that_cannot_run(vk: vk_api.VkApi, code: str, error: int) -> None:
    with pytest.raises(vk_api.ApiError) as caught:
        await call(vk, "execute", code=code)
    assert caught.value.code == error


async def test_it_runs_no_more_than_25_calls(vk: vk_api.VkApi, petya: int) -> None:
    calls = ",".join(f"API.users.get({{user_ids:{petya}}})" for _ in range(26))
    with pytest.raises(vk_api.ApiError) as caught:
        await call(vk, "execute", code=f"return [{calls}];")
    assert caught.value.code == 13


async def test_it_knows_its_token_its_group_and_its_pace(sandbox: Sandbox, vk: vk_api.VkApi) -> None:
    assert (await call(vk, "groups.getById"))["groups"][0]["id"] == sandbox.vk_group_id
    async with Sandbox(limits=Limits(vk=2)) as strict:
        client = vk_for(strict)
        for _ in range(2):
            await call(client, "groups.getById")
        with pytest.raises(vk_api.ApiError) as fast:
            await call(client, "groups.getById")
        assert fast.value.code == 6
        assert strict.ledger.as_json()["refused"]["vk"] == {"6": 1}
    vk.token = {"access_token": "wrong"}
    with pytest.raises(vk_api.ApiError) as wrong:
        await call(vk, "groups.getById")
    assert wrong.value.code == 5
