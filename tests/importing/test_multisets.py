"""Whatever files follow one another, the last one is what is stored; the order of its rows means nothing."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journal.records import MarkRecord
from storage import tables
from storage.database import Database
from tests.databases import new_address
from tests.importing.source import MARIA, attempt, counts, lay, rows, source

DAYS = (date(2026, 11, 9), date(2026, 11, 10))

plain = st.builds(
    MarkRecord,
    student=st.just("S1"),
    subject=st.sampled_from(["Алгебра", "Химия"]),
    day=st.sampled_from(DAYS),
    value=st.sampled_from("543"),
    kind=st.sampled_from([None, "тест"]),
    comment=st.sampled_from([None, "!"]),
)
files = st.tuples(st.lists(plain, max_size=8), st.sets(st.sampled_from("abc")))


def records(drawn: tuple[list[MarkRecord], set[str]]) -> list[MarkRecord]:
    """The file: some of its marks have codes, no code twice."""
    marks, codes = drawn
    coded = [replace(mark, code=code) for mark, code in zip(marks, sorted(codes), strict=False)]
    return coded + marks[len(coded) :]


def as_multiset(marks: list[Any]) -> Counter[tuple[Any, ...]]:
    names = ("code", "subject", "day", "value", "kind", "comment")
    get = (lambda mark, name: mark[name]) if marks and isinstance(marks[0], dict) else getattr
    return Counter(tuple(get(mark, name) for name in names) for mark in marks)


async def play(sequence: list[list[MarkRecord]], shuffled: list[MarkRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(await new_address("sqlite", Path(folder)))
        await lay(database, students=[MARIA], guardianships=())
        for marks in sequence:
            assert (await attempt(database, source(marks=marks), confirm_removals=True)).applied
            assert as_multiset(await rows(database, tables.marks)) == as_multiset(marks)
        before = await rows(database, tables.marks)
        report = await attempt(database, source(marks=shuffled))
        assert counts(report, "marks") == (0, 0, 0, len(shuffled)) if shuffled else True
        assert await rows(database, tables.marks) == before
        await database.close()


@settings(max_examples=6, deadline=None)
@given(st.lists(files, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_last_file_is_what_is_stored(drawn: list[Any], random: Any) -> None:
    sequence = [records(file) for file in drawn]
    shuffled = list(sequence[-1])
    random.shuffle(shuffled)
    asyncio.run(play(sequence, shuffled))
