"""The table of kinds: whole, true to what is sent, and written down."""

from locales import voice
from scheduler.notices import NOTICES
from school.notices import BY_NAME, CHOSEN, KINDS
from school.outbox import Urgency
from school.purposes import ABOUT_CHILDREN, PURPOSE_OF
from school.wording.preferences import kind_name, why_locked
from tests.notices.table import PATH, page


def test_the_page_says_what_the_table_says() -> None:
    assert PATH.read_text(encoding="utf-8") == page(), "python -m tests.notices.table --write"


def test_every_kind_about_children_is_in_the_table() -> None:
    told = {name for name, notice in NOTICES.items() if notice.about in ("student", "family")}
    assert told <= {kind.name for kind in KINDS}
    assert set(ABOUT_CHILDREN) <= {kind.name for kind in KINDS}


def test_it_is_told_for_the_purpose_that_the_table_names() -> None:
    for kind in KINDS:
        assert kind.name not in NOTICES or NOTICES[kind.name].purpose is kind.purpose, kind.name
        assert PURPOSE_OF.get(kind.name) is kind.purpose, kind.name


def test_what_may_be_missed_is_never_a_duty() -> None:
    assert not [kind.name for kind in KINDS if kind.locked and kind.urgency is Urgency.DIGEST]


def test_every_kind_has_a_name_for_people_and_a_reason_when_it_is_locked() -> None:
    for kind in KINDS:
        assert kind_name(voice("en"), kind.name) != kind.name
        if kind.locked:
            assert why_locked(voice("ru"), kind.locked)


def test_results_and_announcements_cannot_be_switched_off() -> None:
    names = {kind.name for kind in CHOSEN}
    assert not names & {"exam_result", "final", "announcement"}
    assert BY_NAME["week"].default is False
