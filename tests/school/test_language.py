"""The glossary follows the code: every name it claims is there."""

import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[2] / "docs" / "language.md"
NAMES = re.findall(r"^\|[^|]+\| `(\w+\.[\w.]+)` \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)


def _resolve(name: str) -> object:
    """The thing behind `package.module.Name.part`; LookupError when there is none."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if is_dataclass(found) and part in {field.name for field in fields(found)}:
                found = part
            elif hasattr(found, part):
                found = getattr(found, part)
            else:
                raise LookupError(name)
        return found
    raise LookupError(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_claims_only_names_that_exist(name: str) -> None:
    assert _resolve(name) is not None


def test_it_says_each_term_once() -> None:
    assert len(NAMES) > 60
    assert len(set(NAMES)) == len(NAMES)


def test_it_would_notice_a_name_that_is_gone() -> None:
    with pytest.raises(LookupError):
        _resolve("school.facts.Pupil")
