"""Telegram's HTML, read as the Bot API reads it: a closed list of tags, everything closed, offsets in UTF-16 units."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from sandbox.telegram.refusal import Refusal, bad

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
}
OTHER = {"a", "span", "tg-emoji", "blockquote"}
TAG = re.compile(r"<(/?)([^\s<>/]*)((?:\s+[^<>]*?)?)\s*>", re.S)
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)

    def add(self, raw: str) -> None:
        plain = ENTITY.sub(lambda found: unescape(found.group()), raw)
        self.text.append(plain)
        self.length += units(plain)

    def open(self, tag: str, attributes: dict[str, str], at: int) -> None:
        if tag not in SIMPLE and tag not in OTHER:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {at}')
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.stack.append(_Open(tag, self.length, attributes))

    def close(self, tag: str, at: int) -> None:
        if not self.stack:
            raise _cannot(f"Unexpected end tag at byte offset {at}")
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            raise _cannot(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"')
        if span := _span(opened, self.length - opened.start, "".join(self.text)):
            self.spans.append(span)


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities; raises Refusal "can't parse entities: …". Outer white space is trimmed."""
    reader, at = _Reader(), 0
    while (opening := source.find("<", at)) >= 0:
        reader.add(source[at:opening])
        found, offset = TAG.match(source, opening), len(source[:opening].encode())
        if found is None:
            kind = "end" if source[opening + 1 : opening + 2] == "/" else "start"
            raise _cannot(
                f"Unclosed {kind} tag at byte offset {offset}"
                if ">" not in source[opening:]
                else f'Unsupported start tag "{source[opening + 1 : opening + 12]}" at byte offset {offset}'
            )
        slash, tag, rest = found.groups()
        if slash:
            reader.close(tag.lower(), offset)
        else:
            reader.open(tag.lower(), _attributes(rest), offset)
        at = found.end()
    reader.add(source[at:])
    if reader.stack:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"')
    return trim("".join(reader.text), reader.spans)


def trim(text: str, spans: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Text without white space around it, with the spans moved and cut to what is left."""
    shorter = text.strip()
    lead, length = units(text[: len(text) - len(text.lstrip())]), units(shorter)
    kept = []
    for span in spans:
        start, end = max(0, span["offset"] - lead), min(length, span["offset"] + span["length"] - lead)
        if end > start:
            kept.append(span | {"offset": start, "length": end - start})
    return shorter, sorted(kept, key=lambda span: (span["offset"], -span["length"]))


def _cannot(reason: str) -> Refusal:
    return bad(f"can't parse entities: {reason}")


def _attributes(rest: str) -> dict[str, str]:
    return {name.lower(): unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(rest)}


def _span(opened: _Open, length: int, text: str) -> dict[str, Any] | None:
    if not length:
        return None
    span: dict[str, Any] = {"offset": opened.start, "length": length, "type": SIMPLE.get(opened.tag, "")}
    if opened.tag == "a":
        url = opened.attributes.get("href") or text.encode("utf-16-le")[opened.start * 2 :].decode("utf-16-le")
        if not re.match(r"^(https?|tg|mailto|tel):|^[\w-]+(\.[\w-]+)+(/|$)", url):
            return None
        return span | {"type": "text_link", "url": url}
    if opened.tag == "span":
        return span | {"type": "spoiler"}
    if opened.tag == "blockquote":
        return span | {"type": "expandable_blockquote" if "expandable" in opened.attributes else "blockquote"}
    if opened.tag == "tg-emoji":
        return span | {"type": "custom_emoji", "custom_emoji_id": opened.attributes.get("emoji-id", "")}
    return span
