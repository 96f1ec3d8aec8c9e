"""A test per sample, shaped after the platforms' documentation: `event` comes in, `means` is what we make of it."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import update as telegram
from bot.channels.vk import update as vk
from school.incoming import Incoming, SharedFile, SharedPhone, Sign

SAMPLES = Path(__file__).parent / "samples"
READERS: dict[str, Callable[[dict[str, Any], datetime], Incoming | None]] = {
    "telegram": telegram.incoming_of,
    "vk": vk.incoming_of,
}
RECEIVED = datetime(2026, 11, 23, 8, 0, 7, tzinfo=UTC)


def meant(channel: str, says: dict[str, Any]) -> Incoming:
    at = RECEIVED if says["at"] == "received" else datetime.fromisoformat(says["at"])
    rich = {
        "phone": SharedPhone(**says["phone"]) if "phone" in says else None,
        "file": SharedFile(**says["file"]) if "file" in says else None,
        "sign": Sign(says["sign"]) if "sign" in says else None,
    }
    return Incoming(**{"channel": channel, **says, **rich, "at": at})


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*/*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_understands(sample: Path) -> None:
    channel, said = sample.parent.name, json.loads(sample.read_text("utf-8"))
    means = said["means"]
    assert READERS[channel](said["event"], RECEIVED) == (means and meant(channel, means))


@pytest.mark.parametrize("channel", list(READERS))
def test_the_samples_show_everything_that_can_come_in(channel: str) -> None:
    shown = {
        name for path in (SAMPLES / channel).glob("*.json") for name in json.loads(path.read_text())["means"] or ()
    }
    optional = {field.name for field in fields(Incoming) if field.default is not MISSING}
    assert optional - shown == ({"phone"} if channel == "vk" else set())
