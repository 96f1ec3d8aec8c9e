"""File names: what no file system takes is left out, and the rest stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from school.file_names import file_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Школа Мария.ics", "Школа Мария.ics"),
        ("Журнал: 2 четверть.xlsx", "Журнал 2 четверть.xlsx"),
        ("7А/7Б \\ 8В.pdf", "7А-7Б-8В.pdf"),
        ("Собрание <важно> & «чай»?.xlsx", "Собрание важно «чай».xlsx"),
        ('"*".pdf', "pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "file"),
    ],
)
def test_what_no_file_system_takes_is_left_out(name: str, kept: str) -> None:
    assert file_name(name) == kept


@given(some.text())
def test_no_name_has_a_sign_of_a_path(name: str) -> None:
    assert file_name(name)
    assert not set('<>&"/\\:*?|\n\0') & set(file_name(name))
