"""A chart and a calendar file go the whole way: the person finds them in the chat, on both platforms."""

import pytest

from tests.flows.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(("who", "children"), [("anna", ("Мария", "Пётр")), ("elena", ("Артём",))])
async def test_a_chart_and_a_calendar_arrive(town: Town, who: str, children: tuple[str, ...]) -> None:
    await town.stage.say(who, "график")
    for child in children:
        await town.stage.hear(who, "Оценки", child)
    await town.stage.say(who, "файл календаря")
    for child in children:
        await town.stage.hear(who, "Файл для календаря", child)
    kinds = [(one["kind"], one["name"].rpartition(".")[2]) for one in await town.stage.attached_for(who)]
    assert kinds == [("picture", "png")] * len(children) + [("file", "ics")] * len(children)
    names = [one["name"] for one in await town.stage.attached_for(who) if one["kind"] == "file"]
    assert names == [f"Школа {child}.ics" for child in children]
