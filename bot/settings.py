"""What an operator sets: RODNIK_… variables or a .env file, read once at start.

Empty means unset. A wrong or missing setting is named in one line, and a secret is never quoted in it.
"""

import difflib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import forms

PREFIX = "RODNIK_"
SHORTEST_KEY = 32  # characters
ENV_FILE = Path(".env")

WHAT_IS_WRONG = {
    "int_parsing": "is not a whole number",
    "greater_than_equal": "is out of range",
    "less_than_equal": "is out of range",
    "too_short": "is too short",
    "string_too_short": "is too short",
    "string_pattern_mismatch": "has the wrong form",
}


class SettingsError(Exception):
    """One setting is missing or wrong; the message is one line that names it and says what to set."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do when the setting is wrong: the end of its error line."""

    text: str


def _database_in_data_dir(got: dict[str, Any]) -> str:
    return f"sqlite+aiosqlite:///{got['data_dir']}/rodnik.db"


def _club_name(got: dict[str, Any]) -> str | None:
    return f"club{got['vk_group_id']}" if got.get("vk_group_id") else None


WebAddress = Annotated[str, AfterValidator(forms.web_address)]
PublicAddress = Annotated[str, AfterValidator(forms.public_address)]
BotName = Annotated[str, BeforeValidator(forms.bot_name)]
TelegramToken = Annotated[SecretStr, AfterValidator(forms.telegram_token)]
WebhookSecret = Annotated[SecretStr, AfterValidator(forms.webhook_secret)]


class Settings(BaseSettings):
    """Every setting, in the order of .env.example. Field descriptions are the comments there."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Annotated[Path, Hint("set a folder")] = Field(
        Path("data"), description="Folder for the database, files and the secret key; it is made at first start."
    )
    database_url: Annotated[
        str,
        AfterValidator(forms.async_database_url),
        Hint("set sqlite:///path/rodnik.db or postgresql://user:password@host/db"),
    ] = Field(
        default_factory=_database_in_data_dir,
        repr=False,
        description="Database: sqlite:///path/rodnik.db or postgresql://user:password@host/db. "
        "Unset: rodnik.db in the data folder.",
    )
    secret_key: Annotated[SecretStr | None, Hint("set at least 32 random characters, or leave it unset")] = Field(
        None,
        min_length=SHORTEST_KEY,
        description="Key that seals codes and the audit log, at least 32 characters. "
        "Unset: a random key is made at first start and kept in the data folder as secret.key.",
    )
    log_level: Annotated[str, AfterValidator(forms.log_level), Hint(f"set one of {', '.join(forms.LOG_LEVELS)}")] = (
        Field("INFO", description="How much is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    )

    http_host: str = Field("127.0.0.1", description="Address on which the HTTP side listens.")
    http_port: Annotated[int, Hint("set a port between 0 and 65535")] = Field(
        8080, ge=0, le=65535, description="Port on which the HTTP side listens; 0 takes any free one."
    )

    telegram_token: Annotated[TelegramToken | None, Hint("set it as @BotFather gave it")] = Field(
        None, description="Token of the Telegram bot, from @BotFather. Unset: Telegram is off."
    )
    telegram_bot_name: Annotated[BotName | None, Hint("set the bot's username, for example rodnik_bot")] = Field(
        None, description="Username of the Telegram bot, for start links. Unset: Telegram is asked."
    )
    telegram_api_url: Annotated[WebAddress, Hint("set an address such as https://api.telegram.org")] = Field(
        "https://api.telegram.org", description="Telegram Bot API server; change it for a local server or a mirror."
    )
    telegram_proxy: Annotated[str | None, Hint("set an address such as http://127.0.0.1:3128")] = Field(
        None,
        repr=False,
        pattern=r"^(https?|socks[45]h?)://\S+$",
        description="Proxy through which Telegram is reached. Unset: none.",
    )
    telegram_paid_broadcast: Annotated[bool, Hint("set true or false")] = Field(
        False,
        description="Whether Telegram may be sent up to 1,000 messages a second instead of 30. "
        "Telegram takes Stars for it, and the bot must have them.",
    )
    telegram_webhook_url: Annotated[
        PublicAddress | None, Hint("set the public address of this server, for example https://bot.example.org")
    ] = Field(
        None, description="Public https address of this server, if Telegram shall call it. Unset: Telegram is polled."
    )
    telegram_webhook_secret: Annotated[WebhookSecret | None, Hint("set 1 to 256 characters of A-Z a-z 0-9 _ -")] = (
        Field(
            None,
            description="What Telegram says when it calls: 1 to 256 of A-Z a-z 0-9 _ -. Needed with a webhook address.",
        )
    )

    vk_token: SecretStr | None = Field(None, description="Access token of the VK community. Unset: VK is off.")
    vk_group_id: Annotated[int | None, Hint("set the community's number, for example 123456")] = Field(
        None, ge=1, description="Number of the VK community. Needed with a VK token."
    )
    vk_group_name: Annotated[str | None, Hint("set the community's short name, for example my_school")] = Field(
        default_factory=_club_name,
        pattern=r"^[A-Za-z0-9_.]+$",
        description="Short name of the VK community, for vk.me links. Unset: club and its number.",
    )
    vk_api_url: Annotated[WebAddress, Hint("set an address such as https://api.vk.ru")] = Field(
        "https://api.vk.ru", description="VK API server; change it for a mirror."
    )

    @model_validator(mode="after")
    def _what_goes_together(self) -> "Settings":
        if self.telegram_webhook_url and not self.telegram_webhook_secret:
            raise ValueError(_missing("telegram_webhook_secret", "telegram_webhook_url"))
        if self.vk_token and not self.vk_group_id:
            raise ValueError(_missing("vk_group_id", "vk_token"))
        return self


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings from the environment and, under it, `env_file`. SettingsError names the first wrong one."""
    try:
        _refuse_misspelt(env_file)
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file}: cannot be read — {error}") from None


def secret_key_of(settings: Settings) -> bytes:
    """The key's bytes: RODNIK_SECRET_KEY, else data_dir/secret.key, made at first use with mode 0600.

    SettingsError when the file is there but unreadable or too short: a new
    key would break every code and the audit chain.
    """
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret.key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip().encode()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"RODNIK_SECRET_KEY: {path} cannot be read or made ({error}) — mend it or set the key"
        ) from None
    if len(key) < SHORTEST_KEY:
        raise SettingsError(f"RODNIK_SECRET_KEY: {path} is too short — restore it from a backup or set the key")
    return key


def variable(field: str) -> str:
    """The environment variable of a settings field."""
    return PREFIX + field.upper()


def hint(field: str) -> str:
    """What to do when that field is wrong."""
    return next((mark.text for mark in Settings.model_fields[field].metadata if isinstance(mark, Hint)), "correct it")


def _missing(field: str, because: str) -> str:
    return f"{variable(field)}: is not set, but {variable(because)} is — {hint(field)}"


def _one_line(error: ValidationError) -> str:
    """The first problem as `RODNIK_X: 'value' is … — set …`."""
    first = error.errors(include_url=False)[0]
    message = str(first.get("ctx", {}).get("error", first["msg"]))
    if not first["loc"]:
        return message
    field = str(first["loc"][0])
    what = WHAT_IS_WRONG.get(first["type"], message)
    return f"{variable(field)}: {_quoted(field, first['input'])} {what} — {hint(field)}"


def _quoted(field: str, value: object) -> str:
    """The value as typed, or just "the value" where it may hold a secret."""
    info = Settings.model_fields[field]
    if "SecretStr" in str(info.annotation) or not info.repr:
        return "the value"
    text = repr(str(value))
    return text if len(text) <= 60 else f"{text[:57]}…'"


def _refuse_misspelt(env_file: Path | None) -> None:
    """SettingsError for a RODNIK_ line in the file that is no setting: a typo would be silence otherwise."""
    if env_file is None or not env_file.is_file():
        return
    known = [variable(field) for field in Settings.model_fields]
    for name in re.findall(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", env_file.read_text(encoding="utf-8"), re.MULTILINE):
        if name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            raise SettingsError(f"{name}: no such setting — " + (f"did you mean {near[0]}?" if near else "remove it"))


def _make_key(path: Path) -> None:
    """A random key at the path, whole or not at all; when two processes start at once, the first one's key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
