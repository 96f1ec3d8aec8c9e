"""Every text reads as its golden file says, in both languages, and no file is left behind."""

from pathlib import Path

import pytest

from locales import LANGUAGES, voice
from school import wording
from school.message import Message
from school.policy import Level
from tests.texts import facts
from tests.texts.notices import TEXTS
from tests.texts.show import show

HOME = Path(__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_it_reads_as_its_golden_text(name: str, language: str) -> None:
    golden = (HOME / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert show(TEXTS[name](voice(language))) == golden, "changed on purpose? python -m tests.texts --write"


def test_it_keeps_no_golden_text_of_a_notice_that_is_gone() -> None:
    kept = {path.name for path in HOME.glob("*.txt")}
    assert kept == {f"{name}.{language}.txt" for name in TEXTS for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_it_never_raises_its_voice(name: str, language: str) -> None:
    assert "!" not in show(TEXTS[name](voice(language)))


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith("_pseudonym")])
def test_it_names_nobody_under_a_pseudonym(name: str) -> None:
    said = show(TEXTS[name](voice("ru")))
    for told in (facts.MARIA, facts.PETER):
        assert told.name not in said
        assert told.last_name not in said
        assert told.school_class not in said


PINGED: list[Message] = [
    wording.digest(voice("ru"), facts.MONDAY, [facts.FULL_CHILD], facts.AS_OF, level=Level.PING),
    wording.marks(voice("ru"), facts.MARIA, facts.MARKS, facts.THIS_WEEK, facts.MONDAY, facts.AS_OF, level=Level.PING),
    wording.exam_result(voice("ru"), facts.PETER, facts.EXAMS[0], facts.MONDAY, level=Level.PING),
    wording.finals(voice("ru"), facts.MARIA, facts.FINALS, facts.MONDAY, level=Level.PING, repeated=True),
    wording.timetable_changes(voice("ru"), facts.MARIA, facts.LATER, facts.MONDAY, facts.AS_OF, level=Level.PING),
    wording.announcement(voice("ru"), facts.ANNOUNCED, (facts.MARIA,), level=Level.PING),
    wording.farewell(voice("ru"), facts.MARIA, level=Level.OFF),
]


@pytest.mark.parametrize("said", PINGED)
def test_it_says_one_and_the_same_sentence_at_ping(said: Message) -> None:
    assert said == wording.ping(voice("ru"))


def test_it_tells_a_requester_nothing_about_the_child() -> None:
    said = show(wording.request_made(voice("ru"), facts.REQUEST))
    for known in ("Мария", "Пётр", "Орлов", "7А", "5Б", "Анна", "4567", "№ 15"):
        assert known not in said


def test_it_shows_an_administrator_no_name_below_full() -> None:
    said = show(wording.request_card(voice("ru"), facts.REQUEST, level=Level.PSEUDONYM))
    for name in ("Мария", "Пётр", "Орлов", "Анна", "45-67"):
        assert name not in said
