"""What is not right at the start: a database lost or damaged, a key lost or another, a second copy. It is refused."""

import sqlite3
from pathlib import Path

import pytest

from bot.lock import lock_folder
from tests.commands.conftest import school, shell
from tests.commands.shell import Shell

__all__ = ["school", "shell"]
FILES = ("rodnik.db", "rodnik.db-wal", "rodnik.db-shm")
OTHER = "another key, which is long enough to be one"


def database(shell: Shell) -> Path:
    return shell.folder / "data" / "rodnik.db"


def lose(shell: Shell) -> None:
    for name in FILES:
        (shell.folder / "data" / name).unlink(missing_ok=True)


def empty(shell: Shell) -> None:
    lose(shell)
    database(shell).touch()


def another(shell: Shell) -> None:
    lose(shell)
    with sqlite3.connect(database(shell)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")


@pytest.mark.parametrize("how", [lose, empty, another])
@pytest.mark.parametrize("command", ["run", "people"])
def test_it_never_makes_an_empty_database_in_the_place_of_a_lost_one(school: Shell, how: object, command: str) -> None:
    assert callable(how)
    how(school)
    said = school(command)
    assert said.code == 1
    assert "пропала" in said.err
    assert "restore" in said.err
    assert not database(school).exists() or b"alembic" not in database(school).read_bytes()


def test_check_says_that_the_database_is_lost(school: Shell) -> None:
    lose(school)
    said = school("check", "--json")
    assert ("database", "broken") in [(one["check"], one["state"]) for one in said.json["findings"]]
    assert not database(school).exists()


def test_a_first_start_and_another_database_are_no_loss(school: Shell) -> None:
    other = f"sqlite:///{school.folder}/other.db"
    assert school("check", database_url=other).code == 0
    taken = school("import", school.write({}, "journal"), database_url=other)
    assert taken.code == 0, taken.err


def test_it_refuses_a_damaged_file(school: Shell) -> None:
    content = bytearray(database(school).read_bytes())
    for page in range(3, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    database(school).write_bytes(content)
    said = school("run")
    assert said.code == 1
    assert "поврежд" in said.err or "не отвечает" in said.err
    assert database(school).read_bytes() == content


def test_it_refuses_what_is_no_database_at_all(school: Shell) -> None:
    lose(school)
    database(school).write_bytes(b"this is a letter to the parents, and no database" * 100)
    said = school("run")
    assert said.code == 1
    assert "RODNIK_DATABASE_URL" in said.err


@pytest.mark.parametrize("command", ["run"])
def test_it_refuses_another_key(school: Shell, command: str) -> None:
    said = school(command, secret_key=OTHER)
    assert said.code == 1
    assert "RODNIK_SECRET_KEY" in said.err
    assert OTHER not in said.err


def test_it_makes_no_new_key_in_the_place_of_a_lost_one(school: Shell) -> None:
    (school.folder / "data" / "secret.key").unlink()
    said = school("run")
    assert said.code == 1
    assert "secret.key нет" in said.err
    assert not (school.folder / "data" / "secret.key").exists()


def test_a_second_copy_refuses_and_says_who_is_there(school: Shell) -> None:
    with lock_folder(school.folder / "data"):
        said = school("run", http_port="0")
    assert said.code == 1
    assert "уже запущен" in said.err
