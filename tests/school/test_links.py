"""Addresses in a text: whole, each once, and nothing that is none."""

import pytest

from school.links import links_in


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("смотри https://example.org/a.", ("https://example.org/a",)),
        (
            "(http://example.org/?q=1&w=2), затем https://example.org/b!",
            ("http://example.org/?q=1&w=2", "https://example.org/b"),
        ),
        ("https://example.org https://example.org", ("https://example.org",)),
        ("анкета «https://example.org/form»", ("https://example.org/form",)),
        ("сайт resh.edu.ru/lesson/7, ещё www.example.net", ("resh.edu.ru/lesson/7", "www.example.net")),
        ("школа.рф", ("школа.рф",)),
        ("пишите на ivanova.anna@mail.ru", ()),
        ("№ 215, ftp://example.org", ()),
        ("ответ.rus и версия 1.2", ()),
    ],
)
def test_it_finds_addresses_whole(text: str, links: tuple[str, ...]) -> None:
    assert links_in(text) == links
