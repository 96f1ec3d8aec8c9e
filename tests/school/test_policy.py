"""The channel policy, and what a consent is for: every edge of every rule, without a database."""

from datetime import date, timedelta

import pytest

from school.access import ConsentState, Role, may_decide
from school.consents import OnFile
from school.facts import Student
from school.policy import (
    FAMILY,
    FOREIGN,
    ChannelRule,
    Decision,
    Fact,
    LegalForm,
    Level,
    default_level,
    level_of,
    may_collect,
    rule_name,
)
from school.purposes import ABOUT_CHILDREN, FAMILY_KINDS, GUARDIAN_PURPOSES, PURPOSE_OF, Purpose

TODAY, DAY = date(2026, 11, 23), timedelta(days=1)
FULL = ChannelRule(Level.FULL, Decision("12", TODAY))


@pytest.mark.parametrize(
    ("day", "until", "holds"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY, TODAY, True),
        (TODAY + DAY, TODAY + 2 * DAY, False),
    ],
)
def test_a_decision_holds_from_its_day_through_its_last(day: date, until: date | None, holds: bool) -> None:
    assert Decision("12", day, until).holds(TODAY) is holds


def test_a_rule_has_the_name_of_its_channel_and_fact() -> None:
    assert rule_name("vk") == "vk"
    assert rule_name("vk", Fact.RESULTS) == "vk_results"


def test_only_foreign_channels_of_public_schools_begin_at_ping() -> None:
    assert frozenset({"telegram"}) == FOREIGN
    levels = {
        (form, channel): default_level(form, channel) for form in LegalForm for channel in ("telegram", "vk", "max")
    }
    pinged = {place for place, level in levels.items() if level is Level.PING}
    assert pinged == {(LegalForm.MUNICIPAL, "telegram"), (LegalForm.STATE, "telegram")}
    assert {level for place, level in levels.items() if place not in pinged} == {Level.FULL}


def test_the_rule_of_the_fact_comes_before_that_of_the_channel() -> None:
    rules = {"vk": ChannelRule(Level.OFF), "vk_results": ChannelRule(Level.PSEUDONYM)}
    private = LegalForm.PRIVATE
    assert level_of(private, rules, "vk", TODAY, Fact.RESULTS) is Level.PSEUDONYM
    assert level_of(private, rules, "vk", TODAY, Fact.LESSONS) is Level.OFF
    assert level_of(private, rules, "telegram", TODAY, Fact.RESULTS) is Level.FULL
    lifted = {"vk": ChannelRule(Level.OFF), "vk_results": ChannelRule(Level.FULL)}
    assert level_of(private, lifted, "vk", TODAY, Fact.RESULTS) is Level.FULL


def test_a_rule_whose_decision_is_over_gives_way_to_the_next() -> None:
    over = ChannelRule(Level.FULL, Decision("12", TODAY - 9 * DAY, TODAY - DAY))
    rules = {"telegram_results": over, "telegram": ChannelRule(Level.PSEUDONYM, Decision("13", TODAY))}
    assert level_of(LegalForm.STATE, rules, "telegram", TODAY, Fact.RESULTS) is Level.PSEUDONYM
    assert level_of(LegalForm.STATE, {"telegram": over}, "telegram", TODAY, Fact.RESULTS) is Level.PING
    assert level_of(LegalForm.STATE, {"telegram": over}, "telegram", TODAY - DAY, Fact.RESULTS) is Level.FULL


def test_a_rule_at_or_below_the_default_needs_no_decision() -> None:
    for level in (Level.OFF, Level.PING):
        assert level_of(LegalForm.STATE, {"telegram": ChannelRule(level)}, "telegram", TODAY, Fact.LESSONS) is level
    unruled = {"telegram": ChannelRule(Level.PSEUDONYM)}
    assert level_of(LegalForm.STATE, unruled, "telegram", TODAY, Fact.LESSONS) is Level.PING


def test_whatever_it_is_about_is_the_least_that_families_are_told() -> None:
    def least(**levels: Level) -> Level:
        rules = {f"vk_{fact}": ChannelRule(level) for fact, level in levels.items()}
        return level_of(LegalForm.PRIVATE, rules, "vk", TODAY)

    assert least() is Level.FULL
    assert least(results=Level.PSEUDONYM) is Level.PSEUDONYM
    assert least(results=Level.OFF) is Level.FULL  # nothing of the kind is told at all
    assert least(results=Level.OFF, lessons=Level.PING) is Level.PING
    assert least(staff=Level.PING) is Level.FULL  # families hear nothing of it
    assert least(results=Level.OFF, lessons=Level.OFF, announcements=Level.OFF) is Level.OFF


def test_what_is_only_pinged_is_not_collected_either() -> None:
    assert [level for level in Level if may_collect(level)] == [Level.PSEUDONYM, Level.FULL]


def test_levels_grow() -> None:
    assert Level.OFF < Level.PING < Level.PSEUDONYM < Level.FULL


@pytest.mark.parametrize("state", ConsentState)
def test_only_a_signature_stands(state: ConsentState) -> None:
    word = OnFile(1, 2, Student(3, "Мария", "Орлова", "7А", 1), Purpose.LESSONS, "vk", state, "7", TODAY)
    assert word.stands is (state is ConsentState.SIGNED)


def test_every_purpose_of_a_guardian_is_a_fact_of_the_policy() -> None:
    assert {str(purpose) for purpose in GUARDIAN_PURPOSES} == {str(fact) for fact in FAMILY}
    assert set(Purpose) == {*GUARDIAN_PURPOSES, Purpose.STUDENT_ACCESS}
    assert set(PURPOSE_OF.values()) == set(GUARDIAN_PURPOSES)
    assert set(PURPOSE_OF) >= FAMILY_KINDS
    assert set(ABOUT_CHILDREN) > set(PURPOSE_OF)


@pytest.mark.parametrize("role", Role)
def test_only_an_administrator_decides(role: Role) -> None:
    assert may_decide(role, ("teacher", "administrator")) is (role is Role.STAFF)
    assert not may_decide(role, ("teacher", "homeroom"))
    assert not may_decide(role, ())
