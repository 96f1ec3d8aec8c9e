"""What can be wrong with rows that read well one by one: repeated keys and rows, an end before its start."""

from collections.abc import Callable, Hashable
from typing import Any

from journal.cells import shown
from journal.records import Problem
from journal.sheets import Form
from journal.tables import Table

Key = Callable[[Any], Hashable]

# What names a thing: a second row with the same key is an error. In the other sheets only a whole row must not repeat.
# The fields after the column are how its rows are named in that error.
_KEYS: dict[str, tuple[str, Key | None, tuple[str, ...]]] = {
    "school": ("Название", lambda record: "one school", ("name",)),
    "terms": ("Название", lambda record: (record.title, record.kind, record.classes), ("title",)),
    "staff": ("Код", lambda record: record.code, ("code",)),
    "classes": ("Класс", lambda record: record.title, ("title",)),
    "students": ("Код", lambda record: record.code, ("code",)),
    "guardians": ("Код", lambda record: record.code, ("code",)),
    "guardianships": ("Код родителя", lambda record: (record.guardian, record.student), ("guardian", "student")),
    "finals": ("Период", lambda record: (record.student, record.subject, record.term), ("student", "subject", "term")),
    "exam_results": (
        "Экзамен",
        lambda record: (record.student, record.exam, record.subject, record.day, record.status),
        ("student", "exam", "subject", "day"),
    ),
}

_NO_KEY: tuple[str, Key | None, tuple[str, ...]] = ("", None, ())

# Pairs that must not run backwards: sheet → earlier field, later field, title of the later, may be equal.
_ORDERS: dict[str, tuple[tuple[str, str, str, bool], ...]] = {
    "terms": (("start", "end", "Конец", True),),
    "timetable": (("starts", "ends", "Конец", False), ("valid_from", "valid_to", "По", True)),
    "students": (("enrolled_on", "left_on", "Выбыл", True), ("birth_date", "enrolled_on", "Зачислен", False)),
}


class Checks:
    """Checks of one sheet during one reading, over all its files."""

    def __init__(self, form: Form) -> None:
        self._column, self._key, self._names = _KEYS.get(form.key, _NO_KEY)
        self._orders = _ORDERS.get(form.key, ())
        self._is_marks = form.key == "marks"
        self._named: dict[Hashable, tuple[str, str, int, int]] = {}
        self._hashes: set[int] = set()  # 64 bits a row: the long sheets stay light

    def problems(self, table: Table, record: Any) -> list[Problem]:
        """The problems of this record, given those that came before it; a fatal or a repeated one must be left out."""
        found = [problem for order in self._orders if (problem := _backwards(table, record, order))]
        repeated = self._repeated_key(table, record) if self._key else self._repeated_row(table, record)
        return [*found, repeated] if repeated else found

    def _repeated_key(self, table: Table, record: Any) -> Problem | None:
        assert self._key is not None
        here = (table.file, table.title, record.row, hash(record))
        first = self._named.setdefault(self._key(record), here)
        if first is here:
            return None
        file, title, row, told = first
        other = "" if file == table.file else f"{file}, "
        where = f"{other}{'' if other or title == table.title else f'лист «{title}», '}строка {row}"
        if told == here[-1] and other:  # the same thing told by two files
            return Problem(
                table.file, table.title, record.row, "", f"повторяет: {where}", "каждая запись один раз", fatal=False
            )
        named = ", ".join(shown(getattr(record, name)) for name in self._names)
        wrong = f"{named} уже есть: {where}"
        return Problem(table.file, table.title, record.row, self._column, wrong, "каждая запись один раз")

    def _repeated_row(self, table: Table, record: Any) -> Problem | None:
        if self._is_marks and record.code is None:  # two equal marks in a lesson are legal
            return None
        mine = hash(record.code if self._is_marks else record)
        if mine not in self._hashes:
            self._hashes.add(mine)
            return None
        if self._is_marks:
            wrong = f"код оценки {shown(record.code)} уже был выше"
            return Problem(table.file, table.title, record.row, "Код", wrong, "у каждой оценки свой код")
        wrong = "строка повторяет одну из прежних и пропущена"
        return Problem(table.file, table.title, record.row, "", wrong, "каждая строка один раз", fatal=False)


def _backwards(table: Table, record: Any, order: tuple[str, str, str, bool]) -> Problem | None:
    earlier, later, title, may_equal = order
    start, end = getattr(record, earlier), getattr(record, later)
    if start is None or end is None or start < end or (may_equal and start == end):
        return None
    wrong = (
        f"{shown(end)} раньше, чем начало {shown(start)}" if start != end else f"{shown(end)}: начало и конец совпадают"
    )
    return Problem(table.file, table.title, record.row, title, wrong, "конец после начала")
