"""Whom a typed word names."""

import pytest

from handlers.names import fits


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("марии", "Мария"),
        ("орловой", "Орлова"),
        ("маши", "Мария"),
        ("машей", "Мария"),
        ("пети", "Пётр"),
        ("павла", "Павел"),
        ("паше", "Павел"),
        ("льва", "Лев"),
        ("лева", "Лев"),
        ("петра", "Пётр"),
        ("егора", "Егор"),
        ("саши", "Александра"),
        ("алене", "Алёна"),
        ("лии", "Лия"),
        ("зоей", "Зоя"),
        ("maria's", "Мария"),
        ("masha", "Мария"),
        ("ильи", "Илья"),
        ("цоя", "Цой"),
    ],
)
def test_it_knows_a_name_in_its_cases_its_alphabet_and_its_pet_forms(word: str, name: str) -> None:
    assert fits(word, name) >= 2


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("литра", "Лия"),
        ("литре", "Лия"),
        ("январь", "Яна"),
        ("мир", "Мия"),
        ("русский", "Руслан"),
        ("алгебре", "Алла"),
        ("английский", "Анна"),
        ("олега", "Ольга"),
        ("химии", "Ким"),
        ("матике", "Мария"),
        ("павла", "Полина"),
        ("общество", "Оля"),
    ],
)
def test_a_word_that_only_begins_like_a_name_is_another_word(word: str, name: str) -> None:
    assert fits(word, name) == 0
