"""`import`: take a journal in, or write the empty workbook that a school fills in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.printing import AsJson, print_json, put
from bot.commands.writing import why

if TYPE_CHECKING:
    from actions.import_report import ImportReport
    from actions.staging import Progress
    from bot.commands.session import Session
    from journal.records import Source


class Format(StrEnum):
    """Which journal the files come from."""

    WORKBOOK = "workbook"
    NETSCHOOL = "netschool"


def take_in(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Книга XLSX, файлы CSV, папка или ZIP с ними.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="workbook — книга школы; netschool — недели дневника «Сетевой Город».")
    ] = Format.WORKBOOK,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Чей дневник: код ученика; нужен для netschool.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только проверить и посчитать, ничего не меняя.")] = False,
    confirm_removals: Annotated[
        bool, typer.Option("--confirm-removals", help="Согласиться с тем, что много строк исчезнет.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="Не загружать, а записать пустую книгу для заполнения.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Загрузить журнал: книгу школы или недели дневника. Всё или ничего; повтор ничего не меняет.

    Первая загрузка школы — история: она сохраняется, но никому не рассылается.
    """
    if template:
        if paths:
            raise typer.BadParameter("с --template файлы журнала не указывают")
        if template.suffix.lower() != ".xlsx":
            raise typer.BadParameter("имя книги должно кончаться на .xlsx", param_hint="--template")
        _write_template(template)
        if as_json:
            print_json({"template": str(template)})
        else:
            put(f"Пустая книга записана: {template}. Зелёные столбцы обязательны, строка-пример — для образца.")
        return
    if not paths:
        raise typer.BadParameter("укажите файлы журнала или --template FILE.xlsx")
    if (form is Format.NETSCHOOL) != bool(student):
        raise typer.BadParameter("--format netschool и --student ID указывают вместе")
    report = _import(paths, student, dry_run, confirm_removals, quiet=as_json)
    _tell(report, dry_run, as_json)


def _import(paths: list[Path], student: str | None, dry_run: bool, confirmed: bool, *, quiet: bool) -> "ImportReport":
    from actions.importing import import_source
    from bot.commands.session import within

    async def action(session: "Session") -> "ImportReport":
        source = await _source(session, paths, student)
        with _progress(quiet) as progress:
            return await import_source(
                session.database,
                source,
                key=session.key,
                now=session.now,
                dry_run=dry_run,
                confirm_removals=confirmed,
                progress=progress,
            )

    return within(action)


async def _source(session: "Session", paths: list[Path], student: str | None) -> "Source":
    if student:
        from journal.netschool import open_diary

        return open_diary(paths, student)
    from journal.workbook import open_workbook
    from storage.schools import all_schools

    async with session.database.read() as connection:
        schools = await all_schools(connection)
    return open_workbook(paths, schools[0].zone.key if schools else None)


def _write_template(path: Path) -> None:
    from actions.refusal import Refused
    from journal.template import write_template

    if path.exists() and path.stat().st_size:
        raise Refused(f"Файл {path} уже есть. Укажите другое имя, чтобы не потерять его.")
    try:
        write_template(path)
    except OSError as error:
        raise Refused(f"Файл {path} не записывается: {why(error)}.") from None


def _tell(report: "ImportReport", dry_run: bool, as_json: bool) -> None:
    """Print the report; raises Refused when the import was, or would be, refused."""
    from bot.commands.import_report import as_values, print_report, refusal

    if as_json:
        print_json(as_values(report, dry_run))
    else:
        print_report(report, dry_run)
    if report.errors or report.needs_confirmation:
        raise refusal(report, short=as_json)


@contextmanager
def _progress(quiet: bool) -> Iterator["Progress | None"]:
    """A line per sheet on stderr with the rows read so far, while somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TextColumn("{task.completed}")
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks = {"": bar.add_task("Строк прочитано", total=None)}

        def heard(title: str, rows: int) -> None:
            task = tasks.get(title)
            if task is None:
                task = tasks[title] = bar.add_task(title, total=None)
            bar.update(task, completed=rows)
            bar.update(tasks[""], completed=sum(bar.tasks[each].completed for name, each in tasks.items() if name))

        yield heard
