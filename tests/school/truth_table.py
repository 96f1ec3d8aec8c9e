"""The access rule as a table: every condition, one at a time, asked of the rule itself; kept in docs/access.md.

python -m tests.school.truth_table [--write]
"""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from school.access import ConsentState, ContactState, Guardianship, Tie, may_receive
from school.policy import Level

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
BEGIN, END = "<!-- truth table: python -m tests.school.truth_table --write -->", "<!-- end of the truth table -->"
TODAY, DAY = date(2026, 11, 23), timedelta(days=1)
GUARDIAN = Tie(ContactState.APPROVED, False, Guardianship(), ConsentState.SIGNED, Level.FULL)
STUDENT = replace(GUARDIAN, is_student=True, guardianship=None)
BIRTHDAY = TODAY.replace(year=TODAY.year - 18)

CASES: dict[str, Tie] = {
    "a guardian, everything in order": GUARDIAN,
    "a student, with a guardian's consent to the student's access": STUDENT,
    "the request still waits": replace(GUARDIAN, contact=ContactState.WAITING),
    "the request was rejected": replace(GUARDIAN, contact=ContactState.REJECTED),
    "the person said /stop": replace(GUARDIAN, contact=ContactState.STOPPED),
    "no guardianship over this student": replace(GUARDIAN, guardianship=None),
    "the guardianship ended yesterday": replace(GUARDIAN, guardianship=Guardianship(until=TODAY - DAY)),
    "the guardianship ends today": replace(GUARDIAN, guardianship=Guardianship(until=TODAY)),
    "a court document restricts the guardian": replace(GUARDIAN, guardianship=Guardianship(restricted=True)),
    "nothing signed for this purpose on this channel": replace(GUARDIAN, consent=None),
    "refused in writing for this purpose": replace(GUARDIAN, consent=ConsentState.REFUSED),
    "the consent was withdrawn": replace(GUARDIAN, consent=ConsentState.WITHDRAWN),
    "a student without any guardian's consent to the access": replace(STUDENT, consent=None),
    "the student comes of age tomorrow": replace(GUARDIAN, birth_date=BIRTHDAY + DAY),
    "the student comes of age today": replace(GUARDIAN, birth_date=BIRTHDAY),
    "of age, and consents to the guardian's news": replace(GUARDIAN, birth_date=BIRTHDAY, own=ConsentState.SIGNED),
    "of age, consents, but the guardian signed nothing": replace(
        GUARDIAN, birth_date=BIRTHDAY, own=ConsentState.SIGNED, consent=None
    ),
    "an adult student without an own consent": replace(STUDENT, birth_date=BIRTHDAY),
    "an adult student with an own consent": replace(
        STUDENT, birth_date=BIRTHDAY, own=ConsentState.SIGNED, consent=None
    ),
    "enrolled from tomorrow": replace(GUARDIAN, enrolled_on=TODAY + DAY),
    "the last day of school is today": replace(GUARDIAN, left_on=TODAY),
    "left yesterday": replace(GUARDIAN, left_on=TODAY - DAY),
    "left three days ago": replace(GUARDIAN, left_on=TODAY - 3 * DAY),
    "left four days ago": replace(GUARDIAN, left_on=TODAY - 4 * DAY),
    "the policy is `ping` for these facts": replace(GUARDIAN, level=Level.PING),
    "the policy is `off` for these facts": replace(GUARDIAN, level=Level.OFF),
    "restored from a copy, not released yet": replace(GUARDIAN, held=True),
}


def table() -> str:
    """The table in Markdown, as the rule answers now."""
    rows = ["| who asks | facts | the farewell |", "|---|---|---|"]
    rows += [f"| {name} | {_answer(tie)} | {_answer(tie, farewell=True)} |" for name, tie in CASES.items()]
    return "\n".join(rows)


def documented() -> str:
    """The document with today's table in its place. Raises ValueError without the two marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:begin]}\n{table()}\n{text[end:]}"


def _answer(tie: Tie, *, farewell: bool = False) -> str:
    verdict = may_receive(tie, TODAY, farewell=farewell)
    return f"`{verdict.reason}`" if verdict.reason else f"**{verdict.level.name.lower()}**"


if __name__ == "__main__":
    if "--write" in sys.argv:
        DOCUMENT.write_text(documented(), encoding="utf-8")
    else:
        print(table())
