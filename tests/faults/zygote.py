"""A process that has loaded everything and forks children in an instant: python -m tests.faults.zygote.

Reads a job a line (JSON), forks a child for it, and tells a line for everything: {"pid", "says"}. A child may carry its
own death: at the n-th of its database's events that fit, it is killed -9, as by somebody outside.
"""

import asyncio
import ctypes
import io
import json
import os
import re
import selectors
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event

from actions.importing import import_source
from bot.__main__ import main as main_of_bot
from bot.app import App
from bot.app import serve as run_service
from bot.channels.telegram import adapter as _telegram  # noqa: F401 - seconds to load: once, here
from bot.channels.vk import adapter as _vk  # noqa: F401
from bot.settings import Settings
from journal.records import ExamResultRecord
from storage.database import Database
from storage.inbox import store_update
from tests.faults.school import KEY
from tests.importing.source import source

Job = dict[str, Any]
PR_SET_PDEATHSIG = 1


def tell(says: str, pid: int | None = None, **more: Any) -> None:
    """One line to whoever started us; a line this short is written whole."""
    os.write(1, json.dumps({"pid": pid or os.getpid(), "says": says, **more}).encode() + b"\n")


def arm(database: Database, death: Job | None) -> None:
    """`death`: the `nth` event among those whose statement fits `sql`; `moment` is before, after or commit."""
    if death is None:
        return
    wanted, left, fitting = re.compile(death["sql"], re.DOTALL), [int(death["nth"])], [False]

    def hit() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_statement(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        fitting[0] = bool(wanted.search(statement))
        if fitting[0] and death["moment"] != "commit":
            hit()

    def on_commit(connection: Any) -> None:
        if fitting[0] and death["moment"] == "commit":
            hit()

    when = "after_cursor_execute" if death["moment"] == "after" else "before_cursor_execute"
    for engine in database.engines:
        event.listen(engine, when, on_statement)
        event.listen(engine, "commit", on_commit)


async def serve(job: Job) -> None:
    """The whole service, until it is killed."""
    app = App(Settings(_env_file=None, **job["settings"]))
    arm(app.database, job.get("death"))
    await app.run(lambda: tell("started"))


async def bring(job: Job) -> None:
    """An import of one exam for everybody; it is done when it says so."""
    database = Database(job["settings"]["database_url"])
    arm(database, job.get("death"))
    exams = [ExamResultRecord(code, job["exam"], "Химия", date.today(), mark="5") for code in job["students"]]  # noqa: DTZ011
    report = await import_source(database, source(exam_results=exams), key=KEY, now=datetime.now(UTC))
    tell("done" if report.applied else "refused")


async def write(job: Job) -> None:
    """One of many who write at the same time, in transactions of their own."""
    database = Database(job["settings"]["database_url"])
    for number in range(job["times"]):
        async with database.write() as connection:
            await store_update(connection, "vk", f"{job['name']}:{number}", "1", {}, datetime.now(UTC))
    tell("done")


async def run(job: Job) -> None:
    """As `python -m bot run`: SIGTERM stops it."""
    await run_service(Settings(_env_file=None, **job["settings"]))


async def command(job: Job) -> None:
    """`python -m bot WORDS`, so often, as a person in a shell types it."""
    os.environ.update({f"RODNIK_{name.upper()}": str(said) for name, said in job["settings"].items()})
    sys.argv = ["bot", *job["words"]]
    codes = [await asyncio.to_thread(_command) for _ in range(job["times"])]
    tell("refused" if any(codes) else "done")


def _command() -> object:
    """Its exit code. Our own stdout is for `tell`."""
    with redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        try:
            main_of_bot()
        except SystemExit as end:
            return end.code


JOBS: dict[str, Callable[[Job], Any]] = {"serve": serve, "bring": bring, "write": write, "run": run, "command": command}


def child(job: Job) -> None:
    """Never returns. It dies with the zygote, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        asyncio.run(JOBS[job["do"]](job))
    except BaseException as trouble:
        print(f"{job['do']}: {trouble!r}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Until stdin ends; children that live on are killed then."""
    alive: dict[int, int] = {}
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin.fileno(), selectors.EVENT_READ)
    tell("ready")
    while True:
        for key, _ in waiting.select():
            if pid := alive.pop(key.fd, None):
                waiting.unregister(key.fd)
                os.close(key.fd)
                tell("ended", pid, status=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            elif not (line := sys.stdin.buffer.readline()):
                for pid in alive.values():
                    os.kill(pid, signal.SIGKILL)
                return
            else:
                if (pid := os.fork()) == 0:
                    child(json.loads(line))
                watch = os.pidfd_open(pid)
                alive[watch] = pid
                waiting.register(watch, selectors.EVENT_READ)
                tell("forked", pid)


if __name__ == "__main__":
    main()
