"""The running service on the demo's school, one per database kind and module: people come in through the chat."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.cast import CAST, Consent
from bot.demo.house import House, open_house
from bot.demo.people import ARTYOM, MARIA, PETR
from bot.demo.stage import Stage
from school.messenger import Channel
from tests.databases import KINDS, new_address
from tests.flows.town import Town


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Staff, Анна (Telegram), her son Пётр and Елена (VK) are in."""
    folder = tmp_path_factory.mktemp("town")
    url = await new_address(request.param, folder)
    async with open_house(folder, database_url=url) as house, aiohttp.ClientSession() as http:
        people = {who: (actor.platform, house.people[who]) for who, actor in CAST.items()}
        town = Town(house, Stage(http, house.sandbox.url, people, lambda *_: None))
        await _papers(house)
        for who in ("ilyina", "belova"):
            await town.stage.start(who, await house.invite(who))
            await town.stage.hear(who, "доступ открыт")
        for who in ("anna", "petr", "elena"):
            await town.admit(who)
        yield town


async def _papers(house: House) -> None:
    for paper in (
        Consent("Р1", MARIA, Channel.TELEGRAM, "17"),
        Consent("Р1", PETR, Channel.TELEGRAM, "18"),
        Consent("Р1", PETR, Channel.VK, "19", student_access=True),
        Consent("Р4", ARTYOM, Channel.VK, "21"),
    ):
        await house.consent(paper)
