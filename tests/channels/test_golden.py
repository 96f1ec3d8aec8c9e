"""A digest as it leaves for each platform: reviewing a change of looks is reading a diff of the samples."""

from pathlib import Path

import pytest

from bot.channels.fit import fit
from bot.channels.telegram.adapter import ABILITIES as TELEGRAM
from bot.channels.telegram.adapter import LIMITS as TELEGRAM_LIMITS
from bot.channels.telegram.markup import html
from bot.channels.vk.adapter import ABILITIES as VK
from bot.channels.vk.adapter import LIMITS as VK_LIMITS
from bot.channels.vk.markup import worded
from school.message import Button, Footnote, Heading, Listing, Message, Table, bold, line, struck

SAMPLES = Path(__file__).parent / "samples"
DIGEST = Message(
    (
        Heading(line("Понедельник, 23 ноября · Мария, 7А")),
        Listing(
            (
                line("Алгебра ", bold("5"), " · контрольная «Квадратные уравнения», вес 3"),
                line("Русский язык ", bold("4"), " · диктант <a & b>"),
            ),
            line("Оценки сегодня"),
        ),
        Listing(
            (
                line("1 · 08:30 Алгебра, каб. 21"),
                line("2 · 09:20 ", struck("Физика", "было:"), " → Химия, каб. 31 (замена)"),
            ),
            line("Завтра, вторник"),
            marker="",
        ),
        Table(("Предмет", "Задано"), ((line("Алгебра"), line("№ 215, 217")),), line("Задано на завтра")),
        Footnote(line("По данным журнала на 16:40")),
    ),
    ((Button("Неделя", "w"), Button("Все оценки", "m")),),
)


def telegram() -> str:
    (part,) = fit(DIGEST, TELEGRAM_LIMITS, TELEGRAM)
    return html(part.spans)


def vk() -> str:
    (part,) = fit(DIGEST, VK_LIMITS, VK)
    words = worded(part.spans)
    return f"{words['message']}\n\n{words['format_data'].replace('},{', chr(10))}"


@pytest.mark.parametrize(("name", "shown"), [("digest.telegram.html", telegram), ("digest.vk.txt", vk)])
def test_a_digest_looks_as_agreed(name: str, shown: object) -> None:
    assert callable(shown)
    assert shown() + "\n" == (SAMPLES / name).read_text("utf-8")
