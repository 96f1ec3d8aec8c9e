"""What is logged: one line per event, `key=value`, ids only; tokens never, not even inside somebody else's message.

`log.info("answered", extra={"about": {"update": 5, "channel": "vk"}})` adds fields. Of an exception its type and place
are told, never its text: that may quote what a person wrote. Of a library's message only the part that it fixed.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

NOISY = ("aiogram", "aiohttp", "urllib3", "vk_api", "apscheduler", "alembic", "uvicorn", "asyncio")
OURS = ("actions", "bot", "console", "handlers", "journal", "sandbox", "scheduler", "school", "storage")


class Lines(logging.Formatter):
    """Makes the finished line, and replaces in it every secret that we know."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = [form for secret in secrets if secret for form in (secret, quote(secret, safe=""))]

    def format(self, record: logging.LogRecord) -> str:
        """`time=… level=… room=… event=…` and the fields of the event, on one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "room": record.name}
        fields |= {"event": _event(record), **_about(record), **_failure(record)}
        text = " ".join(f"{name}={_quoted(str(value))}" for name, value in fields.items())
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _event(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in OURS:
        return record.getMessage()
    return str(record.msg) if record.args and isinstance(record.msg, str) else "trouble in a library"


def _about(record: logging.LogRecord) -> Mapping[str, Any]:
    about = getattr(record, "about", {})
    return about if isinstance(about, Mapping) else {}


def _failure(record: logging.LogRecord) -> dict[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    places = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(places))
    return {"error": type(error).__name__, "at": where}


def _quoted(value: str) -> str:
    """The value as one word: in quotation marks where it has spaces, with line breaks and quotes escaped."""
    plain = value and not any(letter.isspace() or letter in '"=' or not letter.isprintable() for letter in value)
    if plain:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in escaped) + '"'


def set_up_logs(level: str, secrets: Sequence[str]) -> None:
    """Log to stderr at a level; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
