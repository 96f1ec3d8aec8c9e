"""From an empty folder to the ledger of deadlines, as an operator goes."""

import asyncio

from tests.commands.shell import SCHOOL, Shell
from tests.databases import new_address

RESULT = {"exam_results": "student;exam;subject;date;mark\ns1;ВПР;Алгебра;20.11.2026;4\n"}


def test_it_takes_in_its_own_template(shell: Shell) -> None:
    assert shell("import", "--template", "book.xlsx").code == 0
    taken = shell("import", "book.xlsx", "--json")
    assert taken.code == 0
    assert taken.json["applied"]
    assert {sheet["sheet"]: sheet["added"] for sheet in taken.json["sheets"]}["marks"] == 1


def test_it_does_not_write_a_template_over_a_filled_book(shell: Shell) -> None:
    (shell.folder / "book.xlsx").write_bytes(b"filled in by hand")
    said = shell("import", "--template", "book.xlsx")
    assert said.code == 1
    assert "book.xlsx" in said.err
    assert (shell.folder / "book.xlsx").read_bytes() == b"filled in by hand"


def test_it_goes_from_an_import_to_a_deadline(school: Shell) -> None:
    consent = ("--guardian", "g1", "--student", "s1", "--channel", "vk", "--number", "12", "--date", "01.09.2026")
    assert school("consent", "record", *consent).code == 0
    assert school("import", school.write(RESULT, "results"), "--json").json["first"] is False
    (line,) = school("deadlines", "--json").json
    assert (line["student"], line["guardian"], line["kind"], line["subject"]) == ("s1", "g1", "exam", "Алгебра")
    assert (line["state"], line["reason"]) == ("not_told", "no_contact")
    assert 0 < line["seconds_left"] <= 24 * 3600
    assert "Орлова Анна" in school("deadlines").out


def test_a_dry_run_counts_and_changes_nothing(shell: Shell) -> None:
    tried = shell("import", shell.write(SCHOOL), "--dry-run", "--json")
    assert tried.code == 0
    assert not tried.json["applied"]
    assert {sheet["sheet"]: sheet["added"] for sheet in tried.json["sheets"]}["students"] == 1
    assert shell("people", "--json").json == []


def test_a_bad_row_refuses_everything_and_is_named(shell: Shell) -> None:
    students = "id;last_name;first_name;class;birth_date\ns1;Орлова;Мария;7А;позавчера\n"
    folder = shell.write(SCHOOL | {"students": students})
    said = shell("import", folder)
    assert said.code == 1
    assert "students.csv · students · строка 2 · birth_date · " in said.err
    assert "Traceback" not in said.err
    refused = shell("import", folder, "--json")
    assert refused.code == 1
    problem = next(one for one in refused.json["problems"] if one["sheet"] == "students")
    assert (problem["file"], problem["row"], problem["column"]) == ("students.csv", 2, "birth_date")
    assert shell("people", "--json").json == []


def test_it_asks_before_a_sheet_is_emptied(school: Shell) -> None:
    header = school.write({"students": SCHOOL["students"].splitlines()[0] + "\n"}, "empty")
    said = school("import", header, "--json")
    assert said.code == 1
    assert said.json["needs_confirmation"][0]["would_remove"] == 1
    assert "--confirm-removals" in said.err
    assert school("people", "--role", "student", "--json").json[0]["left_on"] is None


async def test_it_is_the_same_on_postgresql(shell: Shell) -> None:
    there = {"database_url": await new_address("postgresql", shell.folder)}

    def walk() -> None:
        assert shell("import", shell.write(SCHOOL), **there).code == 0
        consent = ("--guardian", "g1", "--student", "s1", "--channel", "vk", "--number", "12", "--date", "01.09.2026")
        assert shell("consent", "record", *consent, **there).code == 0
        assert shell("import", shell.write(RESULT, "results"), **there).code == 0
        assert {one["code"] for one in shell("people", "--class", "7А", "--json", **there).json} == {"s1", "g1", "t1"}
        assert [one["student"] for one in shell("consent", "list", "--json", **there).json] == ["s1"]
        assert [one["guardian"] for one in shell("deadlines", "--json", **there).json] == ["g1"]
        assert shell("check", "--json", **there).code == 0

    await asyncio.to_thread(walk)
