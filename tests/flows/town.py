"""The people of a flow test and what they do."""

from dataclasses import dataclass, field

from bot.demo.files import Row, write_sheet
from bot.demo.house import House
from bot.demo.people import PETR
from bot.demo.stage import Stage


@dataclass
class Town:
    """The school at work, and the stage on which its people speak."""

    house: House
    stage: Stage
    imports: int = 0
    exams: dict[str, Row] = field(default_factory=dict)  # Пётр's, by subject

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

    async def examine(self, subject: str, **result: str) -> None:
        """Import Пётр's results with this one among them, new or changed."""
        exam: Row = {"Код ученика": PETR, "Экзамен": "ГВЭ", "Предмет": subject, "Дата": self.house.monday}
        self.exams[subject] = {**exam, "Первичный балл": "", "Оценка": "", "Статус": "официальный", **result}
        await self.bring(exam_results=list(self.exams.values()))
