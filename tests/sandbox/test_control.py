"""What the demo and the page ask of the sandbox, over HTTP only."""

import base64
import json
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from sandbox.server import Sandbox
from tests.sandbox.http import PNG, Http


async def test_it_lets_a_person_in_and_walks_a_chat_through(bot: Bot, http: Http) -> None:
    about = {"platform": "telegram", "name": "Анна Орлова", "phone": "+79001234501", "role": "мама"}
    user = (await http.post("/sandbox/people", about))[1]["id"]
    await http.post("/sandbox/start", {"platform": "telegram", "user": user, "code": "C1"})
    await http.post("/sandbox/say", {"platform": "telegram", "user": user, "text": "привет"})
    picture = {"name": "a.png", "content_base64": base64.b64encode(PNG).decode(), "picture": True}
    await http.post("/sandbox/send_file", {"platform": "telegram", "user": user} | picture)
    await http.post("/sandbox/share_phone", {"user": user})
    _, chat = await http.get("/sandbox/chat", platform="telegram", user=user)
    assert [m["text"] for m in chat] == ["/start C1", "привет", "", ""]
    assert chat[2]["attachments"][0]["kind"] == "picture"
    assert chat[3]["contact"]["phone_number"] == "79001234501"
    await bot.send_message(user, "Здравствуйте")
    _, news = await http.get("/sandbox/chat", platform="telegram", user=user, after=chat[-1]["version"], wait=10)
    assert [m["text"] for m in news] == ["Здравствуйте"]


async def test_it_says_what_is_wrong_with_a_move(http: Http, anna: int) -> None:
    for body in ({"platform": "telegram", "user": 5, "text": "x"}, {"platform": "telegram", "user": anna}):
        status, answer = await http.post("/sandbox/say", body)
        assert status == 400
        assert answer["error"]
    status, answer = await http.post("/sandbox/press", {"platform": "telegram", "user": anna, "button": "Нет такой"})
    assert (status, "no button" in answer["error"]) == (400, True)


async def test_it_streams_what_happens_and_replays_what_happened(sandbox: Sandbox, http: Http, anna: int) -> None:
    async with http.session.get(f"{http.url}/sandbox/events?after=0") as stream:
        seen = []
        await sandbox.say("telegram", anna, "сейчас")
        async for line in stream.content:
            if line.startswith(b'data: {"number"'):
                seen.append(json.loads(line[6:]))
            if seen and seen[-1]["kind"] == "message" and seen[-1]["body"]["text"] == "сейчас":
                break
    assert [one["number"] for one in seen] == list(range(1, len(seen) + 1))


async def test_it_serves_a_document_so_that_no_browser_runs_it(sandbox: Sandbox, http: Http, anna: int) -> None:
    shown = await sandbox.send_file("telegram", anna, "../x #1?.html", b"<script>alert(1)</script>", picture=True)
    assert shown is not None
    async with http.session.get(http.url + shown["attachments"][0]["url"]) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type == "application/octet-stream"


@pytest.mark.parametrize("path", ["/", "/page/page.css", "/page/page.js", "/page/text.js", "/page/bubble.js"])
async def test_its_page_asks_nothing_of_other_hosts(http: Http, path: str) -> None:
    async with http.session.get(http.url + path) as answer:
        assert answer.status == 200
        text = await answer.text()
    assert len(text) > 1000
    assert "//" not in text
    assert "innerHTML" not in text


async def test_it_shows_the_clock_and_the_panel_of_the_demo() -> None:
    pressed = []

    async def evening() -> str:
        pressed.append("evening")
        return "Наступил вечер"

    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    async with Sandbox(clock=lambda: noon, panel=[("evening", "Вечер", evening)]) as sandbox:
        user = sandbox.add_person("telegram", "Анна", code="C1", suggestions=["оценки"])
        await sandbox.start("telegram", user)
        assert sandbox.chat("telegram", user)[0]["time"] == "2026-11-23T12:00:00+00:00"
        async with ClientSession() as session:
            http = Http(session, sandbox.url)
            assert (await http.get("/sandbox/clock"))[1] == {"now": "2026-11-23T12:00:00+00:00"}
            assert (await http.get("/sandbox/panel"))[1]["buttons"] == [{"key": "evening", "title": "Вечер"}]
            assert (await http.post("/sandbox/panel/evening"))[1] == {"said": "Наступил вечер"}
    assert pressed == ["evening"]


async def test_it_offers_a_person_what_the_demo_suggests(sandbox: Sandbox, http: Http, anna: int) -> None:
    place = {"platform": "telegram", "user": anna}
    await http.post("/sandbox/suggest", place | {"suggestions": ["оценки"], "code": "NEW"})
    (person,) = (await http.get("/sandbox/people"))[1]
    assert (person["suggestions"], person["code"], person["name"]) == (["оценки"], "NEW", "Анна Орлова")


async def test_it_answers_nonsense_with_a_refusal(sandbox: Sandbox, http: Http, anna: int) -> None:
    path = f"/bot{sandbox.telegram_token}"
    for markup in ('{"inline_keyboard": 5}', "{", '{"inline_keyboard": [["x"]]}', "[]"):
        body = {"chat_id": anna, "text": "x", "reply_markup": markup}
        assert (await http.post(path + "/sendMessage", body))[0] == 400, markup
    assert (await http.post(path + "/noSuchMethod"))[0] == 404
    async with http.session.post(
        http.url + path + "/getMe", data="{", headers={"Content-Type": "application/json"}
    ) as no:
        assert no.status == 400
    answer = await http.get("/method/users.get", access_token=sandbox.vk_token, v="5.199", user_ids="все")
    assert answer[1]["error"]["error_code"] == 100
    assert sandbox.ledger.accepted == []
