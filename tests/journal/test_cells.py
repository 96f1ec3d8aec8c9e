from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journal import cells, moments, words
from journal.cells import Wrong

URALS = ZoneInfo("Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.code, 123.0, "123"),
        (cells.code, "00123", "00123"),
        (cells.code, "123,0", "123"),
        (cells.code, "12345678901234567", "12345678901234567"),
        (cells.line, "\ufeff Русский\xa0 язык\u200b", "Русский язык"),
        (cells.line, "и\u0306од", "йод"),
        (cells.prose, "§ 1\r\n№ 2", "§ 1\n№ 2"),
        (cells.mark, 5.0, "5"),
        (cells.mark, "5.0", "5"),
        (cells.mark, "10,00", "10"),
        (cells.mark, "4−", "4-"),
        (cells.mark, " зач ", "зач"),
        (cells.mark, "87", "87"),
        (cells.mark, "н/а", "н/а"),
        (cells.mark, "4.5", "4.5"),
        (cells.ban, "Решение суда № 2-15", "Решение суда № 2-15"),
        (cells.weight, "1,5", 1.5),
        (cells.weight, 2.0, 2.0),
        (cells.whole(0, 20), "3.0", 3),
        (cells.class_list, "7a, 7 «Б»;7А", ("7А", "7Б")),
        (cells.phone, 79123456789.0, "+79123456789"),
        (words.weekday, 1.0, 1),
        (words.weekday, "Пн.", 1),
        (words.weekday, "воскресенье", 7),
        (words.weekday, "Friday", 5),
        (words.ATTENDANCE, "H", "absent"),  # a Latin H
        (words.ATTENDANCE, "уп", "excused"),
        (words.ATTENDANCE, "Н/Б", "absent"),
        (words.ATTENDANCE, "ув.", "excused"),
        (words.ATTENDANCE, "Опоздал", "late"),
        (words.ATTENDANCE, "по болезни", "ill"),
        (words.ATTENDANCE, "unexcused", "unexcused"),
        (words.LEGAL_FORMS, "Муниципальная", "municipal"),
        (words.CHANGE_KINDS, "перенос", "move"),
        (words.WordList(words.ROLES), "учитель; Классный руководитель", ("teacher", "homeroom")),
        (words.REGULATIONS, "3 дня", "3d"),
        (words.EXAM_STATUSES, "Аннулирован", "annulled"),
        (words.TERM_KINDS, "half_year", "half_year"),
        (moments.day, "1.9.2026", date(2026, 9, 1)),
        (moments.day, "01.09.26", date(2026, 9, 1)),
        (moments.day, "15.03.98", date(1998, 3, 15)),
        (moments.day, "01-09-2026", date(2026, 9, 1)),
        (moments.day, "01.09.2026 г.", date(2026, 9, 1)),
        (moments.day, "2026/09/01", date(2026, 9, 1)),
        (moments.day, "2026-09-01T00:00:00", date(2026, 9, 1)),
        (moments.day, "01.09.2026 0:00:00", date(2026, 9, 1)),
        (moments.day, datetime(2026, 9, 1, 8, 30), date(2026, 9, 1)),  # noqa: DTZ001
        (moments.time_of_day, "8:30", time(8, 30)),
        (moments.time_of_day, "08.30", time(8, 30)),
        (moments.time_of_day, "8-30", time(8, 30)),
        (moments.time_of_day, timedelta(hours=8, minutes=30), time(8, 30)),
        (moments.time_of_day, 8.5 / 24, time(8, 30)),
        (moments.school_year, "2026/27", "2026/2027"),
        (moments.zone_name, "Asia/Yekaterinburg", "Asia/Yekaterinburg"),
    ],
)
def test_it_reads_a_cell(parse: Any, cell: cells.Cell, value: object) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.line, "a\x07b"),
        (cells.line, "a\ud800b"),
        (cells.line, True),
        (cells.line, date(2026, 9, 1)),
        (cells.line, "#ССЫЛКА!"),
        (cells.mark, date(2026, 5, 4)),
        (cells.mark, "04.05.2026"),
        (cells.mark, "04.май"),
        (cells.mark, 46116.0),  # the number of 4 April
        (cells.code, 12345678901234567.0),
        (cells.code, 12345678901234567),
        (cells.mark, "очень хорошо и даже отлично"),
        (cells.ban, "нет"),
        (cells.ban, "-"),
        (cells.weight, "0"),
        (cells.weight, "-1"),
        (cells.weight, float("nan")),
        (cells.whole(0, 20), "2,5"),
        (cells.whole(0, 20), True),
        (cells.school_class, "средняя"),
        (words.weekday, "8"),
        (words.ATTENDANCE, "Я"),
        (moments.day, "31.02.2026"),
        (moments.day, "01.09.0026"),
        (moments.day, "завтра"),
        (moments.day, 46266.0),
        (moments.day, "01.09.2026!"),
        (moments.day, "1/9/2026"),  # of January or of September
        (moments.day, "01.09.260"),
        (moments.day, "01.09-2026"),
        (moments.time_of_day, "25:00"),
        (moments.time_of_day, 1.5),
        (moments.school_year, "2026/2028"),
        (moments.zone_name, "Екатеринбург"),
        (moments.zone_name, "../etc/passwd"),
        (moments.instant, "01.09.2026 14:30"),  # no zone is known
        (moments.instant, "2026-09-01T14:30+99:00"),
    ],
)
def test_it_refuses_a_cell_and_says_what_is_expected(parse: Any, cell: cells.Cell) -> None:
    with pytest.raises(Wrong) as wrong:
        parse(cell)
    assert wrong.value.expected
    assert wrong.value.what


@pytest.mark.parametrize(
    "cell",
    [
        "01.09.2026 14:30",
        "2026-09-01T14:30",
        datetime(2026, 9, 1, 14, 30),  # noqa: DTZ001
        "2026-09-01T09:30Z",
        "2026-09-01 12:30+03:00",
    ],
)
def test_an_instant_is_utc(cell: cells.Cell) -> None:
    assert moments.instant(cell, URALS) == datetime(2026, 9, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["-", "—", "---Не указана---", "не задано", "Нет.", "Д/з: не задано", "без задания", "..."]
)
def test_homework_that_says_nothing_is_none(text: str) -> None:
    assert cells.homework(text) is None


@pytest.mark.parametrize("text", ["нет-нет, § 5", "§ 5", "повторить", "№ 1", "не указаны номера: все"])
def test_homework_that_says_something_stays(text: str) -> None:
    assert cells.homework(text) == text


def test_a_bad_phone_is_only_a_warning() -> None:
    with pytest.raises(Wrong) as wrong:
        cells.phone("23-45-67")
    assert not wrong.value.fatal


def test_a_shown_value_is_quoted_and_short() -> None:
    assert cells.shown("x" * 100) == "«" + "x" * 39 + "…»"
    assert cells.shown("a\x00\nb") == "«a\ufffd b»"
