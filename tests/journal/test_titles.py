import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school.phones import fold_phone
from school.titles import fold_class


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("7А", "7А"),
        ('7 "А"', "7А"),
        ("7 «а»", "7А"),
        ("7-а", "7А"),
        ("7A", "7А"),  # a Latin A
        ("7 А класс", "7А"),
        ("7Акласс", "7А"),
        ("7 б кл.", "7Б"),
        ("07\xa0В", "7В"),
        ("10 ФМ", "10ФМ"),
        ("11-Б1", "11Б1"),
        ("11 Б 1", "11Б1"),
        ("7-1", "7-1"),
        ("7/2", "7-2"),
        ("9", "9"),
        ("0 подготовительный", "0 подготовительный"),
    ],
)
def test_it_folds_a_class_title(typed: str, folded: str) -> None:
    assert fold_class(typed) == folded


@pytest.mark.parametrize("text", ["", "А", "А7", "77А", "14А", "01.09.2026", "2026-09-01", "7$", "седьмой", "7А" * 40])
def test_it_refuses_what_is_not_a_class(text: str) -> None:
    with pytest.raises(ValueError, match="not a class"):
        fold_class(text)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"\A\s?[0-9]{1,2}[ \-«\"]{0,2}[А-Яа-яA-Za-z]{0,6}[ -]?[0-9А-Яа-я]{0,3}»?( класс)?\Z"))
def test_folding_twice_is_folding_once(text: str) -> None:
    try:
        folded = fold_class(text)
    except ValueError:
        return
    assert fold_class(folded) == folded


@pytest.mark.parametrize(
    "typed", ["+7 912 345-67-89", "8 (912) 345-67-89", "79123456789", "9123456789", "8912 3456789"]
)
def test_a_phone_has_one_spelling(typed: str) -> None:
    assert fold_phone(typed) == "+79123456789"


@pytest.mark.parametrize("text", ["", "нет", "23-45-67", "+7 000 000-00-00", "8912"])
def test_it_refuses_what_is_not_a_phone(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone"):
        fold_phone(text)
