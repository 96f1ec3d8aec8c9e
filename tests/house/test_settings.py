"""Settings: what is read, what is derived, and that a wrong one is named in one line without giving a secret away."""

import os
import stat
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, SettingsError, hint, load_settings, secret_key_of, variable
from tests.house import env_example

ADVICE_FREE = {"http_host", "vk_token"}  # any text will do


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def refusal(monkeypatch: pytest.MonkeyPatch, **settings: str) -> str:
    for field, value in settings.items():
        monkeypatch.setenv(variable(field), value)
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    return str(refused.value)


def accepted(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Settings:
    for field, value in settings.items():
        monkeypatch.setenv(variable(field), value)
    return load_settings(None)


def test_it_starts_with_nothing_set() -> None:
    settings = load_settings(None)
    assert settings.database_url == "sqlite+aiosqlite:///data/rodnik.db"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.telegram_token is None
    assert settings.vk_token is None


def test_it_takes_empty_for_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = accepted(monkeypatch, http_port="", vk_token="", database_url="")
    assert (settings.http_port, settings.vk_token) == (8080, None)


def test_it_names_a_wrong_setting_and_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, http_port="abc")
    assert said == "RODNIK_HTTP_PORT: «abc» — не целое число; задайте порт от 0 до 65535"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("http_port", "65536"),
        ("http_port", "80\n80"),
        ("log_level", "loud"),
        ("database_url", "mysql://localhost/rodnik"),
        ("database_url", "sqlite:rodnik.db"),
        ("database_url", "sqlite://rodnik.db"),
        ("telegram_token", "no-colon"),
        ("telegram_bot_name", "two words"),
        ("telegram_api_url", "api.telegram.org"),
        ("telegram_proxy", "127.0.0.1:3128"),
        ("telegram_webhook_url", "http://bot.example.org"),
        ("public_url", "http://bot.example.org"),
        ("telegram_webhook_secret", "two words"),
        ("telegram_webhook_secret", "x" * 257),
        ("secret_key", "x" * 31),
        ("vk_group_id", "0"),
        ("vk_group_name", "vk.me/school"),
        ("vk_api_url", "ftp://api.vk.ru"),
    ],
)
def test_it_says_it_in_one_line(monkeypatch: pytest.MonkeyPatch, field: str, value: str) -> None:
    said = refusal(monkeypatch, **{field: value})
    assert said.startswith(f"{variable(field)}: ")
    assert said.endswith(f"; {hint(field)}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("telegram_token", "31415926"),
        ("telegram_webhook_secret", "hush hush"),
        ("secret_key", "31415926"),
        ("database_url", "mysql://rodnik:31415926@localhost/rodnik"),
        ("telegram_proxy", "ftp://rodnik:31415926@localhost"),
    ],
)
def test_it_never_quotes_a_secret(monkeypatch: pytest.MonkeyPatch, field: str, value: str) -> None:
    said = refusal(monkeypatch, **{field: value})
    assert "31415926" not in said
    assert "hush" not in said


def test_it_shows_no_secret_when_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = accepted(
        monkeypatch,
        telegram_token="1:31415926",
        vk_token="31415926",
        vk_group_id="5",
        secret_key="31415926" * 4,
        database_url="postgresql://rodnik:31415926@localhost/rodnik",
        telegram_proxy="http://rodnik:31415926@localhost",
    )
    assert "31415926" not in repr(settings)


@pytest.mark.parametrize(
    ("first", "second"), [("vk_token", "vk_group_id"), ("telegram_webhook_url", "telegram_webhook_secret")]
)
def test_it_names_the_setting_that_another_needs(monkeypatch: pytest.MonkeyPatch, first: str, second: str) -> None:
    said = refusal(monkeypatch, **{first: "https://bot.example.org"})
    assert said == f"{variable(second)}: не задано, а {variable(first)} задано — {hint(second)}"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///school.db", "sqlite+aiosqlite:///school.db"),
        ("sqlite+aiosqlite:////srv/school.db", "sqlite+aiosqlite:////srv/school.db"),
        ("postgres://u:p@db/school", "postgresql+asyncpg://u:p@db/school"),
        ("postgresql://u:p@db/school?sslmode=require", "postgresql+asyncpg://u:p@db/school?ssl=require"),
    ],
)
def test_it_reads_plain_database_addresses(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    assert accepted(monkeypatch, database_url=given).database_url == used


def test_it_keeps_the_database_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert accepted(monkeypatch, data_dir="/srv/school 7").database_url == "sqlite+aiosqlite:////srv/school 7/rodnik.db"


def test_it_calls_a_vk_community_by_its_number_until_told_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert accepted(monkeypatch, vk_group_id="42").vk_group_name == "club42"
    assert accepted(monkeypatch, vk_group_name="my_school").vk_group_name == "my_school"


def test_it_tidies_what_people_write(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = accepted(
        monkeypatch, telegram_bot_name="@rodnik_bot", log_level="debug", vk_api_url="http://127.0.0.1:9/"
    )
    assert (settings.telegram_bot_name, settings.log_level, settings.vk_api_url) == (
        "rodnik_bot",
        "DEBUG",
        "http://127.0.0.1:9",
    )


def test_it_lets_the_environment_win_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("RODNIK_HTTP_PORT=1111\nRODNIK_LOG_LEVEL=ERROR\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("RODNIK_HTTP_PORT", "2222")
    settings = load_settings(file)
    assert (settings.http_port, settings.log_level) == (2222, "ERROR")


def test_it_notices_a_misspelt_setting_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("RODNIK_VK_TOKKEN=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^RODNIK_VK_TOKKEN: нет такой настройки — может быть, RODNIK_VK_TOKEN\?$"):
        load_settings(file)


def test_it_makes_one_key_and_keeps_it(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    key = secret_key_of(settings)
    assert len(key) >= 32
    assert secret_key_of(settings) == key
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_it_makes_another_key_for_another_installation(tmp_path: Path) -> None:
    here, there = (Settings(_env_file=None, data_dir=tmp_path / name) for name in ("here", "there"))
    assert secret_key_of(here) != secret_key_of(there)


def test_it_refuses_a_broken_key_rather_than_make_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("", encoding="ascii")
    with pytest.raises(SettingsError, match=r"RODNIK_SECRET_KEY: .* слишком короткий"):
        secret_key_of(Settings(_env_file=None, data_dir=tmp_path))


def test_it_prefers_the_key_that_the_operator_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = accepted(monkeypatch, secret_key="k" * 32, data_dir=str(tmp_path))
    assert secret_key_of(settings) == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_its_example_is_written_from_it() -> None:
    assert env_example.EXAMPLE.read_text(encoding="utf-8") == env_example.expected()


def test_it_describes_every_setting_and_says_what_to_do() -> None:
    for field, info in Settings.model_fields.items():
        assert info.description, field
        assert field in ADVICE_FREE or hint(field) != "исправьте", field


def test_its_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(env_example.expected(), encoding="utf-8")
    assert load_settings(file) == load_settings(None)


def test_an_env_file_in_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("# школа".encode("cp1251"))
    with pytest.raises(SettingsError, match="сохраните"):
        load_settings(file)
