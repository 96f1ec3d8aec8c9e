"""Names in Latin letters."""

import pytest

from school.latin import latin


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Алёна", {"alyona", "alena"}),
        ("Юлия", {"yuliya", "iuliia"}),
        ("Пётр", {"pyotr", "petr"}),
        ("Хлоя", {"khloya", "hloya"}),
        ("Мария", {"mariya", "mariia"}),
    ],
)
def test_a_name_is_written_in_the_usual_ways(name: str, written: set[str]) -> None:
    assert written <= set(latin(name))


def test_latin_letters_stay() -> None:
    assert latin("Anna-Мария")[0] == "anna-mariya"
