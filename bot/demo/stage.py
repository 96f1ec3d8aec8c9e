"""The stage: plays people through the sandbox's HTTP control interface, and remembers what each has heard.

It knows nothing of Rodnik: another sandbox with the same interface may stand behind the address.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE = 12.0  # seconds for an answer
Told = Callable[[str, str, str], None]
"""Hears everything that is said, for the transcript: from, to, text. The bot is "bot"."""


class Missed(Exception):
    """Something did not happen as the story goes."""

    def __init__(self, expected: str, seen: str) -> None:
        super().__init__(f"ожидалось: {expected}; увидели: {seen}")
        self.expected, self.seen = expected, seen


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message of the bot in somebody's chat. An edited one is a new bubble with the same id."""

    id: int
    text: str
    buttons: tuple[str, ...] = ()
    edited: bool = False


@dataclass(slots=True)
class Seat:
    """Where somebody sits: platform and id there; `waiting` is what arrived and nobody has heard yet."""

    platform: str
    user: int
    version: int = 0
    waiting: list[Bubble] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)


class Stage:
    """People by name. `hear` takes the message it finds; what is left over at the end was not expected."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, people: Mapping[str, tuple[str, int]], told: Told
    ) -> None:
        self._http, self._url, self._told = http, url, told
        self._seats = {who: Seat(platform, user) for who, (platform, user) in people.items()}

    async def say(self, who: str, text: str) -> None:
        """Write to the bot."""
        self._told(who, "bot", text)
        await self._move("say", who, text=text)

    async def start(self, who: str, code: str | None = None) -> None:
        """Press «Начать», perhaps by a start link with a code."""
        self._told(who, "bot", "нажимает ссылку с кодом" if code else "/start")
        await self._move("start", who, code="".join(filter(str.isalnum, code or "")) or None)

    async def press(self, who: str, button: str, on: Bubble | None = None) -> None:
        """Press a button, of that bubble or of the newest that has it."""
        self._told(who, "bot", f"[{button}]")
        await self._move("press", who, button=button, message_id=on.id if on else None)

    async def share_phone(self, who: str) -> None:
        """Share one's own phone by the button."""
        self._told(who, "bot", "делится своим номером")
        await self._move("share_phone", who)

    async def hear(self, who: str, *words: str, without: tuple[str, ...] = (), seconds: float = PATIENCE) -> Bubble:
        """The first message not heard yet that says all the words and none of `without`. Raises Missed."""
        seat, until = self._seats[who], time.monotonic() + seconds
        while True:
            found = next((one for one in seat.waiting if _fits(one, words, without)), None)
            if found:
                seat.waiting.remove(found)
                self._told("bot", who, found.text)
                return found
            left = until - time.monotonic()
            if left <= 0:
                wanted = ", ".join(f"«{word}»" for word in words) + (f" без {without}" if without else "")
                seen = " | ".join(one.text for one in seat.waiting) or "ничего"
                raise Missed(f"{who} слышит {wanted} за {seconds:.0f} с", seen)
            await self._look(seat, wait=min(left, 2.0))

    async def quiet(self) -> None:
        """Nobody was told anything that was not heard. Raises Missed."""
        await asyncio.gather(*(self._look(seat) for seat in self._seats.values()))
        for who, seat in self._seats.items():
            if seat.waiting:
                raise Missed(f"{who} ничего больше не слышит", " | ".join(one.text for one in seat.waiting))

    async def everything_said_to(self, who: str) -> list[str]:
        """Every message of the bot in somebody's chat as it stands now."""
        seat = self._seats[who]
        chat = await self._get("chat", platform=seat.platform, user=seat.user)
        return [one["text"] for one in chat if one["who"] == "bot"]

    async def attached_for(self, who: str) -> list[Any]:
        """The pictures and files in somebody's chat, oldest first: {kind, name, size, url}."""
        seat = self._seats[who]
        chat = await self._get("chat", platform=seat.platform, user=seat.user)
        return [file for one in chat if one["who"] == "bot" for file in one["attachments"]]

    async def let(self, happen: str) -> str:
        """Press a button of the panel; what it says."""
        said = str((await self._post(f"panel/{happen}", {}))["said"])
        self._told("", "", said)
        return said

    async def ledger(self) -> Any:
        """What the platforms accepted and refused."""
        return await self._get("ledger")

    async def _look(self, seat: Seat, wait: float = 0.0) -> None:
        for one in await self._get("chat", platform=seat.platform, user=seat.user, after=seat.version, wait=wait):
            seat.version = max(seat.version, one["version"])
            if one["who"] == "bot" and seat.texts.get(one["message_id"]) != one["text"]:
                seat.texts[one["message_id"]] = one["text"]
                buttons = tuple(button["text"] for row in one["buttons"] for button in row)
                seat.waiting.append(Bubble(one["message_id"], one["text"], buttons, one["edited"]))

    async def _move(self, name: str, who: str, **body: Any) -> None:
        seat = self._seats[who]
        await self._post(name, {"platform": seat.platform, "user": seat.user, **body})

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self._http.post(f"{self._url}/sandbox/{path}", json=body) as answer:
            return await _checked(answer)

    async def _get(self, path: str, **query: Any) -> Any:
        async with self._http.get(f"{self._url}/sandbox/{path}", params=query) as answer:
            return await _checked(answer)


def _fits(bubble: Bubble, words: tuple[str, ...], without: tuple[str, ...]) -> bool:
    return all(word in bubble.text for word in words) and not any(word in bubble.text for word in without)


async def _checked(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise Missed("песочница делает, что просят", str(body.get("error", body)))
    return body
