"""The problems of an import, collected; and the words for what was found in staged rows as a whole."""

from collections.abc import Iterable, Sequence

from journal.records import Problem, Sheet
from journal.sheets import FORMS
from storage.importing.references import Finding

MOST = 10_000
"""So many problems are listed; the memory of an import stays bounded whatever file it is given."""

_UNKNOWN = {
    "student": ("нет ученика с кодом", "код из листа «Ученики», этого файла или импортированного раньше"),
    "guardian": ("нет родителя с кодом", "код из листа «Родители», этого файла или импортированного раньше"),
    "staff": ("нет сотрудника с кодом", "код из листа «Сотрудники», этого файла или импортированного раньше"),
    "class": ("нет класса", "класс из листа «Классы», этого файла или импортированного раньше"),
    "term": ("нет периода", "название из листа «Периоды», этого файла или импортированного раньше"),
    "repeated": ("уже есть в строке выше:", "каждая запись один раз"),
}
_SHOWN = 60


class Problems:
    """A list that keeps the first `MOST` and counts the rest."""

    def __init__(self, known: Iterable[Problem]) -> None:
        self._kept: list[Problem] = []
        self._of_sheets: set[Problem] = set()
        self._more = 0
        self.fatal = False
        for problem in known:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        self.fatal = self.fatal or problem.fatal
        if problem.row == 0 and problem in self._of_sheets:
            return  # a diary's rows have no numbers: one and the same thing is said once
        self._of_sheets |= {problem} if problem.row == 0 else set()
        if len(self._kept) < MOST:
            self._kept.append(problem)
        else:
            self._more += 1

    def all(self) -> tuple[Problem, ...]:
        """The problems, and one that says how many more there are."""
        if not self._more:
            return tuple(self._kept)
        rest = Problem("", "", 0, "", f"и ещё {self._more}", "исправить те, что выше, и повторить", fatal=self.fatal)
        return (*self._kept, rest)


def problem_of(finding: Finding, sheets: Sequence[Sheet]) -> Problem:
    """A finding as a problem of the sheet it was found in."""
    sheet = sheets[finding.sheet]
    wrong, expected = _UNKNOWN[finding.trouble]
    value = finding.value if len(finding.value) <= _SHOWN else f"{finding.value[:_SHOWN]}…"
    return Problem(sheet.file, sheet.title, finding.row, _column(sheet, finding), f"{wrong} «{value}»", expected)


def _column(sheet: Sheet, finding: Finding) -> str:
    columns = (column for form in FORMS if form.key == sheet.key for column in form.columns)
    return next((column.russian for column in columns if column.field == finding.field), "")


def no_school(file: str) -> Problem:
    """Nothing can be imported before the school is known."""
    return Problem(file, "Школа", 0, "", "школа ещё не известна, и листа «Школа» нет", "лист «Школа» в первом импорте")


def two_schools(sheet: Sheet, row: int) -> Problem:
    """One database is one school."""
    return Problem(sheet.file, sheet.title, row, "", "вторая школа в одном файле", "одна строка: база — на одну школу")
