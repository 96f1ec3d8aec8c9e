"""Every notice looks on each platform and in each language as agreed."""

import pytest

from bot.channels.vk.adapter import ABILITIES, LIMITS
from locales import LANGUAGES, voice
from tests.notices.rendered import CHANNELS, HOME, rendered
from tests.texts.telling import TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_it_looks_as_agreed(channel: str, language: str) -> None:
    golden = (HOME / f"{channel}.{language}.txt").read_text(encoding="utf-8")
    assert rendered(channel, language) == golden, "changed on purpose? python -m tests.notices.rendered --write"


@pytest.mark.parametrize("name", TEXTS)
def test_its_buttons_fit_under_one_message_and_are_read_whole(name: str) -> None:
    for language in LANGUAGES:
        labels = [button.text for row in TEXTS[name](voice(language)).buttons for button in row]
        assert len(labels) <= ABILITIES.buttons
        assert all(len(label) <= LIMITS.button_text for label in labels)
