"""Whatever a teacher writes arrives whole: through fit and both adapters, judged as the platforms judge."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.fit import Part, fit
from bot.channels.letters import clean, is_visible, units
from bot.channels.telegram import adapter as telegram
from bot.channels.telegram.markup import html
from bot.channels.vk import adapter as vk
from bot.channels.vk.markup import keyboards, worded
from journal.records import MarkRecord, RemarkRecord
from sandbox.telegram import html as telegram_html
from sandbox.vk import keyboard as vk_keyboard
from school.message import Button, Message, Span, Style, Text
from storage.database import Database
from tests.databases import new_address
from tests.faults.messengers import messengers
from tests.faults.post_office import START, post_office
from tests.faults.school import bring, found_school
from tests.importing.source import TODAY, attempt, lay, source

ODD = (
    "🎓",
    "👨‍👩‍👧",
    "<b>",
    "</b>",
    "<a href=",
    "&",
    "&amp",
    "&lt;",
    "\u202e",
    "\u200f",
    "\u200b",
    "\u2060",
    "\ud83d",
    "\x00",
    "é",
    "\n\n\n",
)
letters = st.text(st.one_of(st.characters(), st.sampled_from("  \n<>&\"'абвгд")), max_size=300)
bits = st.one_of(letters, st.sampled_from(ODD), st.integers(1, 5_000).map(lambda n: "ё" * n))
texts = st.lists(bits, min_size=1, max_size=8).map("".join)
spans = st.lists(st.builds(Span, texts, st.sampled_from(Style), st.just("")), min_size=1, max_size=4).map(tuple)
messages = st.lists(st.builds(Text, spans), min_size=1, max_size=3).map(tuple)
some = settings(
    max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
PUSH = ((Button("Неделя <&>", "w 1"),),)


def seen(text: str) -> str:
    return "".join(letter for letter in clean(text) if is_visible(letter))


def check_telegram(parts: tuple[Part, ...]) -> str:
    """What is shown; raises the Bot API's refusal."""
    shown = ""
    for part in parts:
        text, entities = telegram_html.parse(html(part.spans))
        assert 0 < telegram_html.units(text) <= 4096
        assert is_visible(text)
        for entity in entities:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= telegram_html.units(text)
            _whole(text, entity["offset"])
            _whole(text, entity["offset"] + entity["length"])
        shown += text
    return shown


def check_vk(parts: tuple[Part, ...], message: Message) -> str:
    shown = ""
    for part, board in zip(parts, keyboards(parts, message), strict=True):
        words = worded(part.spans)
        assert 0 < len(words["message"]) <= 4096
        assert is_visible(words["message"])
        words["message"].encode()
        for item in json.loads(words.get("format_data", '{"items": []}'))["items"]:
            assert item["offset"] + item["length"] <= units(words["message"])
            _whole(words["message"], item["offset"])
            _whole(words["message"], item["offset"] + item["length"])
        vk_keyboard.read(board.get("keyboard"))
        shown += words["message"]
    return shown


def _whole(text: str, at: int) -> None:
    """No letter beyond the basic plane is cut at this UTF-16 unit."""
    text.encode("utf-16-le")[: at * 2].decode("utf-16-le")


def check(blocks: tuple[Text, ...]) -> None:
    message = Message(blocks, PUSH)
    wanted = seen("".join(span.text for block in blocks for span in block.spans)) or "⋯"
    shown = check_telegram(fit(message, telegram.LIMITS, telegram.ABILITIES))
    assert seen(shown) == wanted
    shown = check_vk(fit(message, vk.LIMITS, vk.ABILITIES), message)
    assert seen(shown.replace("было:", "")) == wanted.replace("было:", "")


@some
@given(messages)
def test_whatever_is_written_is_taken_by_both_platforms(blocks: tuple[Text, ...]) -> None:
    check(blocks)


@pytest.mark.long
@settings(some, max_examples=100_000, derandomize=False)
@given(messages)
def test_a_hundred_thousand_texts_are_taken_by_both_platforms(blocks: tuple[Text, ...]) -> None:
    check(blocks)


@pytest.mark.parametrize(
    "text",
    [
        "слово " * 833,
        "ё" * 5_000,
        "я" * 4_094 + "🎓" * 3,
        "я" * 4_095 + "👨‍👩‍👧" + "я",
        "я" * 4_095 + "🎓" + "я",
        "я" * 3_999 + "🎓" + "я",
        "&" * 4_096,
        "<b>не закрыт " * 400,
        "</b></i>",
        "\u202eнаоборот\u202c \u200f\u200eзнаки",
        "\u200b\u2060\ufeff" * 3_000 + "видно",
        "строка\n" * 800,
    ],
)
@pytest.mark.parametrize("style", [Style.PLAIN, Style.BOLD])
def test_a_hard_text_arrives_whole(text: str, style: Style) -> None:
    check((Text((Span(text, style),)),))


@pytest.mark.parametrize("shift", [0, 1])  # one of them has a cut in the middle of a letter of two units
async def test_a_comment_of_five_thousand_letters_arrives_whole(shift: int, tmp_path: Path) -> None:
    """From the journal through the engine, both adapters and HTTP to what the platforms took."""
    comment = "я" * (3_900 + shift) + "🎓" * 200 + " <b>не закрыт & \u202eнаоборот\u202c \u200b" + "ё" * 900
    database = Database(await new_address("sqlite", tmp_path))
    await found_school(database, 2, (("telegram",), ("vk",)), now=START)
    marks = [MarkRecord(f"S{n}", "Алгебра", START.date(), "5", comment=comment) for n in range(2)]
    await bring(database, source(marks=marks), now=START)
    async with messengers() as both, post_office(database, both.stand.url, both.stand.url) as office:
        for _ in range(5):
            await office.work(1)
            office.later(minutes=10)
    taken = {channel: [text for where, _, text in both.taken if where == channel] for channel in ("telegram", "vk")}
    shown = {"telegram": [telegram_html.parse(text)[0] for text in taken["telegram"]], "vk": taken["vk"]}
    for texts in shown.values():
        assert all(0 < units(text) <= 4096 for text in texts)
        assert seen(comment) in seen("".join(texts))
    assert set(both.taken.values()) == {1}
    await database.close()


@pytest.mark.parametrize("letter", ["\ud800", "\x00"])
async def test_half_a_letter_is_refused_at_import_with_its_row(database: Database, letter: str) -> None:
    good = RemarkRecord("S1", TODAY, "молодец")
    bad = replace(good, text=f"умница {letter}", row=7)
    await lay(database)
    report = await attempt(database, source(remarks=[good, bad]))
    assert not report.applied
    (problem,) = [one for one in report.problems if one.fatal]
    assert (problem.row, "text" in problem.wrong) == (7, True)
    assert letter not in problem.wrong
