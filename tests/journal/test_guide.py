from pathlib import Path

import pytest

from journal.sheets import FORMS, Form

GUIDE = (Path(__file__).parents[2] / "docs" / "workbook.md").read_text("utf-8")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_guide_tells_every_column_of_a_sheet_in_order(form: Form) -> None:
    chapter = GUIDE.split(f"### {form.russian} (`{form.key}.csv`)\n", 1)[1].split("\n### ", 1)[0]
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in chapter.splitlines() if line.startswith("|")][
        2:
    ]
    assert rows == [
        [f"**{column.russian}**" if column.required else column.russian, f"`{column.english.split()[0]}`"]
        for column in form.columns
    ]
