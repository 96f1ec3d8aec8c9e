"""The HTTP side of the people: /sandbox/… for tests, the demo and the page; the page itself; the files."""

import asyncio
import base64
import json
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.world import Json, NotHere

if TYPE_CHECKING:
    from sandbox.server import Sandbox

PAGE = Path(__file__).parent / "page"
SCRIPT = "text/javascript"
PAGE_TYPES = {"index.html": "text/html", "page.css": "text/css"}
PAGE_TYPES |= {"page.js": SCRIPT, "bubble.js": SCRIPT, "rich.js": SCRIPT, "text.js": SCRIPT}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'"
Handler = Callable[[Json], Awaitable[Any]]


class Control:
    """Turns JSON requests into moves of the sandbox's people, and shows what there is to see."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._run = secrets.token_hex(4)
        self._moves: dict[str, Handler] = {
            "people": self._add_person,
            "say": lambda b: sandbox.say(b["platform"], b["user"], str(b["text"])),
            "start": lambda b: sandbox.start(b["platform"], b["user"], b.get("code")),
            "press": self._press,
            "share_phone": self._share_phone,
            "send_file": self._send_file,
            "block": lambda b: sandbox.block(b["platform"], b["user"], b.get("how")),
            "unblock": lambda b: sandbox.unblock(b["platform"], b["user"]),
            "read": lambda b: sandbox.read(b["platform"], b["user"]),
            "suggest": self._suggest,
            "faults": self._order_fault,
        }

    def routes(self) -> list[web.AbstractRouteDef]:
        """What to hang on the web application."""
        return [
            web.get("/", self.page),
            web.get("/page/{name}", self.page),
            web.get("/files/{number:\\d+}/{key}/{name}", self.file),
            web.get("/sandbox/people", self.people),
            web.get("/sandbox/chat", self.chat),
            web.get("/sandbox/toasts", self.toasts),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/ledger", self.ledger),
            web.get("/sandbox/clock", self.clock),
            web.get("/sandbox/panel", self.panel),
            web.post("/sandbox/panel/{key}", self.press_panel),
            web.get("/sandbox/faults", self.faults),
            web.delete("/sandbox/faults", self.clear_faults),
            web.post("/sandbox/{move}", self.move),
        ]

    async def move(self, request: web.Request) -> web.Response:
        """Something a person does; 400 with a word for what is wrong."""
        handler = self._moves.get(request.match_info["move"])
        if handler is None:
            return _wrong(f"moves are {', '.join(self._moves)}", 404)
        try:
            return _answer(await handler(await request.json()))
        except (NotHere, ValueError, TypeError, KeyError) as error:
            return _wrong(f"missing {error}" if isinstance(error, KeyError) else str(error))

    async def people(self, request: web.Request) -> web.Response:
        """Everybody."""
        return _answer([person.as_json() for person in self._sandbox.world.people.values()])

    async def chat(self, request: web.Request) -> web.Response:
        """Bubbles with `version` above `after`; with `wait` seconds, waits for one of the bot's."""
        query = request.query
        try:
            platform, user, after = query["platform"], int(query["user"]), int(query.get("after", "0"))
            self._sandbox.person(platform, user)
            if wait := float(query.get("wait", "0")):
                world = self._sandbox.world
                spoke = lambda: any(m.who == "bot" for m in world.chat(platform, user, after))  # noqa: E731
                await world.bell.until(spoke, min(wait, 60))
            return _answer(self._sandbox.chat(platform, user, after))
        except (NotHere, ValueError, KeyError) as error:
            return _wrong(str(error))

    async def toasts(self, request: web.Request) -> web.Response:
        """Answers to pressed buttons in one chat."""
        try:
            return _answer(self._sandbox.toasts(request.query["platform"], int(request.query["user"])))
        except (ValueError, KeyError) as error:
            return _wrong(str(error))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: everything from `after` on, then what happens."""
        seen = int(request.headers.get("Last-Event-ID") or request.query.get("after", "0"))
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        world = self._sandbox.world
        hello = {"run": self._run, "number": len(world.happenings)}
        await stream.write(f"event: run\ndata: {json.dumps(hello)}\n\n".encode())
        while True:
            news = world.happenings[seen:]
            seen += len(news)
            lines = (f"id: {one.number}\ndata: {json.dumps(one.as_json(), ensure_ascii=False)}\n\n" for one in news)
            await stream.write("".join(lines).encode() or b": still here\n\n")
            await world.bell.until(partial(world.has_more_than, seen), 15)

    async def ledger(self, request: web.Request) -> web.Response:
        """What was accepted, edited, repeated, refused."""
        return _answer(self._sandbox.ledger.as_json())

    async def clock(self, request: web.Request) -> web.Response:
        """The demo's time (ISO 8601), or null when time is real."""
        clock = self._sandbox.world.clock
        return _answer({"now": clock().isoformat(timespec="seconds") if clock else None})

    async def panel(self, request: web.Request) -> web.Response:
        """The buttons of the panel and the title."""
        buttons = [{"key": key, "title": title} for key, (title, _) in self._sandbox.panel.items()]
        return _answer({"title": self._sandbox.title, "buttons": buttons})

    async def press_panel(self, request: web.Request) -> web.Response:
        """Let something happen; answers when it has."""
        found = self._sandbox.panel.get(request.match_info["key"])
        if found is None:
            return _wrong("no such button", 404)
        # shielded: a closed tab must not stop the evening halfway
        return _answer({"said": await asyncio.shield(asyncio.ensure_future(found[1]()))})

    async def faults(self, request: web.Request) -> web.Response:
        """The faults ordered so far."""
        return _answer(self._sandbox.faults.as_json())

    async def clear_faults(self, request: web.Request) -> web.Response:
        """End every fault."""
        self._sandbox.faults.clear()
        return _answer(None)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The chat page and its parts."""
        name = request.match_info.get("name", "index.html")
        if name not in PAGE_TYPES:
            return _wrong("not found", 404)
        text = (PAGE / name).read_text(encoding="utf-8")
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
        return web.Response(text=text, content_type=PAGE_TYPES[name], headers=headers)

    async def file(self, request: web.Request) -> web.Response:
        """A file that went through a chat; only pictures are shown inline."""
        found = self._sandbox.files.get(int(request.match_info["number"]), request.match_info["key"])
        if found is None:
            return _wrong("not found", 404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if not found.mime.startswith("image/"):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=found.content, content_type=found.mime, headers=headers)

    async def _add_person(self, body: Json) -> Any:
        about = {key: body[key] for key in ("phone", "role", "suggestions", "code") if key in body}
        return {"id": self._sandbox.add_person(body["platform"], str(body["name"]), **about)}

    async def _suggest(self, body: Json) -> Any:
        about = {key: body[key] for key in ("role", "suggestions", "code") if key in body}
        self._sandbox.suggest(body["platform"], body["user"], **about)

    async def _press(self, body: Json) -> Any:
        button, data = body.get("button"), body.get("data")
        place = {"message_id": body.get("message_id"), "data": data}
        return await self._sandbox.press(body["platform"], body["user"], button, **place)

    async def _share_phone(self, body: Json) -> Any:
        card = (body.get("phone"), body.get("contact_user_id"), bool(body.get("forwarded")))
        return await self._sandbox.share_phone(body["user"], *card)

    async def _send_file(self, body: Json) -> Any:
        content = base64.b64decode(body["content_base64"], validate=True)
        picture, caption = bool(body.get("picture")), str(body.get("caption", ""))
        who = (body["platform"], body["user"])
        return await self._sandbox.send_file(*who, str(body["name"]), content, picture=picture, caption=caption)

    async def _order_fault(self, body: Json) -> Any:
        self._sandbox.faults.order(**body)
        return self._sandbox.faults.as_json()[-1]


def _answer(body: Any) -> web.Response:
    return web.json_response({"ok": True} if body is None else body)


def _wrong(reason: str, status: int = 400) -> web.Response:
    return web.json_response({"error": reason}, status=status)
