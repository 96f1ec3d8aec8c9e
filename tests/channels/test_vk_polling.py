"""The long poll goes on through everything, and its place moves only when events were received."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.vk.adapter import Vk
from bot.channels.vk.polling import Polling
from bot.channels.vk.position import Position
from bot.channels.vk.update import EVENTS
from school.incoming import Incoming
from tests.channels.sandboxed import Heard, eventually
from tests.channels.test_vk_refusals import TOKEN, refusal
from tests.channels.wire import RESET, Stand, page, standing

Json = dict[str, Any]
ON = {"response": {"is_enabled": True, "events": dict.fromkeys(EVENTS, 1)}}


def event(number: int) -> Json:
    message = {"peer_id": 1, "from_id": 1, "date": 0, "text": "дз", "conversation_message_id": number}
    return {"type": "message_new", "event_id": str(number), "object": {"message": message, "client_info": {}}}


class Poll:
    """Answers polls as told, then waits; methods by `methods`."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.methods: dict[str, Any] = {"groups.getLongPollSettings": ON}
        self.stand: Stand

    async def __call__(self, method: str, fields: Json) -> Any:
        if method == "groups.getLongPollServer":
            return {"response": {"server": f"{self.stand.url}/poll", "key": "k", "ts": "10"}}
        if method != "poll":
            return self.methods.get(method, refusal(3))
        if self.answers:
            return self.answers.pop(0)
        await asyncio.sleep(5)
        return {"ts": fields["ts"], "updates": []}

    def places(self) -> list[str]:
        return [fields["ts"] for method, fields in self.stand.asked if method == "poll"]


@asynccontextmanager
async def listening(
    poll: Poll, receive: Callable[[Incoming], Any], position: Path | None = None
) -> AsyncIterator[Stand]:
    async with standing(poll) as stand:
        poll.stand = stand
        vk = Vk(TOKEN, 5, stand.url, position=position)
        task = asyncio.create_task(vk.listen(receive))
        try:
            yield stand
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await vk.close()


@pytest.mark.parametrize(
    ("trouble", "place"),
    [
        ({"failed": 1, "ts": 12}, "12"),
        ({"failed": 2}, "10"),
        ({"failed": 3}, "10"),
        ({"failed": 4, "min_version": 0}, "10"),
        ({"failed": "who knows"}, "10"),
        (page(200), "10"),
        (page(502), "10"),
        (RESET, "10"),
        ([], "10"),
        ({"ts": "11"}, "10"),
    ],
)
async def test_it_goes_on_after(trouble: Any, place: str) -> None:
    poll, heard = Poll(trouble, {"ts": "13", "updates": [event(7)]}), Heard()
    async with listening(poll, heard.receive):
        await heard.next(lambda one: one.event_id == "7")
        assert poll.places()[:2] == ["10", place]


async def test_its_place_moves_only_when_all_was_received(tmp_path: Path) -> None:
    poll, heard = Poll({"ts": "13", "updates": [event(7), event(8)]}), Heard()
    position, may_return = tmp_path / "vk.position", asyncio.Event()

    async def receive(incoming: Incoming) -> None:
        await heard.receive(incoming)
        await may_return.wait()

    async with listening(poll, receive, position):
        await heard.next(lambda one: one.event_id == "7")
        assert position.read_text() == "10"  # where it began: what is said from now on is not lost
        may_return.set()
        await heard.next(lambda one: one.event_id == "8")
        await eventually(lambda: position.exists() and position.read_text() == "13")
    later = Poll()
    async with listening(later, heard.receive, position):
        await eventually(lambda: later.places() == ["13"])


async def test_what_could_not_be_received_comes_again() -> None:
    poll, heard, failures = Poll(*[{"ts": "13", "updates": [event(7)]}] * 2), Heard(), iter([OSError("disk full")])

    async def receive(incoming: Incoming) -> None:
        if failure := next(failures, None):
            raise failure
        await heard.receive(incoming)

    async with listening(poll, receive):
        await heard.next(lambda one: one.event_id == "7")
        assert poll.places()[:2] == ["10", "10"]


async def test_a_poisoned_event_stalls_nobody() -> None:
    poisoned = [{"type": "message_new", "object": {"message": {"peer_id": "?"}}}, "?", {}]
    poll, heard = Poll({"ts": "13", "updates": [*poisoned, event(7)]}), Heard()
    async with listening(poll, heard.receive):
        await heard.next(lambda one: one.event_id == "7")
        await eventually(lambda: poll.places()[-1] == "13")


@pytest.mark.parametrize("now", [refusal(100), {"response": {"is_enabled": False, "events": {}}}])
async def test_it_has_long_poll_switched_on(now: Json) -> None:
    poll = Poll()
    poll.methods = {"groups.getLongPollSettings": now}  # and setting it fails: that is tolerated
    async with listening(poll, Heard().receive) as stand:
        await eventually(lambda: bool(poll.places()))
        asked = dict(stand.asked)["groups.setLongPollSettings"]
        assert {kind: asked[kind] for kind in ("enabled", *EVENTS)} == dict.fromkeys(("enabled", *EVENTS), "1")


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])
async def test_a_poll_that_is_never_answered_is_given_up(begun: bytes) -> None:
    heard, places = Heard(), list[str]()

    async def silent_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        places.append(asked.decode().partition("&ts=")[2].partition("&")[0])
        body = json.dumps({"ts": "13", "updates": [event(7)]}).encode()
        whole = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        writer.write(whole if places[1:] else begun)
        if len(places) == 1:
            await reader.read()  # until the other side gives up
        writer.close()

    async with await asyncio.start_server(silent_once, "127.0.0.1") as silent:
        port = silent.sockets[0].getsockname()[1]

        async def server() -> Json:
            return {"server": f"http://127.0.0.1:{port}/poll", "key": "k", "ts": "10"}

        patience = aiohttp.ClientTimeout(total=5, sock_read=0.3)
        polling = Polling(server, heard.receive, lambda _: None, Position(None), patience)
        task = asyncio.create_task(polling.run())
        await heard.next(lambda one: one.event_id == "7")
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert places[:2] == ["10", "10"]


async def test_a_button_is_answered() -> None:
    body = {"user_id": 1, "peer_id": 1, "event_id": "e", "payload": {"c": "x"}, "conversation_message_id": 3}
    poll = Poll({"ts": "13", "updates": [{"type": "message_event", "event_id": "9", "object": body}]})
    async with listening(poll, Heard().receive) as stand:
        await eventually(lambda: "messages.sendMessageEventAnswer" in stand.methods())
        answer = dict(stand.asked)["messages.sendMessageEventAnswer"]
        assert json.dumps([answer[name] for name in ("event_id", "user_id", "peer_id")]) == '["e", "1", "1"]'
