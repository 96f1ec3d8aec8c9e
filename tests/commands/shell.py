"""Running `python -m bot` in a data folder of its own, and a small school as a folder of CSV files."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.house import ROOT

SCHOOL = {
    "school": "name;timezone;legal_form\nШкола № 7;Asia/Yekaterinburg;private\n",
    "staff": "id;last_name;first_name;roles\nt1;Ким;Ольга;администратор\n",
    "classes": "class;homeroom_teacher\n7А;t1\n",
    "students": "id;last_name;first_name;class\ns1;Орлова;Мария;7А\n",
    "guardians": "id;last_name;first_name;phone\ng1;Орлова;Анна;+79120003001\n",
    "guardianships": "guardian;student;relation\ng1;s1;мать\n",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout as JSON; fails when anything else is there."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Shell:
    """A folder to work in; its data folder is `data`."""

    folder: Path

    def __call__(self, *words: str, **settings: str) -> Said:
        """Run one command to its end in this process, which saves the second of loading.

        `settings` are RODNIK_… variables without the prefix.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with chdir(self.folder), self._around(words, settings), redirect_stdout(out), redirect_stderr(err):
            with pytest.raises(SystemExit) as end:
                main()
            out.flush()
            err.flush()
        code = end.value.code
        assert code is None or isinstance(code, int)
        return Said(code or 0, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())

    def process(self, *command: str) -> Said:
        """Run Python with these arguments, as a process of its own."""
        done = subprocess.run(
            (sys.executable, *command), cwd=self.folder, env=self.environment(), capture_output=True, check=False
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def _around(self, words: tuple[str, ...], settings: dict[str, str]) -> Iterator[None]:
        """The arguments and the environment of a command, for a while."""
        mine = {f"RODNIK_{name.upper()}": value for name, value in settings.items()}
        before = dict(os.environ), sys.argv
        sys.argv = ["bot", *words]
        os.environ.clear()
        os.environ.update(self.environment() | mine)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before[0])
            sys.argv = before[1]

    def environment(self) -> dict[str, str]:
        """The environment of a command: this one's, without its RODNIK_ settings."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("RODNIK_")}
        return clean | {"PYTHONPATH": str(ROOT), "RODNIK_DATA_DIR": str(self.folder / "data"), "COLUMNS": "200"}

    def write(self, sheets: dict[str, str], folder: str = "journal") -> str:
        """Write sheets as CSV files; the folder's name."""
        place = self.folder / folder
        place.mkdir(exist_ok=True)
        for name, text in sheets.items():
            (place / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder
