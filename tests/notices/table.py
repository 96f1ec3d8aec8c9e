"""`python -m tests.notices.table --write`: docs/notices.md, made from school.notices."""

import sys
from pathlib import Path

from school.access import Role
from school.notices import KINDS, Kind, Locked
from school.profile import Profile, profile_text

PATH = Path(__file__).parents[2] / "docs" / "notices.md"
_WHY = {
    Locked.DUTY: "the regulation obliges the school to tell it in time, and the ledger proves that it did",
    Locked.SCHOOL: "it is the school's own word; who has not read an announcement, the class teacher sees",
    Locked.TRUTH: "it corrects what this reader was told: without it a wrong mark would stand",
    Locked.LINK: "it is about the link itself, and comes once",
}
_READERS = {Role.GUARDIAN: "guardians", Role.STUDENT: "students"}
_HEAD = """# What families are told

Made from `school/notices.py` by `python -m tests.notices.table --write`; a test keeps it true. What each says is in
`tests/texts/`, how it leaves in [delivery](delivery.md), why the defaults are what they are in
[a decision](decisions/0007-a-quiet-day-is-one-digest.md).

Everything passes the access rule for its purpose, twice: when the words are made and right before they leave. Guardians
and students switch kinds in `/settings`, for all children or for one. A person with several messengers gets each of
these once, where the consent and the school's policy allow most; results and announcements go everywhere they may.

| kind | tells | when | deadline | readers | one message per | class | default | source |
|---|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole file."""
    rows = "".join(f"| {' | '.join(_row(kind))} |\n" for kind in KINDS)
    locked = "".join(
        f"* {', '.join(f'`{kind.name}`' for kind in KINDS if kind.locked is why)}: {words}.\n"
        for why, words in _WHY.items()
    )
    return f"{_HEAD}{rows}\n## What may not be switched off, and why\n\n{locked}{_profile()}"


def _row(kind: Kind) -> tuple[str, ...]:
    readers = ", ".join(_READERS[role] for role in kind.readers)
    default = "always" if kind.locked else "on" if kind.default else "off"
    deadline = f"`{kind.within}`" if kind.within else kind.deadline
    urgency = f"{kind.urgency.name.lower()} ({int(kind.urgency)})"
    about = (kind.tells, kind.when, deadline, readers, kind.grouped, urgency, default, kind.source)
    return (f"`{kind.name}`", *about)


def _profile() -> str:
    texts = profile_text(Profile())
    fields = (
        ("settle_minutes", "what is new waits so long: a correction within costs no false alarm"),
        ("marks_pause", "minutes between two messages about new marks of one child"),
        ("marks_within", "how soon marks, remarks and moved works are told"),
        ("student_first", "minutes by which a student of 14 hears of a mark before the guardians; 0: together"),
        ("digest_time", "the evening: digests, exams ahead, vacations, the week, the forecast"),
        ("quiet_hours", "nothing comes, unless a deadline would be missed; each person may add more by weekday"),
        ("forecast_day", "the day of the month of the forecast, or the nearest day of study"),
        ("journal_by", "no import of a school day by then: administrators are alarmed once; 00:00: nobody watches"),
    )
    rows = "".join(f"| `{name}` | {texts[name]} | {words} |\n" for name, words in fields)
    head = "## What the school's profile decides (`python -m bot school set …`)\n\n| key | default | |\n|---|---|---|"
    return f"\n{head}\n{rows}"


def main() -> int:
    """0 when written; 2 without `--write`."""
    if sys.argv[1:] != ["--write"]:
        print(__doc__, file=sys.stderr)
        return 2
    PATH.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
