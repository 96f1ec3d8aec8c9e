"""The canaries of the whole test run: the check finds what it is for."""

import logging

import pytest

from tests.canaries import Cage, canaries_in, log_lines


@pytest.mark.parametrize(
    "said",
    [
        "answered Орлова",
        "phone=+79161234567",
        "url=https://api/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe",
        "vk1.a.0123456789abcdefghijklmnop",
    ],
)
def test_it_finds_a_name_a_phone_and_a_token(said: str) -> None:
    cage = Cage()
    cage.handle(logging.makeLogRecord({"name": "scheduler.delivery", "msg": said, "levelno": logging.INFO}))
    assert len(cage.escaped("")) == 1
    assert cage.escaped("") == []


def test_it_reads_what_a_process_wrote() -> None:
    stderr = "Орлова is no line of the log\ntime=2026-11-23T12:00:00Z level=info room=bot event=Орлова\n"
    assert len(list(canaries_in(log_lines(stderr)))) == 1


def test_ids_and_words_are_no_canaries() -> None:
    line = 'time=2026-11-23T12:00:00.000Z level=info room=bot.inbox event=answered update=1234567890 seconds="0.016"'
    assert list(canaries_in([line])) == []
