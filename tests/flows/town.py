"""The people of a flow test and what they do."""

from dataclasses import dataclass

from bot.demo.files import Row, write_sheet
from bot.demo.house import House
from bot.demo.stage import Stage


@dataclass
class Town:
    """The school at work, and the stage on which its people speak."""

    house: House
    stage: Stage
    imports: int = 0

    async def admit(self, who: str) -> None:
        """In by the code on paper and the administrator's press."""
        await self.stage.start(who, await self.house.invite(who))
        await self.stage.hear(who, "Заявка")
        card = await self.stage.hear("ilyina", "Заявка", "согласие №")
        await self.stage.press("ilyina", "Одобрить", card)
        await self.stage.hear("ilyina", "Одобрено")
        await self.stage.hear(who, "доступ открыт")

    async def bring(self, **sheets: list[Row]) -> None:
        """Import a folder with these sheets."""
        self.imports += 1
        folder = self.house.folder / f"brought-{self.imports}"
        for name, rows in sheets.items():
            write_sheet(folder, name, rows)
        await self.house.take_in(folder)
