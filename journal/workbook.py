"""The school workbook as a Source: sheets found in any number of files, read as streams. See docs/workbook.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from journal.checks import Checks
from journal.headers import form_of
from journal.moments import find_zone
from journal.parts import once_each, tables_of
from journal.records import Problem, Record, SchoolRecord, Sheet, Source, Span
from journal.rows import read_table
from journal.sheets import FORMS, Form
from journal.tables import Table, Unreadable


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet of the workbook, over all files that carry it; `read` streams and may be called again."""

    form: Form
    tables: tuple[Table, ...]
    zone: ZoneInfo | None

    @property
    def file(self) -> str:
        return ", ".join(dict.fromkeys(table.file for table in self.tables))

    @property
    def key(self) -> str:
        return self.form.key

    @property
    def title(self) -> str:
        return self.tables[0].title

    @property
    def spans(self) -> tuple[Span, ...]:
        return ()

    def read(self) -> Iterator[Record | Problem]:
        """Records and problems, in the order of the files; never raises."""
        checks = Checks(self.form)
        for table in self.tables:
            yield from read_table(self.form, table, self.zone, checks)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was found in the files: sheets in the workbook's order, and problems of whole files and sheets."""

    problems: tuple[Problem, ...]
    sheets: tuple[Sheet, ...]


def open_workbook(paths: Sequence[Path], timezone: str | None) -> Source:
    """The workbook that these files make together. Never raises: what can't be opened is a problem.

    `timezone` is the school's zone known so far, for local instants; a `Школа` sheet in the files overrides it.
    """
    tables: dict[str, list[Table]] = {}
    problems = list(_sort_out(paths, tables))
    if not tables and not any(problem.fatal for problem in problems):
        names = ", ".join(form.russian for form in FORMS)
        problems.append(Problem(_names(paths), "", 0, "", "нет ни одного известного листа", f"листы: {names}"))
    zone = _zone(tables.get("school", []), timezone)
    sheets = tuple(WorkbookSheet(form, tuple(tables[form.key]), zone) for form in FORMS if form.key in tables)
    return Workbook(tuple(problems), sheets)


def _sort_out(paths: Sequence[Path], tables: dict[str, list[Table]]) -> Iterator[Problem]:
    for path, again in once_each(iter(paths)):
        if again:
            yield Problem(
                path.name, "", 0, "", "файл указан дважды, читается один раз", "каждый файл один раз", fatal=False
            )
            continue
        try:
            for table in tables_of(path):
                yield from _place(table, tables)
        except Unreadable as wrong:
            yield wrong.problem(path.name or str(path))


def _place(table: Table, tables: dict[str, list[Table]]) -> Iterator[Problem]:
    form = form_of(table.title)
    if form is not None:
        tables.setdefault(form.key, []).append(table)
    elif not table.hidden:
        expected = "название листа из описания, например «Оценки»"
        yield Problem(table.file, table.title, 0, "", "неизвестный лист пропущен", expected, fatal=False)


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _zone(tables: Sequence[Table], timezone: str | None) -> ZoneInfo | None:
    form = next(form for form in FORMS if form.key == "school")
    for table in tables:
        for record in read_table(form, table, None, Checks(form)):
            if isinstance(record, SchoolRecord):
                return find_zone(record.timezone)
    return find_zone(timezone)
