"""What is logged: one line per event, ids only; tokens never, not even inside somebody else's message."""

import logging
import sys
from collections.abc import Sequence

NOISY = ("aiogram", "aiohttp", "urllib3", "vk_api", "apscheduler", "alembic", "uvicorn.access", "asyncio")


class _Discreet(logging.Filter):
    """Replaces every secret that we know in the finished line, arguments and tracebacks included."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        record.msg, record.args, record.exc_info, record.exc_text = text, None, None, None
        return True


def set_up_logs(level: str, secrets: Sequence[str]) -> None:
    """Log to stderr at a level; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(_Discreet(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
