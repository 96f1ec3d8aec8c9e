"""Anything in any order: no fact about a child to a contact without the right, whatever happened before."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.access.machine import Everything

QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
PARTS, STORIES, STEPS = 4, 34, 50  # more than 5,000 steps in all: some stories end early


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_hears_what_is_not_theirs(part: int) -> None:
    """The same stories in every run, in parts that run side by side."""
    stories: Any = seed(part)(type("Part", (Everything,), {"steps": 0}))
    told = [Phase.generate]  # a failure is named at once; the long test shrinks it
    fixed = settings(max_examples=STORIES, stateful_step_count=STEPS, database=None, phases=told, **QUIET)
    run_state_machine_as_test(stories, settings=fixed)
    assert stories.steps >= 1_250


@pytest.mark.long
def test_nobody_hears_what_is_not_theirs_for_long() -> None:
    """As many stories of fifty steps as RODNIK_STORIES says (20,000: a million steps), new ones in every run."""
    stories = int(os.environ.get("RODNIK_STORIES", "20000"))
    long = settings(max_examples=stories, stateful_step_count=STEPS, database=None, **QUIET)
    run_state_machine_as_test(Everything, settings=long)
    print(f"{Everything.steps} steps")
