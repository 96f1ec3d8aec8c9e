"""Buttons carry a choice that only this chat can use: `verb arg …` plus a seal over chat and choice.

Pressed from another chat, replayed from a forward or made up, the seal does not fit and the choice opens nothing. The
seal proves origin only: what a choice shows is decided anew by `school.access` when it is pressed.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256

from school.message import Message

SEAL_LENGTH = 12
MAX_CHOICE = 64 - SEAL_LENGTH  # Telegram: callback_data is 1-64 bytes


def seal(choice: str, channel: str, chat: str, key: bytes) -> str:
    """The choice as it travels. Raises ValueError when it would not fit Telegram's 64 bytes."""
    if len(choice.encode()) > MAX_CHOICE:
        raise ValueError(f"a choice of {len(choice.encode())} bytes does not fit: {choice.split()[0]}")
    return _mark(choice, channel, chat, key) + choice


def seal_message(message: Message, channel: str, chat: str, key: bytes) -> Message:
    """The message with every button's choice sealed to the chat it goes to."""
    rows = tuple(
        tuple(replace(button, choice=seal(button.choice, channel, chat, key)) for button in row)
        for row in message.buttons
    )
    return replace(message, buttons=rows)


def unseal(sealed: str, channel: str, chat: str, key: bytes) -> str | None:
    """The choice, or None when the seal is not this chat's."""
    choice = sealed[SEAL_LENGTH:]
    fits = hmac.compare_digest(sealed[:SEAL_LENGTH].encode(), _mark(choice, channel, chat, key).encode())
    return choice if fits and choice else None


def _mark(choice: str, channel: str, chat: str, key: bytes) -> str:
    digest = hmac.new(key, f"choice\0{channel}\0{chat}\0{choice}".encode(), sha256).digest()
    return urlsafe_b64encode(digest[:9]).decode()
