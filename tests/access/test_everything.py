"""Anything in any order: no fact about a child to a contact without the right, whatever happened before."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.access.machine import Everything

QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


def test_nobody_hears_what_is_not_theirs() -> None:
    """A few hundred steps, alike in every run."""
    told = [Phase.generate]  # a failure is named at once; the long test shrinks it
    fixed = settings(max_examples=16, stateful_step_count=25, derandomize=True, database=None, phases=told, **QUIET)
    run_state_machine_as_test(Everything, settings=fixed)


@pytest.mark.long
def test_nobody_hears_what_is_not_theirs_for_long() -> None:
    """As many stories of fifty steps as RODNIK_STORIES says (400), new ones in every run."""
    stories = int(os.environ.get("RODNIK_STORIES", "400"))
    long = settings(max_examples=stories, stateful_step_count=50, database=None, **QUIET)
    run_state_machine_as_test(Everything, settings=long)
