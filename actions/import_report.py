"""What an import says for itself."""

from dataclasses import dataclass

from journal.records import Problem


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What one sheet did, in rows."""

    key: str  # "marks"
    title: str  # as it stands in the source
    added: int
    changed: int
    removed: int
    unchanged: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Removal:
    """A sheet that would lose more than may go unasked."""

    sheet: str  # the title as it stands in the source
    would_remove: int
    of: int  # rows in the scope that the sheet declares


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import went. Not applied = the database is as it was."""

    problems: tuple[Problem, ...]  # errors and warnings
    sheets: tuple[SheetReport, ...]  # what was done, or would have been; () after errors
    applied: bool
    first: bool  # the first import of the school: history, told to nobody
    needs_confirmation: tuple[Removal, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stopped the import."""
        return tuple(problem for problem in self.problems if problem.fatal)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that did not."""
        return tuple(problem for problem in self.problems if not problem.fatal)
