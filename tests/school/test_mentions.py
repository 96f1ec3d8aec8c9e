"""Striking a person out of what others wrote: the whole name in any case, and nobody else's."""

import pytest

from school.mentions import without

MARIA = ("Канарейкина", "Мария")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Поздравляем Канарейкину Марию с победой!", "Поздравляем ▇ ▇ с победой!"),
        ("Марии Канарейкиной принести форму", "▇ ▇ принести форму"),
        ("Канарейкиной — пересдача. Марии Петровой — нет.", "▇ — пересдача. Марии Петровой — нет."),
        ("Звоните +7 (999) 000-11-22 или 8 999 000 11 22", "Звоните ▇ или ▇"),
        ("Завтра без сменки не приходить", "Завтра без сменки не приходить"),
    ],
)
def test_a_name_goes_in_every_form(said: str, kept: str) -> None:
    assert without(said, MARIA, "+79990001122", alone=True) == kept


def test_a_surname_that_others_bear_goes_beside_the_first_name_only() -> None:
    said = "Орлову Петру и Орловой Марии — в музей, Орлов дежурит"
    assert without(said, ("Орлова", "Мария"), None, alone=False) == "Орлову Петру и ▇ ▇ — в музей, Орлов дежурит"
