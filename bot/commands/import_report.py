"""An import's report for people and for scripts."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actions.refusal import Refused
from bot.commands.printing import complain, print_table, put

if TYPE_CHECKING:
    from actions.import_report import ImportReport
    from journal.records import Problem

TITLES = ("Лист", "Добавлено", "Изменено", "Удалено", "Без изменений", "Секунд")


def as_values(report: "ImportReport", dry_run: bool) -> dict[str, Any]:
    """The report as JSON values; the keys are stable."""
    return {
        "applied": report.applied,
        "dry_run": dry_run,
        "first": report.first,
        "sheets": [
            {
                "sheet": sheet.key,
                "title": sheet.title,
                "added": sheet.added,
                "changed": sheet.changed,
                "removed": sheet.removed,
                "unchanged": sheet.unchanged,
                "seconds": round(sheet.seconds, 3),
            }
            for sheet in report.sheets
        ],
        "problems": [asdict(problem) for problem in report.problems],
        "needs_confirmation": [asdict(removal) for removal in report.needs_confirmation],
    }


def print_report(report: "ImportReport", dry_run: bool) -> None:
    """The table of sheets and the warnings on stdout, errors on stderr, and how it ended."""
    if report.sheets:
        rows = [(s.title, s.added, s.changed, s.removed, s.unchanged, f"{s.seconds:.2f}") for s in report.sheets]
        print_table(TITLES, rows, numbers=TITLES[1:])
    for problem in report.warnings:
        put(f"Предупреждение: {place(problem)}")
    for problem in report.errors:
        complain(f"Ошибка: {place(problem)}")
    if report.applied:
        put("Журнал загружен." + (" Это первая загрузка: история сохранена, никому не рассылается." * report.first))
    elif dry_run and not report.errors:
        put("Проверка: ничего не изменено. Чтобы загрузить, повторите без --dry-run.")


def refusal(report: "ImportReport", *, short: bool) -> Refused:
    """Why nothing changed; `short` when the problems are told elsewhere than on this terminal."""
    if report.errors:
        count = len(report.errors)
        first = f" Первая: {place(report.errors[0])}" if short else ""
        return Refused(f"Журнал не загружен, ничего не изменено. Ошибок: {count}.{first}")
    sheets = ", ".join(f"{one.sheet} — {one.would_remove} из {one.of}" for one in report.needs_confirmation)
    return Refused(
        f"Журнал не загружен: исчезло бы много строк ({sheets}). Если так и надо, добавьте --confirm-removals."
    )


def place(problem: "Problem") -> str:
    """«marks.csv · Оценки · строка 7 · Дата · текст вместо даты · нужно: ДД.ММ.ГГГГ»"""
    row = f"строка {problem.row}" if problem.row else ""
    parts = (problem.file, problem.sheet, row, problem.column, problem.wrong, f"нужно: {problem.expected}")
    return " · ".join(part for part in parts if part)
