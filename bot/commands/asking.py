"""One plain HTTP question to a messenger, for commands that must not load its library. Errors never quote the token."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from bot.settings import Settings

VK_VERSION = "5.199"


class Unanswered(Exception):
    """No useful answer. `refused`: it answered, with a no — the token or the address is wrong. `str()` is Russian."""

    def __init__(self, words: str, *, refused: bool = False) -> None:
        super().__init__(words)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered, and the time on its clock (aware UTC) if it said so."""

    result: Any
    date: datetime | None


def ask_telegram(settings: Settings, method: str, patience: float) -> Answer:
    """Call a method without parameters. Raises Unanswered. `patience` is seconds."""
    assert settings.telegram_token
    http = requests.Session()
    http.trust_env = False  # like the bot itself, which heeds RODNIK_TELEGRAM_PROXY only
    if settings.telegram_proxy:
        http.proxies = {"http": settings.telegram_proxy, "https": settings.telegram_proxy}
    token = settings.telegram_token.get_secret_value()
    said, date = _said(http, f"{settings.telegram_api_url}/bot{token}/{method}", {}, patience)
    if not said.get("ok"):
        raise Unanswered(f"{said.get('error_code', '?')} {said.get('description', '')}".strip(), refused=True)
    return Answer(said.get("result"), date)


def ask_vk(settings: Settings, method: str, patience: float, **values: object) -> Answer:
    """Call a method as the community. Raises Unanswered. `patience` is seconds."""
    assert settings.vk_token
    secret = {"access_token": settings.vk_token.get_secret_value(), "v": VK_VERSION}
    said, date = _said(requests.Session(), f"{settings.vk_api_url}/method/{method}", {**values, **secret}, patience)
    if "response" not in said:
        error = said.get("error") or {}
        raise Unanswered(f"{error.get('error_code', '?')} {error.get('error_msg', '')}".strip(), refused=True)
    return Answer(said["response"], date)


def _said(
    http: requests.Session, url: str, values: dict[str, Any], patience: float
) -> tuple[dict[str, Any], datetime | None]:
    try:
        answer = http.post(url, data=values, timeout=patience)
        said = answer.json()
    except requests.exceptions.JSONDecodeError:
        raise Unanswered(f"ответ не похож на API (HTTP {answer.status_code})") from None
    except (requests.exceptions.RequestException, ValueError, OSError) as error:  # their texts quote the address
        raise Unanswered(f"не отвечает — {_why(error)}") from None
    if not isinstance(said, dict):
        raise Unanswered(f"ответ не похож на API (HTTP {answer.status_code})")
    return said, _date(answer.headers.get("Date"))


def _why(error: Exception) -> str:
    kinds = {
        requests.exceptions.ProxyError: "прокси не пускает",
        requests.exceptions.SSLError: "сертификат не принят",
        requests.exceptions.Timeout: "вышло время",
        requests.exceptions.ConnectionError: "нет связи",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), type(error).__name__)


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date if date.tzinfo else None
