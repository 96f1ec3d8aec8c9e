"""What a sheet's rule is made of: the fields of its rows, what names a row, and the scope its rows declare complete."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record and the column it fills.

    `points_at` (student, guardian, staff, class) makes it a reference: the school's own code is staged, the merge makes
    it an id.
    """

    name: str
    column: str
    points_at: str | None = None
    read: Callable[[Any], Any] | None = None  # how the record's value becomes the column's

    @property
    def staged(self) -> str:
        """The field's column in the staging table."""
        return self.name if self.points_at else self.column


@dataclass(frozen=True, slots=True)
class Across:
    """Complete for every combination of the values these columns have in the file."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Complete for the owners in the file during the terms that hold its dates; `days` are coalesced."""

    owner: str  # student_id or class_id
    days: tuple[str, ...] = ("day",)


@dataclass(frozen=True, slots=True)
class Listed:
    """All rows of the school are compared, none is removed by the merge: see `lists`."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Students: complete for the classes in the file; who is gone has left."""


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Terms: complete for the time from the first start to the last end in the file, and for the classes in it."""


Scope = Across | Dated | Listed | Enrolled | Overlapping


@dataclass(frozen=True, slots=True)
class Step:
    """One step of pairing: rows of file and table are the same one if alike in these columns.

    `coded` narrows (table, file) to rows with (True) or without (False) the journal's own code; None = all rows.
    """

    alike: tuple[str, ...]
    coded: tuple[bool, bool] | None = None


@dataclass(frozen=True, slots=True)
class SheetRule:
    """How one sheet is merged. Rows of one identity are a multiset unless `unique` says they can't repeat."""

    key: str
    table: Table
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]  # tried in order, after rows that are alike in everything
    scope: Scope
    unique: tuple[str, ...] = ()  # target columns; rows where the last one is empty are free to repeat
    role: str | None = None  # of people
    told: tuple[str, ...] = ()  # a change of these is a new version
    guarded: bool = True  # large removals are asked about

    @property
    def compared(self) -> tuple[Field, ...]:
        """The fields in which a file can differ from the table; an instant of receipt is ours when not given."""
        return tuple(field for field in self.fields if field.column not in ("received_at", "classes"))

    @property
    def has_receipt(self) -> bool:
        return "received_at" in self.table.c

    def field(self, column: str) -> Field:
        """The field that fills a column."""
        return next(field for field in self.fields if field.column == column)
