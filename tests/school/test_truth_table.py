"""docs/access.md says what the rule answers."""

from tests.school.truth_table import DOCUMENT, documented


def test_the_documented_truth_table_is_what_the_rule_answers() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == documented(), "python -m tests.school.truth_table --write"
