"""The stage on a sandbox without a bot: what it hears, and what it misses."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.demo.stage import Missed, Stage
from sandbox.server import Sandbox
from sandbox.world import Message


class Theatre:
    """Анна on a stage; `bot` speaks to her as a bot would."""

    def __init__(self, box: Sandbox, http: aiohttp.ClientSession) -> None:
        self.box, self.user, self.told = box, box.add_person("telegram", "Анна"), list[tuple[str, str, str]]()
        self.stage = Stage(http, box.url, {"anna": ("telegram", self.user)}, lambda *line: self.told.append(line))

    def bot(self, text: str) -> Message:
        return self.box.world.post(self.box.person("telegram", self.user), "bot", text=text)


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    async with Sandbox() as box, aiohttp.ClientSession() as http:
        yield Theatre(box, http)


async def test_it_takes_the_message_it_hears_and_leaves_the_others(theatre: Theatre) -> None:
    theatre.bot("Мария: 5")
    theatre.bot("Пётр: 4")
    assert (await theatre.stage.hear("anna", "Пётр", "4")).text == "Пётр: 4"
    with pytest.raises(Missed, match="Мария: 5"):
        await theatre.stage.quiet()
    await theatre.stage.hear("anna", "Мария", without=("Пётр",))
    await theatre.stage.quiet()
    assert theatre.told == [("bot", "anna", "Пётр: 4"), ("bot", "anna", "Мария: 5")]


async def test_it_misses_what_is_not_said(theatre: Theatre) -> None:
    theatre.bot("Мария: 5")
    for words, without in ((("Мария", "4"), ()), (("Мария",), ("5",))):
        with pytest.raises(Missed) as missed:
            await theatre.stage.hear("anna", *words, without=without, seconds=0.05)
        assert missed.value.seen == "Мария: 5"


async def test_it_hears_an_edited_message_anew(theatre: Theatre) -> None:
    message = theatre.bot("Заявка")
    first = await theatre.stage.hear("anna", "Заявка")
    message.text, message.edited = "Заявка. Одобрено", True
    theatre.box.world.changed(message)
    second = await theatre.stage.hear("anna", "Одобрено")
    assert (second.id, second.edited) == (first.id, True)


async def test_it_cannot_press_a_button_that_is_not_there(theatre: Theatre) -> None:
    theatre.bot("Заявка")
    with pytest.raises(Missed, match="no button"):
        await theatre.stage.press("anna", "Одобрить")
