"""The last look finds names, phones and classes however they are written, and leaves ordinary words alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import voice
from school import wording
from school.lastlook import Find, Look
from school.message import say_plainly
from school.policy import Level

NAMES = ("Орлова", "Мария", "Пётр", "Павел", "Анна-Мария", "Роман", "Надежда", "Ли", "Белый", "Достоевский", "Павловна")
LOOK = Look(NAMES, ("+79161234567",), ("7А", "11Б1", "9Б"))
PING, PSEUDONYM, FULL = Level.PING, Level.PSEUDONYM, Level.FULL


@pytest.mark.parametrize(
    "text",
    [
        *("Орлова", "ОРЛОВОЙ", "орловой", "Орловым", "Марии", "с Марией", "мария", "Петру", "ПЕТРА", "Пётр,", "«Пётр»"),
        *("у Павла", "Павлу", "Анне", "Роману", "Ли", "Белому", "достоевскому", "Достоевская", "Орлов"),
        "Павловне\u00a05",
    ],
)
def test_it_finds_a_name_in_any_case_and_ending(text: str) -> None:
    assert LOOK.finds(text, PSEUDONYM) is Find.NAME
    assert LOOK.finds(f"Сегодня: {text} — 5", PING) is Find.NAME


@pytest.mark.parametrize(
    "text",
    [
        *("прочитать роман", "надежда есть", "знает ли", "белый стих", "белая ночь", "достаток", "павлин", "Алгебра"),
        *("Марс", "орлятник", "петрография", "анналы", "романтизм", "11", "в 7 утра", "7", "77А", "7Аб", "каб. 9"),
    ],
)
def test_it_leaves_ordinary_words_alone(text: str) -> None:
    assert LOOK.finds(text, PING) is None


@pytest.mark.parametrize(
    "text",
    [
        "+79161234567",
        "8 (916) 123-45-67",
        "8-916-123-45-67",
        "9161234567",
        "7.916.123.45.67",
        "٨٩١٦١٢٣٤٥٦٧",
        "+7 916 1234567",
    ],
)
def test_it_finds_a_phone_however_it_is_written(text: str) -> None:
    assert LOOK.finds(f"звоните {text}.", PSEUDONYM) is Find.PHONE


@pytest.mark.parametrize("text", ["+79161234568", "215, 217, 219, 221", "2026-11-23 16:40"])
def test_another_number_is_no_phone_of_the_school(text: str) -> None:
    assert LOOK.finds(text, PING) is None


@pytest.mark.parametrize("text", ["7А", "7а", "7-А", "7 «А»", '7"А"', "7A", "для 9Б.", "(7А)"])
def test_it_finds_a_class_however_it_is_written(text: str) -> None:
    assert LOOK.finds(text, PSEUDONYM) is Find.CLASS


@pytest.mark.parametrize("text", ["упр. 7а", "№ 7а", "№ 5, 6, 7а, 9б", "§ 7а", "с. 9б", "задание 7а", "7в", "7 а"])
def test_an_exercise_is_no_class(text: str) -> None:
    assert LOOK.finds(text, PSEUDONYM) is None


def test_at_full_nothing_is_forbidden() -> None:
    assert LOOK.finds("Мария Орлова, 7А, +79161234567", FULL) is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_one_sentence_is_clean_in_any_school(language: str) -> None:
    assert LOOK.finds(say_plainly(wording.ping(voice(language))), PING) is None


CYRILLIC = st.text("абвгдежзиклмнопрстуфхцчшщыьэюя", min_size=7, max_size=12).map(str.capitalize)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    CYRILLIC, st.text(max_size=20), st.sampled_from([str, str.upper, str.lower, lambda name: name.replace("е", "ё")])
)
def test_any_name_is_found_in_any_text(name: str, around: str, change: "type[str]") -> None:
    word = name.endswith(("ый", "ий", "ой", "ая", "яя")) or name in ("Надежда", "Победа")
    assert (word and change is str.lower) or Look([name], (), ()).finds(
        f"{around} {change(name)} {around}"
    ) is Find.NAME
