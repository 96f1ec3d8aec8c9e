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
    from bot.commands.queue import kind_words
    from scheduler.notices import NOTICES

    assert [kind for kind in (*NOTICES, "update") if not re.search("[а-я]", kind_words(voice("ru"), kind))] == []
