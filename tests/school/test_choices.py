"""A button's choice opens only in the chat it was made for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.choices import MAX_CHOICE, seal, unseal

KEY = b"0123456789abcdef0123456789abcdef"


@given(st.text(alphabet="abc 0123456789-", min_size=1, max_size=MAX_CHOICE))
def test_it_opens_in_its_own_chat(choice: str) -> None:
    sealed = seal(choice, "telegram", "42", KEY)
    assert unseal(sealed, "telegram", "42", KEY) == choice
    assert len(sealed.encode()) <= 64


@pytest.mark.parametrize(
    ("channel", "chat", "key"), [("vk", "42", KEY), ("telegram", "43", KEY), ("telegram", "42", KEY[::-1])]
)
def test_it_stays_shut_elsewhere(channel: str, chat: str, key: bytes) -> None:
    assert unseal(seal("approve 7", "telegram", "42", KEY), channel, chat, key) is None


@pytest.mark.parametrize("made_up", ["", "approve 7", "x" * 12, "ж" * 20, "AAAAAAAAAAAAapprove 7"])
def test_it_stays_shut_to_what_was_made_up(made_up: str) -> None:
    assert unseal(made_up, "telegram", "42", KEY) is None


def test_it_stays_shut_when_the_choice_was_changed() -> None:
    assert unseal(seal("approve 7", "telegram", "42", KEY)[:-1] + "8", "telegram", "42", KEY) is None


def test_it_refuses_a_choice_that_would_not_fit() -> None:
    with pytest.raises(ValueError, match="does not fit: marks"):
        seal("marks " + "9" * MAX_CHOICE, "telegram", "42", KEY)
