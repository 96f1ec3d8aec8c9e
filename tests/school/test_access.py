"""Who may receive what: the rule of design §3, case by case and as properties."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.access import ConsentState, ContactState, Guardianship, Tie, may_receive
from school.outbox import Reason
from school.policy import ChannelRule, Decision, LegalForm, Level, default_level, level_of

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
MOTHER = Tie(
    contact=ContactState.APPROVED,
    is_student=False,
    guardianship=Guardianship(),
    consent=ConsentState.SIGNED,
    level=Level.FULL,
)
COMES_OF_AGE = date(2008, 11, 23)
SON = replace(MOTHER, is_student=True, guardianship=None)


@pytest.mark.parametrize("tie", [MOTHER, SON])
def test_it_lets_through_whom_the_rule_names(tie: Tie) -> None:
    verdict = may_receive(tie, TODAY)
    assert verdict.allowed
    assert verdict.level is Level.FULL


REFUSALS = [
    (replace(MOTHER, contact=ContactState.WAITING), Reason.NOT_APPROVED),
    (replace(MOTHER, contact=ContactState.REJECTED), Reason.NOT_APPROVED),
    (replace(MOTHER, contact=ContactState.STOPPED), Reason.STOPPED),
    (replace(MOTHER, guardianship=None), Reason.NO_GUARDIANSHIP),
    (replace(MOTHER, guardianship=Guardianship(until=TODAY - DAY)), Reason.NO_GUARDIANSHIP),
    (replace(MOTHER, guardianship=Guardianship(restricted=True)), Reason.RESTRICTED),
    (replace(MOTHER, consent=None), Reason.NO_CONSENT),
    (replace(MOTHER, consent=ConsentState.REFUSED), Reason.REFUSED),
    (replace(MOTHER, consent=ConsentState.WITHDRAWN), Reason.WITHDRAWN),
    (replace(SON, consent=None), Reason.NO_CONSENT),
    (replace(MOTHER, birth_date=COMES_OF_AGE), Reason.OF_AGE),
    (replace(MOTHER, birth_date=COMES_OF_AGE, own=ConsentState.REFUSED), Reason.OF_AGE),
    (replace(MOTHER, birth_date=COMES_OF_AGE, own=ConsentState.SIGNED, consent=None), Reason.NO_CONSENT),
    (replace(SON, birth_date=COMES_OF_AGE), Reason.OF_AGE),
    (replace(MOTHER, enrolled_on=TODAY + DAY), Reason.NOT_ENROLLED),
    (replace(MOTHER, left_on=TODAY - DAY), Reason.NOT_ENROLLED),
    (replace(MOTHER, level=Level.OFF), Reason.CHANNEL_OFF),
    (replace(MOTHER, held=True), Reason.RESTORED),
    (replace(MOTHER, held=True, consent=ConsentState.WITHDRAWN), Reason.WITHDRAWN),
]


@pytest.mark.parametrize(("tie", "reason"), REFUSALS)
def test_it_refuses_with_a_word(tie: Tie, reason: Reason) -> None:
    verdict = may_receive(tie, TODAY)
    assert verdict.reason is reason
    assert verdict.level is Level.OFF


def test_a_guardianship_lives_through_its_last_day() -> None:
    assert may_receive(replace(MOTHER, guardianship=Guardianship(until=TODAY)), TODAY).allowed


def test_service_begins_on_the_day_of_enrolment_and_ends_after_the_last_day() -> None:
    assert may_receive(replace(MOTHER, enrolled_on=TODAY, left_on=TODAY), TODAY).allowed


@pytest.mark.parametrize(("days", "allowed"), [(1, True), (3, True), (4, False)])
def test_only_the_farewell_is_heard_for_three_days_after_leaving(days: int, allowed: bool) -> None:
    left = replace(MOTHER, left_on=TODAY - days * DAY)
    assert not may_receive(left, TODAY).allowed
    assert may_receive(left, TODAY, farewell=True).allowed is allowed


@pytest.mark.parametrize(("born", "day"), [(date(2008, 2, 29), date(2026, 3, 1)), (date(2008, 3, 1), date(2026, 3, 1))])
def test_a_student_comes_of_age_on_the_birthday(born: date, day: date) -> None:
    grown = replace(MOTHER, birth_date=born)
    assert may_receive(grown, day - DAY).allowed
    assert may_receive(grown, day).reason is Reason.OF_AGE


dates = st.none() | st.dates(TODAY - 10 * DAY, TODAY + 10 * DAY)
ties = st.builds(
    Tie,
    contact=st.sampled_from(ContactState),
    is_student=st.booleans(),
    guardianship=st.none() | st.builds(Guardianship, restricted=st.booleans(), until=dates),
    consent=st.none() | st.sampled_from(ConsentState),
    level=st.sampled_from(Level),
    enrolled_on=dates,
    left_on=dates,
    birth_date=st.none() | st.dates(COMES_OF_AGE - 2 * DAY, COMES_OF_AGE + 2 * DAY),
    own=st.none() | st.sampled_from(ConsentState),
)


@given(ties)
def test_nobody_is_let_through_without_every_single_condition(tie: Tie) -> None:
    verdict = may_receive(tie, TODAY)
    kin = tie.guardianship is not None and not tie.guardianship.restricted
    alive = kin and (tie.guardianship is None or tie.guardianship.until is None or tie.guardianship.until >= TODAY)
    studies = (tie.enrolled_on or TODAY) <= TODAY <= (tie.left_on or TODAY)
    adult = tie.birth_date is not None and tie.birth_date <= COMES_OF_AGE
    signed, own = tie.consent is ConsentState.SIGNED, tie.own is ConsentState.SIGNED
    expected = (
        tie.contact is ContactState.APPROVED
        and (tie.is_student or alive)
        and ((own and (signed or tie.is_student)) if adult else signed)
        and studies
        and tie.level is not Level.OFF
    )
    assert verdict.allowed is expected
    assert verdict.level is (tie.level if expected else Level.OFF)


@given(ties)
def test_a_farewell_opens_nothing_but_a_closed_enrolment(tie: Tie) -> None:
    plain, farewell = may_receive(tie, TODAY), may_receive(tie, TODAY, farewell=True)
    if farewell.allowed and not plain.allowed:
        assert plain.reason is Reason.NOT_ENROLLED
        assert tie.left_on is not None
        assert tie.left_on < TODAY <= tie.left_on + 3 * DAY


def test_a_public_school_may_not_say_more_than_a_ping_through_telegram() -> None:
    for form in (LegalForm.MUNICIPAL, LegalForm.STATE):
        assert default_level(form, "telegram") is Level.PING
        assert default_level(form, "vk") is Level.FULL
    assert default_level(LegalForm.PRIVATE, "telegram") is Level.FULL


@given(st.sampled_from(LegalForm), st.sampled_from(Level), st.booleans(), st.sampled_from(["telegram", "vk"]))
def test_a_level_above_the_default_needs_a_decision(form: LegalForm, level: Level, decided: bool, channel: str) -> None:
    rule = ChannelRule(level, Decision("12", TODAY) if decided else None)
    in_force = level_of(form, {channel: rule}, channel, TODAY)
    if decided or level <= default_level(form, channel):
        assert in_force is level
    else:
        assert in_force is default_level(form, channel)
