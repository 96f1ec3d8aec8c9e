"""Which form a setting's value has: each returns the value as we keep it, or raises ValueError with what is wrong."""

import re
from urllib.parse import urlsplit

from pydantic import SecretStr

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def async_database_url(url: str) -> str:
    """The same database with its async driver. asyncpg spells libpq's `sslmode` as `ssl`."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("sqlite", "sqlite+aiosqlite") and separator:
        if not rest.startswith("/"):
            raise ValueError("— не хватает косых черт")
        return f"sqlite+aiosqlite://{rest}"
    if scheme in ("postgres", "postgresql", "postgresql+asyncpg") and separator:
        return "postgresql+asyncpg://" + re.sub(r"([?&])sslmode=", r"\1ssl=", rest)
    raise ValueError("— не та база, которую знает Родник")


def web_address(url: str) -> str:
    """The address without a trailing slash; ValueError unless it is http(s) with a host."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("— не адрес в сети")
    return url.rstrip("/")


def public_address(url: str) -> str:
    """A web address that a platform would call back: https, or plain http on this machine for a sandbox."""
    address = web_address(url)
    if not address.startswith("https://") and urlsplit(address).hostname not in LOOPBACK:
        raise ValueError("— не https")
    return address


def bot_name(name: object) -> str:
    """A Telegram username without its @."""
    bare = str(name).removeprefix("@")
    if not re.fullmatch(r"[A-Za-z0-9_]+", bare):
        raise ValueError("— не имя бота")
    return bare


def telegram_token(token: SecretStr) -> SecretStr:
    """A bot token: digits, a colon, the rest."""
    if not re.fullmatch(r"\d+:\S+", token.get_secret_value()):
        raise ValueError("— не токен бота")
    return token


def webhook_secret(secret: SecretStr) -> SecretStr:
    """What Telegram allows in X-Telegram-Bot-Api-Secret-Token."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("— не того вида")
    return secret


def log_level(name: str) -> str:
    """The level in capitals."""
    if name.upper() not in LOG_LEVELS:
        raise ValueError("— не уровень журнала")
    return name.upper()
