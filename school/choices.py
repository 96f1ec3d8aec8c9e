"""Buttons carry a choice that only this chat can use: `verb arg …` plus a seal over chat and choice.

Pressed from another chat, replayed from a forward or made up, the seal does not fit and the choice opens nothing. The
seal proves origin only: what a choice shows is decided anew by `school.access` when it is pressed.

What many are told at once in the same words carries the same buttons (SHARED), sealed for any chat. They name only the
announcement, and do nothing for a chat that did not get it: whoever presses acts on what was sent to him.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import replace
from itertools import chain

from school.message import Button, Message

SEAL_LENGTH = 12
SHARED = frozenset({"acknowledge", "answer", "reply"})  # verbs about an announcement
ANYBODY = ""  # stands for the chat in their seal
MAX_CHOICE = 64 - SEAL_LENGTH  # Telegram: callback_data is 1-64 bytes


def seal(choice: str, channel: str, chat: str, key: bytes) -> str:
    """The choice as it travels. Raises ValueError when it would not fit Telegram's 64 bytes."""
    if len(choice.encode()) > MAX_CHOICE:
        raise ValueError(f"a choice of {len(choice.encode())} bytes does not fit: {choice.split()[0]}")
    return _mark(choice, channel, chat, key) + choice


def seal_message(message: Message, channel: str, chat: str, key: bytes) -> Message:
    """The message with every button's choice sealed to the chat it goes to, or to all that get it in the same words."""
    if not message.buttons:
        return message
    if message.occasion is not None and all(button.choice.split()[0] in SHARED for button in chain(*message.buttons)):
        chat = ANYBODY
    rows = tuple(
        [tuple([Button(text, seal(choice, channel, chat, key)) for text, choice in row]) for row in message.buttons]
    )
    return replace(message, buttons=rows)


def unseal(sealed: str, channel: str, chat: str, key: bytes) -> str | None:
    """The choice, or None when the seal is not this chat's."""
    choice = sealed[SEAL_LENGTH:]
    chats = (chat, ANYBODY) if choice.split(" ")[0] in SHARED else (chat,)
    marks = [_mark(choice, channel, one, key) for one in chats]
    fits = any(hmac.compare_digest(sealed[:SEAL_LENGTH].encode(), mark.encode()) for mark in marks)
    return choice if fits and choice else None


def _mark(choice: str, channel: str, chat: str, key: bytes) -> str:
    digest = hmac.digest(key, f"choice\0{channel}\0{chat}\0{choice}".encode(), "sha256")
    return urlsafe_b64encode(digest[:9]).decode()
