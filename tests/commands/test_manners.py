"""How every command behaves: exit codes, what goes where, what is loaded, what is never printed."""

import re

import pytest

from locales import voice
from tests.commands.shell import Shell

HEAVY = ("aiogram", "vk_api", "fastapi", "uvicorn")
LOADED = (
    "import sys; from bot.__main__ import main\ntry: main()\nexcept SystemExit as end: assert not end.code, end.code"
)


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("import",),
        ("import", "x.json", "--format", "netschool"),
        ("consent", "record", "--guardian", "g1"),
        ("school", "set", "digest_time"),
        ("people", "--class", "седьмой"),
    ],
)
def test_wrong_usage_is_two(shell: Shell, words: tuple[str, ...]) -> None:
    said = shell(*words)
    assert said.code == 2
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", [("deadlines", "--json"), ("import", "--template", "x.xlsx"), ("check", "--json")])
def test_quick_commands_do_not_load_messengers_or_the_web(shell: Shell, words: tuple[str, ...]) -> None:
    asks = f"{LOADED}\nprint([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    said = shell.process("-c", asks, *words)
    assert said.err.splitlines()[-1] == "[]"


def test_the_door_is_python_m_bot(shell: Shell) -> None:
    refused = shell.process("-m", "bot", "import", "nothing.xlsx", "--json")
    assert refused.code == 1
    assert refused.json["problems"][0]["file"] == "nothing.xlsx"
    assert len(refused.err.splitlines()) == 1
    assert shell.process("-m", "bot", "deadlines", "--json").json == []
    assert shell.process("-m", "bot", "import").code == 2


def test_every_command_has_help(shell: Shell) -> None:
    from bot.commands.tree import COMMANDS

    said = shell("--help")
    assert said.code == 0
    assert all(f" {name} " in said.out for name in COMMANDS)


def test_before_the_first_import_it_says_what_to_do(shell: Shell) -> None:
    said = shell("school", "show", "--json")
    assert (said.code, said.out) == (1, "")
    assert "import" in said.err


@pytest.mark.parametrize("url", ["postgresql://u:hidden@127.0.0.1:1/x", "postgresql://u:a@hidden:b@127.0.0.1/x"])
def test_an_unreachable_database_is_named_without_its_password(shell: Shell, url: str) -> None:
    said = shell("people", database_url=url)
    assert said.code == 1
    assert "RODNIK_DATABASE_URL" in said.err
    assert "hidden" not in said.err
    assert "Traceback" not in said.err


def test_a_wrong_setting_is_named(shell: Shell) -> None:
    said = shell("people", http_port="many")
    assert said.code == 1
    assert "RODNIK_HTTP_PORT" in said.err


def test_a_name_cannot_steer_the_terminal() -> None:
    from bot.commands.printing import clean

    assert clean("Анна\x1b[2J\r\nОрлова") == "Анна [2J \nОрлова"


def test_whatever_is_stuck_has_words() -> None:
    from console.stuck import kind_words
    from scheduler.notices import NOTICES

    assert [kind for kind in (*NOTICES, "update") if not re.search("[а-я]", kind_words(voice("ru"), kind))] == []


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "show", "--since", "01.01.0001"),
        ("deadlines", "--from", "01.09.2026"),
        ("deadlines", "--xlsx", "late.xlsx"),
        ("import", "--template", "book.txt"),
    ],
)
def test_what_would_be_passed_over_is_wrong_usage(school: Shell, words: tuple[str, ...]) -> None:
    assert school(*words).code == 2
    assert not (school.folder / "late.xlsx").exists()
    assert not (school.folder / "book.txt").exists()


def test_days_that_run_backwards_are_refused(school: Shell) -> None:
    said = school("deadlines", "--journal", "--from", "20.11.2026", "--to", "01.11.2026")
    assert (said.code, said.out) == (1, "")
    assert "--from" in said.err


@pytest.mark.parametrize("place", ["journal/staff.csv", "/dev/null/x"])
@pytest.mark.parametrize("words", [("people",), ("restore", "b.db"), ("restore", "--adopt"), ("import", "journal")])
def test_a_data_folder_that_cannot_be_is_said_in_one_line(school: Shell, words: tuple[str, ...], place: str) -> None:
    said = school(*words, data_dir=place)
    assert said.code == 1
    assert "RODNIK_DATA_DIR" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_folder_in_the_place_of_the_database_is_said_in_one_line(school: Shell) -> None:
    school("backup", "b.db")
    for words in (("people",), ("queue", "release"), ("restore", "b.db")):
        for _ in range(5):  # a thread used to complain behind it, now and then
            said = school(*words, database_url="sqlite:///journal")
            assert said.code == 1
            assert len(said.err.splitlines()) == 1
            assert "RODNIK_DATABASE_URL" in said.err


def test_a_damaged_database_says_what_to_do(school: Shell) -> None:
    file = school.folder / "data" / "rodnik.db"
    file.write_bytes(file.read_bytes()[:200_000])
    assert "restore" in school("people").err


@pytest.mark.parametrize(
    "words", [("import", "journal"), ("invite", "g1"), ("school", "set", "digest_time=19:00"), ("restore", "b.db")]
)
def test_nothing_is_sealed_with_another_key(school: Shell, words: tuple[str, ...]) -> None:
    school("backup", "b.db")
    other = "another key, quite long enough, really"
    said = school(*words, secret_key=other)
    assert said.code == 1
    assert "RODNIK_SECRET_KEY" in said.err
    assert school("audit", "verify").code == 0
    assert "другим" in school("check", secret_key=other).err


def test_no_key_is_made_in_the_place_of_a_lost_one(school: Shell) -> None:
    key = school.folder / "data" / "secret.key"
    key.unlink()
    for words in (("check",), ("import", "journal"), ("audit", "verify"), ("backup", "b.db")):
        assert "Верните ключ" in school(*words).err, words
        assert not key.exists()
    assert (school.folder / "b.db").exists()  # a copy is wanted all the more


def test_two_restores_in_a_second_keep_both_databases(school: Shell) -> None:
    school("backup", "b.db")
    asides = {school("restore", "b.db", "--json").json["aside"] for _ in range(3)}
    assert len(asides) == 3


def test_nobody_is_erased_when_there_is_no_place_for_the_act(school: Shell) -> None:
    said = school("people", "erase", "g1", "--yes", "--out", "/dev/null/act.pdf")
    assert said.code == 1
    assert [one["code"] for one in school("people", "--role", "guardian", "--json").json] == ["g1"]


def test_before_it_asks_it_knows_whom(school: Shell) -> None:
    assert "В школе нет человека" in school("people", "erase", "nosuch").err
    assert "В школе нет человека" in school("people", "export", "nosuch", "--out", "x.json").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("consent", "record"), "Не хватает --guardian. Подробнее: python -m bot consent record --help"),
        (("invite",), "Не хватает ID. Подробнее: python -m bot invite --help"),
        (("consent", "record", "--guardian"), "После --guardian нужно значение. Подробнее: python -m bot --help"),
        (("people", "--json=5"), "--json пишут без значения. Подробнее: python -m bot --help"),
        (("people", "--clas", "7А"), "Параметра --clas нет; есть --class. Подробнее: python -m bot people --help"),
        (("--version",), "Параметра --version нет. Подробнее: python -m bot --help"),
        (("peopl",), "Команды peopl нет; может быть, people? Подробнее: python -m bot --help"),
        (("people", "who"), "Команды who нет. Подробнее: python -m bot people --help"),
        (("run", "fast", "now"), "Лишнее: fast now. Подробнее: python -m bot run --help"),
        (
            ("import", "--format", "x"),
            "--format: «x» не подходит, есть workbook, netschool. Подробнее: python -m bot import --help",
        ),
        (("demo", "--port", "x"), "--port: нужно целое число. Подробнее: python -m bot demo --help"),
        (("demo", "--port", "99999"), "--port: не больше 65535. Подробнее: python -m bot demo --help"),
        (("demo", "--port", "-1"), "--port: не меньше 0. Подробнее: python -m bot demo --help"),
    ],
)
def test_wrong_usage_is_one_russian_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    assert shell(*words).err == f"{said}\n"


def test_the_help_is_russian_from_end_to_end() -> None:
    from typer.testing import CliRunner

    from bot.commands.tree import COMMANDS, app

    branches = [(name, inner) for name, one in COMMANDS.items() if isinstance(one, tuple) for inner in one[1] if inner]
    for words in ((), *((name,) for name in COMMANDS), *branches):
        said = CliRunner().invoke(app, [*words, "--help"]).output
        assert "Показать эту справку" in said, words
        for english in ("Show this", "Usage", "Options", "Arguments", "Commands", "[required]", "[default", "OPTIONS"):
            assert english not in said, words


def test_every_rule_of_the_school_is_in_the_help(shell: Shell) -> None:
    from school.profile import Profile, profile_text

    said = shell("school", "set", "--help").out
    assert [key for key in profile_text(Profile()) if key not in said] == []
