"""Journals taken in: bring a file, see what it would do, take it in or leave it; and who did so before."""

from collections.abc import AsyncIterator, Iterable

from fastapi import Response
from starlette.datastructures import UploadFile

from actions.refusal import Refused
from actions.uploading import check_upload, drop_upload, keep_upload, take_upload
from console.actors import names_of
from console.listing import Cell, Listing, Tone, listing, row
from console.visit import NotFound, Visit
from storage.import_runs import ImportRun, import_run, latest_import_runs

CHUNK = 1024 * 1024


async def imports(visit: Visit) -> Response:
    """The history, and the form to bring a file."""
    return visit.page("imports.html", found=await rows(visit))


async def rows(visit: Visit) -> Listing:
    """The latest hundred."""
    say = visit.voice.say
    columns = (say("Когда"), say("Файл"), say("Кто"), say("Итог"), say("Добавлено"), say("Изменено"), say("Удалено"))
    async with visit.database.read() as connection:
        runs = [run for run in await latest_import_runs(connection) if run.state != "taken"]  # it became another
    names = await _names(visit, {run.actor for run in runs})
    return listing("imports", columns, [_row(visit, run, names) for run in runs])


async def upload(visit: Visit) -> Response:
    """Check what was brought; nothing changes yet."""
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Refused("Выберите файл журнала.")
    path = await keep_upload(visit.office.folder, file.filename, _chunks(file))
    run_id = await check_upload(visit.database, path, visit.by, key=visit.key, now=visit.now)
    return await visit.go(f"/imports/{run_id}")


async def one_import(visit: Visit) -> Response:
    """What a file did, or would do."""
    run = await _run(visit)
    names = await _names(visit, {run.actor})
    who = names.get(run.actor, run.actor)
    return visit.page("import.html", run=run, title=short(run.file_name), who=who, state=_state(visit, run))


async def take(visit: Visit) -> Response:
    """Take in what was checked."""
    run, say = await _run(visit), visit.voice.say
    confirmed = visit.given("confirm_removals") == "yes"
    report = await take_upload(
        visit.database, run.id, visit.by, confirm_removals=confirmed, key=visit.key, now=visit.now
    )
    visit.office.lent.queued()
    if report.applied:
        return await visit.go("/imports", say("Журнал загружен."))
    if report.needs_confirmation:
        return await visit.go(f"/imports/{run.id}", say("Исчезнет много строк: подтвердите это галочкой."))
    return await visit.go(f"/imports/{run.id}", say("Журнал не загружен: в нём ошибки."))


async def drop(visit: Visit) -> Response:
    """Leave it."""
    await drop_upload(visit.database, (await _run(visit)).id, visit.by, key=visit.key, now=visit.now)
    return await visit.go("/imports", visit.voice.say("Файл удалён, ничего не изменилось."))


def short(names: str) -> str:
    """The first of many files, and how many more."""
    first, *others = names.split(", ")
    return f"{first} +{len(others)}" if others else first


async def _run(visit: Visit) -> ImportRun:
    async with visit.database.read() as connection:
        run = await import_run(connection, visit.number())
    if run is None:
        raise NotFound
    return run


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk


async def _names(visit: Visit, actors: Iterable[str]) -> dict[str, str]:
    return {"operator": visit.voice.say("командная строка")} | await names_of(visit.database, actors)


def _state(visit: Visit, run: ImportRun) -> Cell:
    say = visit.voice.say
    if run.state == "checked" and run.report.get("errors"):
        return Cell(say("проверен, в нём ошибки"), tone="bad")
    states: dict[str, tuple[str, Tone]] = {
        "checked": (say("проверен, ждёт решения"), "warn"),
        "taken": (say("проверен и загружен"), "good"),
        "applied": (say("загружен"), "good"),
        "refused": (say("не загружен"), "bad"),
        "dropped": (say("отменён"), "mute"),
    }
    text, tone = states.get(run.state, (run.state, ""))
    return Cell(text, tone=tone)


def _row(visit: Visit, run: ImportRun, names: dict[str, str]) -> tuple[Cell, ...]:
    sheets = run.report.get("sheets", [])
    counts = [sum(sheet[name] for sheet in sheets) for name in ("added", "changed", "removed")]
    name = Cell(short(run.file_name), href=f"/imports/{run.id}")
    return row(visit.moment(run.at), name, names.get(run.actor, run.actor), _state(visit, run), *counts)
