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
    "int_parsing": "— не целое число",
    "greater_than_equal": "— вне допустимых пределов",
    "less_than_equal": "— вне допустимых пределов",
    "too_short": "— слишком коротко",
    "string_too_short": "— слишком коротко",
    "string_pattern_mismatch": "— не того вида",
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

    data_dir: Annotated[Path, Hint("задайте папку")] = Field(
        Path("data"), description="Папка базы, файлов и ключа; создаётся при первом запуске."
    )
    database_url: Annotated[
        str,
        AfterValidator(forms.async_database_url),
        Hint("задайте sqlite:///путь/rodnik.db или postgresql://имя:пароль@узел/база"),
    ] = Field(
        default_factory=_database_in_data_dir,
        repr=False,
        description="База: sqlite:///путь/rodnik.db или postgresql://имя:пароль@узел/база. "
        "Пусто: rodnik.db в папке данных.",
    )
    secret_key: Annotated[SecretStr | None, Hint("задайте не меньше 32 случайных знаков или оставьте пустым")] = Field(
        None,
        min_length=SHORTEST_KEY,
        description="Ключ, которым запечатаны коды и журнал действий: не меньше 32 знаков. "
        "Пусто: случайный ключ создаётся при первом запуске и лежит в папке данных, secret.key.",
    )
    log_level: Annotated[
        str, AfterValidator(forms.log_level), Hint(f"задайте одно из: {', '.join(forms.LOG_LEVELS)}")
    ] = Field("INFO", description="Насколько подробен журнал: DEBUG, INFO, WARNING, ERROR или CRITICAL.")

    http_host: str = Field("127.0.0.1", description="Адрес, на котором слушает HTTP.")
    http_port: Annotated[int, Hint("задайте порт от 0 до 65535")] = Field(
        8080, ge=0, le=65535, description="Порт, на котором слушает HTTP; 0 — любой свободный."
    )

    public_url: Annotated[
        PublicAddress | None, Hint("задайте внешний адрес этого сервера, например https://bot.example.org")
    ] = Field(
        None,
        description="Внешний адрес этого сервера по https: по нему календари на телефонах семей забирают расписание "
        "сами. Пусто: календарь семьям даётся только файлом.",
    )

    console_url: Annotated[PublicAddress | None, Hint("задайте адрес консоли, например https://rodnik.example.org")] = (
        Field(
            None,
            description="Адрес, по которому сотрудники открывают консоль: по https, или http на этом компьютере. "
            "Пусто: http://127.0.0.1 и порт, только на этом компьютере.",
        )
    )

    telegram_token: Annotated[TelegramToken | None, Hint("задайте его так, как выдал @BotFather")] = Field(
        None, description="Токен бота Telegram от @BotFather. Пусто: Telegram выключен."
    )
    telegram_bot_name: Annotated[BotName | None, Hint("задайте имя бота, например rodnik_bot")] = Field(
        None, description="Имя бота Telegram, для ссылок. Пусто: его скажет Telegram."
    )
    telegram_api_url: Annotated[WebAddress, Hint("задайте адрес вроде https://api.telegram.org")] = Field(
        "https://api.telegram.org", description="Сервер Bot API; замените, если у вас местный сервер или зеркало."
    )
    telegram_proxy: Annotated[str | None, Hint("задайте адрес вроде http://127.0.0.1:3128")] = Field(
        None,
        repr=False,
        pattern=r"^(https?|socks[45]h?)://\S+$",
        description="Прокси, через который доступен Telegram. Пусто: без прокси.",
    )
    telegram_paid_broadcast: Annotated[bool, Hint("задайте true или false")] = Field(
        False,
        description="Можно ли слать в Telegram до 1000 сообщений в секунду вместо 30. "
        "Telegram берёт за это звёзды, и у бота они должны быть.",
    )
    telegram_webhook_url: Annotated[
        PublicAddress | None, Hint("задайте адрес этого сервера из интернета, например https://bot.example.org")
    ] = Field(
        None, description="Адрес https этого сервера, если Telegram должен сам звонить. Пусто: бот спрашивает Telegram."
    )
    telegram_webhook_secret: Annotated[WebhookSecret | None, Hint("задайте от 1 до 256 знаков A-Z a-z 0-9 _ -")] = (
        Field(
            None,
            description="Что говорит Telegram, когда звонит: от 1 до 256 из A-Z a-z 0-9 _ -. Нужно вместе с адресом.",
        )
    )

    vk_token: SecretStr | None = Field(
        None, description="Ключ доступа сообщества ВКонтакте. Пусто: ВКонтакте выключен."
    )
    vk_group_id: Annotated[int | None, Hint("задайте номер сообщества, например 123456")] = Field(
        None, ge=1, description="Номер сообщества ВКонтакте. Нужен вместе с ключом."
    )
    vk_group_name: Annotated[str | None, Hint("задайте короткое имя сообщества, например my_school")] = Field(
        default_factory=_club_name,
        pattern=r"^[A-Za-z0-9_.]+$",
        description="Короткое имя сообщества, для ссылок vk.me. Пусто: club и номер.",
    )
    vk_api_url: Annotated[WebAddress, Hint("задайте адрес вроде https://api.vk.ru")] = Field(
        "https://api.vk.ru", description="Сервер VK API; замените, если у вас зеркало."
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
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: не в кодировке UTF-8 — откройте его в редакторе и сохраните в ней") from None
    except OSError as error:
        raise SettingsError(f"{env_file}: не прочитать — {error}") from None


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
            f"RODNIK_SECRET_KEY: {path} не прочитать и не создать ({error}) — почините или задайте ключ"
        ) from None
    if len(key) < SHORTEST_KEY:
        raise SettingsError(f"RODNIK_SECRET_KEY: {path} — слишком короткий ключ; верните этот файл из копии")
    return key


def variable(field: str) -> str:
    """The environment variable of a settings field."""
    return PREFIX + field.upper()


def hint(field: str) -> str:
    """What to do when that field is wrong."""
    return next((mark.text for mark in Settings.model_fields[field].metadata if isinstance(mark, Hint)), "исправьте")


def _missing(field: str, because: str) -> str:
    return f"{variable(field)}: не задано, а {variable(because)} задано — {hint(field)}"


def _one_line(error: ValidationError) -> str:
    """The first problem as `RODNIK_X: «value» — не …; задайте …`."""
    first = error.errors(include_url=False)[0]
    message = str(first.get("ctx", {}).get("error", first["msg"]))
    if not first["loc"]:
        return message
    field = str(first["loc"][0])
    what = WHAT_IS_WRONG.get(first["type"], message)
    return f"{variable(field)}: {_quoted(field, first['input'])} {what}; {hint(field)}"


def _quoted(field: str, value: object) -> str:
    """The value as typed, or just «значение» where it may hold a secret."""
    info = Settings.model_fields[field]
    if "SecretStr" in str(info.annotation) or not info.repr:
        return "значение"
    text = repr(str(value))[1:-1]
    return f"«{text}»" if len(text) <= 58 else f"«{text[:57]}…»"


def _refuse_misspelt(env_file: Path | None) -> None:
    """SettingsError for a RODNIK_ line in the file that is no setting: a typo would be silence otherwise."""
    if env_file is None or not env_file.is_file():
        return
    known = [variable(field) for field in Settings.model_fields]
    for name in re.findall(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", env_file.read_text(encoding="utf-8"), re.MULTILINE):
        if name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            raise SettingsError(
                f"{name}: нет такой настройки — " + (f"может быть, {near[0]}?" if near else "уберите её")
            )


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
