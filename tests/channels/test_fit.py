"""Nothing is lost, nothing is too long, nothing is torn."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.fit import BARE, Abilities, Part, fit
from bot.channels.letters import clean, is_visible, units
from bot.channels.telegram.markup import html
from bot.channels.vk.markup import worded
from school.message import (
    Block,
    Button,
    File,
    Footnote,
    Heading,
    Line,
    Listing,
    Message,
    Picture,
    Span,
    Style,
    Table,
    Text,
    line,
    plain,
    struck,
)
from school.messenger import Limits

LIMITS = Limits(100, 30, 3, 4, 12, 30, 1, 1)
ALL = Abilities(frozenset(Style), buttons=9)
FEW = Abilities(frozenset({Style.PLAIN}), buttons=9)

letters = st.text(st.one_of(st.characters(), st.sampled_from("  \n\n<&>ая\u200d\u202e\ud83d🎓👨‍👩‍👧é")), max_size=120)
lines: st.SearchStrategy[Line] = st.lists(
    st.builds(Span, letters, st.sampled_from(Style), st.just("")), max_size=4
).map(tuple)
many_lines = st.lists(lines, max_size=4).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, lines),
    st.builds(Text, lines),
    st.builds(Footnote, lines),
    st.builds(Listing, many_lines, lines),
    st.builds(Table, st.just(()), st.lists(many_lines, max_size=3).map(tuple), lines),
)
buttons = st.lists(st.lists(st.builds(Button, letters, st.uuids().map(str)), max_size=9).map(tuple), max_size=9)
messages = st.builds(Message, st.lists(blocks, max_size=6).map(tuple), buttons.map(tuple))
few = settings(max_examples=80, deadline=None, derandomize=True, database=None)


def written(message: Message) -> str:
    """Every letter that must arrive, in order, without spaces."""
    texts: list[str] = []
    for block in message.blocks:
        match block:
            case Heading(spans) | Text(spans) | Footnote(spans):
                texts += [span.text for span in spans]
            case Listing(items, title, _):
                texts += [span.text for row in (title, *items) for span in row]
            case Table(_, rows, title):
                texts += [span.text for row in ((title,), *rows) for cell in row for span in cell]
    return letters_of("".join(texts))


def letters_of(text: str) -> str:
    return "".join(letter for letter in clean(text) if is_visible(letter) and letter not in "·•⋯")


def said(parts: tuple[Part, ...]) -> str:
    return letters_of("".join(part.text for part in parts))


@few
@given(messages)
def test_nothing_is_lost(message: Message) -> None:
    parts = fit(message, LIMITS, ALL)
    assert said(parts) == written(message)
    sent = [button.choice for part in parts for row in part.buttons for button in row]
    assert sent == [button.choice for row in message.buttons for button in row]


@few
@given(messages)
def test_every_part_can_be_sent(message: Message) -> None:
    for part in fit(message, LIMITS, ALL):
        assert is_visible(part.text)
        assert units(part.text) <= LIMITS.characters
        part.text.encode("utf-8")  # no lone surrogates
        assert "\n\n\n" not in part.text
        assert len(part.buttons) <= LIMITS.button_rows
        assert sum(map(len, part.buttons)) <= ALL.buttons
        for button in (button for row in part.buttons for button in row):
            assert 0 < units(button.text) <= LIMITS.button_text


@few
@given(messages)
def test_html_is_never_torn(message: Message) -> None:
    for part in fit(message, LIMITS, ALL):
        text = html(part.spans)
        assert not re.search(r"&(?!(amp|lt|gt);)", text)
        without_tags = re.sub(r"<(b|i|s)>([^<]*)</\1>", r"\2", text)
        assert "<" not in without_tags
        assert without_tags.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == part.text


@few
@given(messages)
def test_vk_ranges_lie_inside_the_text(message: Message) -> None:
    for part in fit(message, LIMITS, ALL):
        words = worded(part.spans)
        ranges = [tuple(map(int, found)) for found in re.findall(r'offset":(\d+),"length":(\d+)', str(words))]
        assert all(offset + length <= units(words["message"]) for offset, length in ranges)


def text(*words: str) -> Message:
    return Message(tuple(Text((plain(one),)) for one in words))


def texts(message: Message, limits: Limits = LIMITS, can: Abilities = ALL) -> list[str]:
    return [part.text for part in fit(message, limits, can)]


def test_it_cuts_between_blocks_first() -> None:
    assert texts(text("а" * 60, "б" * 30, "в" * 30)) == ["а" * 60 + "\n\n" + "б" * 30, "в" * 30]


def test_it_cuts_between_lines_next() -> None:
    assert texts(text("\n".join("абвгд" * 6 for _ in range(4)))) == ["\n".join(["абвгд" * 6] * 3), "абвгд" * 6]


def test_it_cuts_between_words_then() -> None:
    assert texts(text(("слово " * 20).strip())) == [" ".join(["слово"] * 16), " ".join(["слово"] * 4)]


def test_it_cuts_no_letter_beyond_the_basic_plane() -> None:
    first, second = texts(text("я" * 99 + "🎓" + "я"))
    assert (first, second) == ("я" * 99, "🎓я")


def test_it_keeps_a_joined_emoji_together() -> None:
    assert texts(text("я" * 97 + "👩‍👧" + "я")) == ["я" * 97, "👩‍👧я"]


def test_a_heading_stays_with_what_it_heads() -> None:
    message = Message((Text(line("а" * 60)), Heading(line("Завтра")), Text(line("б" * 60))))
    assert texts(message) == ["а" * 60, "Завтра\n\n" + "б" * 60]


def test_struck_words_say_so_where_they_cannot_be_struck() -> None:
    message = Message((Text(line("2 · 09:20 ", struck("Физика", "было:"), " → Химия")),))
    assert texts(message, can=FEW) == ["2 · 09:20 было: Физика → Химия"]
    assert texts(message) == ["2 · 09:20 Физика → Химия"]


def test_the_text_goes_under_the_last_attachment() -> None:
    message = Message((Text(line("вот")), Picture("p", "снимок"), File("f", "дз.pdf")))
    assert [(part.attachment, part.text) for part in fit(message, LIMITS, ALL)] == [
        (Picture("p", "снимок"), ""),
        (File("f", "дз.pdf"), "вот"),
    ]


def test_a_text_too_long_for_a_caption_follows() -> None:
    message = Message((Text(line("а" * 50)), Picture("p", "снимок")), ((Button("да", "y"),),))
    first, second = fit(message, LIMITS, ALL)
    assert (first.text, second.text, len(second.buttons)) == ("", "а" * 50, 1)


def test_attachments_become_words_where_there_are_none() -> None:
    assert texts(Message((Picture("p", "снимок"), File("f", "дз.pdf"))), replace(LIMITS, caption=0)) == [
        "снимок\n\nдз.pdf"
    ]


def test_long_rows_wrap_and_long_labels_are_shortened() -> None:
    row = tuple(Button(f"кнопка номер {number}", str(number)) for number in range(4))
    (part,) = fit(Message((Text(line("а")),), (row,)), LIMITS, ALL)
    assert [len(row) for row in part.buttons] == [3, 1]
    assert part.buttons[0][0].text == "кнопка номе…"


def test_too_many_rows_are_packed_tighter() -> None:
    rows = tuple((Button("а", str(number)),) for number in range(9))
    (part,) = fit(Message((Text(line("а")),), rows), LIMITS, ALL)
    assert [len(row) for row in part.buttons] == [3, 3, 3]


def test_buttons_without_a_place_hang_under_a_message_of_their_own() -> None:
    rows = tuple((Button("а", str(number)),) for number in range(10))
    parts = fit(Message((Text(line("а")),), rows), LIMITS, ALL)
    assert [(part.text, len(part.buttons)) for part in parts] == [("а", 4), ("⋯", 4), ("⋯", 2)]


def test_buttons_become_numbered_lines_where_there_are_none() -> None:
    message = Message((Text(line("Какой класс?")),), ((Button("7А", "a"), Button("7Б", "b")),))
    assert texts(message, replace(LIMITS, button_rows=0)) == ["Какой класс?\n\n1. 7А\n2. 7Б"]


@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b\u200d", "\u2800"])
def test_a_message_of_nothing_is_still_one_that_can_be_sent(nothing: str) -> None:
    assert texts(text(nothing)) == ["⋯"]


@pytest.mark.parametrize("unseen", ["\u3164", "\u115f\u1160", "\uffa0 ", "\u200b", "\u00a0"])
def test_letters_that_nobody_sees_are_no_message(unseen: str) -> None:
    assert fit(Message((Text((Span(unseen),)),)), LIMITS, ALL) == (Part(BARE),)
