"""A copy in the place of the database: nothing is told twice, nothing that ended comes back, and the audit says so."""

import shutil
from pathlib import Path

import pytest

from bot.lock import lock_folder
from tests.commands.conftest import school
from tests.commands.shell import Shell

__all__ = ["school"]


def signed(shell: Shell) -> Shell:
    paper = ("--guardian", "g1", "--student", "s1", "--channel", "telegram", "--number", "7", "--date", "01.09.2026")
    assert shell("consent", "record", *paper).code == 0
    return shell


def states(shell: Shell) -> set[str]:
    return {one["state"] for one in shell("consent", "list", "--json").json}


def test_a_consent_withdrawn_after_the_copy_stays_withdrawn(school: Shell, tmp_path: Path) -> None:
    signed(school)("backup", "copy.db")
    assert school("consent", "withdraw", "--guardian", "g1", "--student", "s1").code == 0
    rows = school("audit", "verify", "--json").json["rows"]
    done = school("restore", "copy.db", "--json").json
    assert (done["carried"], done["lost"], done["hold"]) == (True, 0, "queue")
    assert states(school) == {"withdrawn"}
    kept = Path(done["aside"])
    assert kept.is_file()
    assert not kept.stat().st_mode & 0o077
    verified = school("audit", "verify", "--json").json
    assert verified["whole"]
    assert verified["rows"] == rows + 1
    assert [one["lost"] for one in verified["restores"]] == [0]


def test_the_erased_stay_erased(school: Shell) -> None:
    school("backup", "copy.db")
    school("people", "erase", "s1", "--yes")
    assert school("restore", "copy.db").code == 0
    assert "s1" not in {one["code"] for one in school("people", "--json").json}


def test_an_erasure_names_the_older_databases_that_lie_about(school: Shell) -> None:
    school("backup", "copy.db")
    aside = school("restore", "copy.db", "--json").json["aside"]
    erased = school("people", "erase", "s1", "--yes")
    assert erased.code == 0
    assert aside in erased.err


def test_without_the_database_nobody_is_answered_until_it_is_released(school: Shell) -> None:
    signed(school)("backup", "copy.db")
    (school.folder / "data" / "rodnik.db").write_bytes(b"no database any more")
    done = school("restore", "copy.db", "--json").json
    assert done["hold"] == "everything"
    assert school("queue", "--json").json["hold"] == "everything"
    assert school("audit", "verify").code == 0
    assert school("queue", "release").code == 0
    assert school("queue", "--json").json["hold"] is None
    assert school("queue", "release").code == 1


def test_lost_rows_of_the_audit_are_told_for_ever(school: Shell) -> None:
    signed(school)("backup", "copy.db")
    school("consent", "withdraw", "--guardian", "g1", "--student", "s1")
    (school.folder / "data" / "rodnik.db").unlink()
    done = school("restore", "copy.db")
    assert done.code == 0, done.err
    assert "Записей журнала действий после копии потеряно" in done.out
    verified = school("audit", "verify")
    assert verified.code == 0
    assert "записей, которых больше нет" in verified.out
    found = school("audit", "verify", "--json").json["restores"][0]
    assert found["lost"] == found["before"] - found["copied"] > 0


def test_a_copy_put_back_by_hand_is_found_by_its_audit(school: Shell) -> None:
    school("backup", "copy.db")
    data = school.folder / "data"
    for name in ("rodnik.db-wal", "rodnik.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(school.folder / "copy.db", data / "rodnik.db")
    assert school("audit", "verify").code == 1
    assert school("restore", "--adopt", "--json").json["hold"] == "everything"
    assert school("audit", "verify").code == 0


@pytest.mark.parametrize("trouble", ["missing", "garbage", "another", "torn"])
def test_it_refuses_what_is_no_whole_copy(school: Shell, trouble: str) -> None:
    school("backup", "good.db")
    bad = school.folder / "bad.db"
    if trouble == "garbage":
        bad.write_bytes(b"not a database" * 1000)
    elif trouble == "another":
        bad.write_bytes(b"")  # SQLite takes it for an empty database
    elif trouble == "torn":
        bad.write_bytes((school.folder / "good.db").read_bytes()[:200_000])
    before = school("people", "--json").json
    refused = school("restore", "bad.db")
    assert refused.code == 1
    assert "Ничего не изменено" in refused.err
    assert school("people", "--json").json == before
    assert not list((school.folder / "data").glob("*before*"))


def test_it_refuses_while_rodnik_runs(school: Shell) -> None:
    school("backup", "copy.db")
    lock = lock_folder(school.folder / "data")
    refused = school("restore", "copy.db")
    lock.close()
    assert refused.code == 1
    assert "уже запущен" in refused.err


def test_it_asks_for_a_copy_or_to_adopt(school: Shell) -> None:
    assert school("restore").code == 2
    assert school("restore", "copy.db", "--adopt").code == 2
    refused = school("restore", "copy.db", database_url="postgresql+asyncpg://me@127.0.0.1:1/rodnik")
    assert refused.code == 1
    assert "pg_restore" in refused.err
