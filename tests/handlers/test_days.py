"""Which days a question is about, whatever is typed."""

import pytest

from tests.handlers.conftest import Office, said
from tests.handlers.test_questions import ANSWERS


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01 год", "2099-12-31 неделя"])
async def test_a_day_of_no_school_year_stops_no_question(office: Office, day: str) -> None:
    for question in ANSWERS:
        assert "По данным журнала" in said(await office.hears("anna", f"{question} {day}"))
