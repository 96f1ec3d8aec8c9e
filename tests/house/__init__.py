"""Is the house in order: checks that `make check` runs (python -m tests.house.check) and the tests of those checks."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

PACKAGES = (
    "actions",
    "bot",
    "console",
    "handlers",
    "journal",
    "locales",
    "sandbox",
    "scheduler",
    "school",
    "storage",
)
