"""`check` and `backup`: what keeps an installation well. The messengers are the sandbox, over real HTTP."""

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.commands.shell import Said, Shell


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False) as running:
        yield running


async def on(sandbox: Sandbox, shell: Shell, *words: str, **settings: str) -> Said:
    """Run a command with the sandbox as its Telegram and VK."""
    here = {
        "telegram_api_url": sandbox.url,
        "telegram_token": sandbox.telegram_token,
        "vk_api_url": sandbox.url,
        "vk_token": sandbox.vk_token,
        "vk_group_id": str(sandbox.vk_group_id),
    }
    return await asyncio.to_thread(shell, *words, **(here | settings))


def standings(said: Said) -> dict[str, str]:
    """The worst standing of every thing looked at."""
    order = ("ok", "warning", "broken")
    worst: dict[str, str] = {}
    for finding in said.json["findings"]:
        name: Any = finding["check"]
        worst[name] = max(worst.get(name, "ok"), finding["state"], key=order.index)
    return worst


def test_a_fresh_folder_is_not_broken(shell: Shell) -> None:
    said = shell("check", "--json")
    assert (said.code, said.json["ok"]) == (0, True)
    assert standings(said)["database"] == "warning"
    assert not (shell.folder / "data").exists()


async def test_good_tokens_are_found_good(school: Shell, sandbox: Sandbox) -> None:
    found = standings(await on(sandbox, school, "check", "--json"))
    assert {found[name] for name in ("telegram", "vk", "clock", "database", "audit", "school")} == {"ok"}
    assert found["staff"] == "warning"  # the only administrator has no messenger yet


async def test_it_says_which_rights_the_vk_token_lacks(school: Shell, sandbox: Sandbox) -> None:
    sandbox.community.permissions = ("messages", "manage")
    said = await on(sandbox, school, "check", "--json")
    assert standings(said)["vk_permissions"] == "warning"
    assert "«документы»" in said.out
    sandbox.community.permissions = ("photos", "manage")
    said = await on(sandbox, school, "check", "--json")
    assert (said.code, standings(said)["vk_permissions"]) == (1, "broken")
    assert "«сообщения сообщества»" in said.err


async def test_a_bad_token_is_broken_and_not_printed(school: Shell, sandbox: Sandbox) -> None:
    said = await on(sandbox, school, "check", "--json", telegram_token="1:wrong-token", vk_token="wrong-token")
    assert said.code == 1
    assert {standings(said)[name] for name in ("telegram", "vk")} == {"broken"}
    assert "wrong-token" not in said.out + said.err


async def test_each_wrong_thing_says_what_to_do(school: Shell, sandbox: Sandbox) -> None:
    hook = {"telegram_webhook_url": "https://bot.example.org", "telegram_webhook_secret": "secret"}
    sandbox.bot.updates.url = "https://bot.example.org/telegram/webhook"
    sandbox.bot.updates.last_error = (0, "SSL error")
    sandbox.community.longpoll.enabled["message_event"] = 0
    for settings, words in (
        ({"telegram_token": "1:wrong"}, "возьмите токен у @BotFather"),
        ({"vk_token": "wrong"}, "создайте ключ заново"),
        ({"vk_group_id": "7"}, "исправьте номер"),
        ({"telegram_bot_name": "somebody_bot"}, "исправьте или оставьте пустым"),
        ({"telegram_api_url": "http://127.0.0.1:1"}, "нет связи; проверьте сеть"),
        ({"telegram_proxy": "http://127.0.0.1:1"}, "прокси не пускает; проверьте RODNIK_TELEGRAM_PROXY"),
        ({}, "вызывает кто-то другой (webhook); run снимет этот адрес"),
        ({}, "message_event; run включит сам"),
        (hook, "SSL error; ждут сообщений: 0; проверьте адрес, сертификат"),
    ):
        assert words in (await on(sandbox, school, "check", **settings)).out, words


async def test_an_answer_in_another_form_is_no_traceback(school: Shell, sandbox: Sandbox) -> None:
    for platform in ("telegram", "vk"):
        sandbox.faults.order(platform=platform, fault="status", code=502, seconds=60)
    said = await on(sandbox, school, "check")
    assert said.code == 1
    assert said.out.count("ответ не похож на API (HTTP 502); проверьте сеть") == 2


def test_a_folder_that_is_there_will_not_be_made(school: Shell) -> None:
    assert "будет создана" not in school("check", data_dir="data").out
    assert "будет создана" in school("check", data_dir="other").out


def test_an_unreachable_messenger_is_broken_and_said_in_words(shell: Shell) -> None:
    said = shell("check", telegram_token="1:some-token", telegram_api_url="http://127.0.0.1:1")
    assert said.code == 1
    assert "не отвечает" in said.err
    assert "some-token" not in said.out + said.err


def test_a_lost_key_is_noticed(school: Shell) -> None:
    (school.folder / "data" / "secret.key").write_text("0" * 64)
    said = school("check", "--json")
    assert (said.code, standings(said)["audit"]) == (1, "broken")


def test_a_broken_database_file_is_said_in_words(shell: Shell) -> None:
    (shell.folder / "data").mkdir()
    (shell.folder / "data" / "rodnik.db").write_bytes(b"this is no database, and it is long enough to be read" * 99)
    said = shell("check", "--json")
    assert (said.code, standings(said)["database"]) == (1, "broken")
    assert shell("people").code == 1


async def test_an_invitation_asks_for_the_name_once_and_remembers_it(school: Shell, sandbox: Sandbox) -> None:
    asked = await on(sandbox, school, "invite", "g1", "--json")
    assert asked.json["telegram"].startswith("https://t.me/")
    dark = await on(sandbox, school, "invite", "g1", "--json", telegram_api_url="http://127.0.0.1:1")
    assert dark.json["telegram"].partition("?")[0] == asked.json["telegram"].partition("?")[0]
    other = await on(
        sandbox, school, "invite", "g1", "--json", telegram_token="2:x", telegram_api_url="http://127.0.0.1:1"
    )
    assert other.json["telegram"] is None  # the name belonged to another bot


def test_a_backup_is_the_whole_database_in_one_private_file(school: Shell) -> None:
    said = school("backup", "copy.db", "--json")
    copy = school.folder / "copy.db"
    assert said.json["bytes"] == copy.stat().st_size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert {path.name for path in school.folder.iterdir()} == {"copy.db", "data", "journal"}
    assert people(copy) == people(school.folder / "data" / "rodnik.db") == 3


def test_a_backup_overwrites_nothing(school: Shell) -> None:
    (school.folder / "copy.db").write_bytes(b"mine")
    assert school("backup", "copy.db").code == 1
    assert (school.folder / "copy.db").read_bytes() == b"mine"


def test_postgresql_is_copied_by_its_own_tool(shell: Shell) -> None:
    said = shell("backup", "copy.db", database_url="postgresql://u:hidden@db.example.org/rodnik")
    assert said.code == 1
    assert "pg_dump --format=custom --file=FILE 'postgresql://u@db.example.org/rodnik'" in said.err
    assert "hidden" not in said.err
    said = shell("backup", "copy.db", database_url="postgresql://u@/rodnik?host=/run/postgresql&password=hidden")
    assert "'postgresql://u@/rodnik?host=%2Frun%2Fpostgresql'" in said.err
    assert "hidden" not in said.err


def people(path: Path) -> int:
    """How many people a database file holds."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM people").fetchone()[0])
