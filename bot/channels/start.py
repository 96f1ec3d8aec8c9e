"""How a person begins: `/start CODE`, typed or behind a link, on every channel."""

import re

_START = re.compile(r"/start(?:@\w+)?(?:\s+(\S{1,64}))?\s*", re.IGNORECASE)


def start_of(text: str) -> tuple[str, str]:
    """The text and the start code in it: `/start CODE` → ("/start", "CODE"), anything else → (text, "")."""
    found = _START.fullmatch(text)
    return ("/start", found[1] or "") if found else (text, "")
