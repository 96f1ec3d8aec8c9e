"""Names, phones and tokens that are in every input of these tests, and may be in no line of any log.

Every line that our rooms and the libraries log while a test runs is laid out as the service would, knowing no secret;
what processes of ours write to the same stderr is read too. A canary in any of them fails the test.
"""

import logging
import re
from collections.abc import Iterable, Iterator

import pytest

from bot.logs import OURS, Lines

NAMES = ("Орлов", "Лисин", "Белов", "Ильин", "Мария", "Марии", "Пётр", "Канарейкин", "Соколов")  # of the casts
PHONES = ("9161234567", "9161234568", "9120003001", "9990001122")
TOKENS = re.compile(r"(?<!\d)\d{6,12}:[\w-]{20,}|\bvk1\.[\w.-]{20,}")
EXEMPT = "canary"  # a token that a test plants itself, to see it replaced


def canaries_in(lines: Iterable[str]) -> Iterator[str]:
    """The lines that hold one."""
    for line in lines:
        planted = [one for one in TOKENS.findall(line) if EXEMPT not in one]
        if planted or any(one in line for one in (*NAMES, *PHONES)):
            yield line


def log_lines(text: str) -> Iterator[str]:
    """Of everything on a stderr, the lines of our log."""
    return (line for line in text.splitlines() if line.startswith("time="))


class Cage(logging.Handler):
    """Keeps what a test logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Lines([]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def open(self) -> None:
        """Hear every room, whatever the tests do to the root logger."""
        for room in OURS:
            logging.getLogger(room).addHandler(self)
            logging.getLogger(room).setLevel(logging.INFO)
        logging.getLogger().addHandler(self)

    def escaped(self, stderr: str) -> list[str]:
        """What must not be in the log, and is; the cage is empty afterwards."""
        lines, self.lines = self.lines, []
        return sorted(set(canaries_in([*lines, *log_lines(stderr)])))


CAGE = Cage()


def judge(report: pytest.TestReport) -> None:
    """A test whose log holds a canary fails, whatever it found."""
    escaped = CAGE.escaped(report.capstderr)
    if escaped and report.passed:
        report.outcome = "failed"
        report.longrepr = "personal data in the log:\n" + "\n".join(escaped[:5])
