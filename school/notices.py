"""Every kind of notice that a family gets, in one table: who, when, how urgently, by when, and may it be switched off.

`docs/notices.md` is made from it (`python -m tests.notices.table --write`). How a kind is worded stands in
`scheduler.notices.NOTICES`, its name for people in `school.wording.preferences`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from school.access import Role
from school.outbox import Urgency
from school.profile import Profile
from school.purposes import Purpose

BOTH, GUARDIANS = (Role.GUARDIAN, Role.STUDENT), (Role.GUARDIAN,)


class Locked(StrEnum):
    """Why a kind may not be switched off; said to the person in `school.wording.preferences`."""

    DUTY = "duty"  # the regulation obliges the school to tell it in time, and to prove it
    SCHOOL = "school"  # the school's own word; who has not read an announcement, the class teacher sees
    TRUTH = "truth"  # it corrects what this reader was told
    LINK = "link"  # it is about the link itself, and comes once


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. `within` names a field of the profile; "" when the moment itself is the deadline."""

    name: str
    tells: str  # for the table in docs
    when: str  # for the table in docs
    purpose: Purpose | None
    urgency: Urgency
    default: bool = True
    locked: Locked | None = None
    readers: tuple[Role, ...] = BOTH
    grouped: str = "child"  # one message per child | person | thing
    within: str = ""
    deadline: str = ""  # in words, where no field of the profile says it
    source: str = ""

    def deadline_of(self, profile: Profile) -> timedelta | None:
        """How soon it must be told once it is known."""
        found: timedelta | None = getattr(profile, self.within) if self.within else None
        return found


KINDS = (
    Kind(
        "exam_result",
        "exam results, new, corrected and confirmed",
        "at once; after quiet hours unless the deadline is sooner",
        Purpose.RESULTS,
        Urgency.RESULT,
        locked=Locked.DUTY,
        grouped="thing",
        within="results_within",
        source="R18",
    ),
    Kind(
        "final",
        "term, half-year and year marks, new and corrected",
        "at once; after quiet hours unless the deadline is sooner",
        Purpose.RESULTS,
        Urgency.RESULT,
        locked=Locked.DUTY,
        within="finals_within",
        source="R16 R18 R22",
    ),
    Kind(
        "absence",
        "absence from lessons today, and what to do; a correction of it",
        "after the settle window, once a day; by midnight; not what the digest named first",
        Purpose.LESSONS,
        Urgency.CHANGE,
        readers=GUARDIANS,
        deadline="the end of the day",
        source="R19",
    ),
    Kind(
        "changes",
        "substitutions, cancelled and moved lessons",
        "of today at once; of tomorrow in the evening, when the digest did not tell them; taken back: at once",
        Purpose.LESSONS,
        Urgency.CHANGE,
        deadline="the end of the day they are for",
        source="R09",
    ),
    Kind(
        "announcement",
        "announcements of the class teacher and the school",
        "when they are sent, to whom the sender chose; urgent ones as a result, in quiet hours too",
        Purpose.ANNOUNCEMENTS,
        Urgency.ANNOUNCEMENT,
        locked=Locked.SCHOOL,
        grouped="person",
        deadline="the end of the time to answer, at most seven days",
        source="R32",
    ),
    Kind(
        "announcement_again",
        "a reminder of an announcement that nobody answered",
        "when the sender asks for it",
        Purpose.ANNOUNCEMENTS,
        Urgency.ANNOUNCEMENT,
        locked=Locked.SCHOOL,
        grouped="person",
        deadline="seven days",
        source="R32",
    ),
    Kind(
        "announcement_fix",
        "an announcement that was put right: the sent message is edited, else it comes once more",
        "at once",
        Purpose.ANNOUNCEMENTS,
        Urgency.ANNOUNCEMENT,
        locked=Locked.TRUTH,
        grouped="person",
        deadline="seven days",
        source="R32 R33",
    ),
    Kind(
        "letter_answer",
        "the teacher's answer to a family's letter",
        "at once",
        Purpose.ANNOUNCEMENTS,
        Urgency.APPROVAL,
        locked=Locked.SCHOOL,
        grouped="thing",
        deadline="none",
        source="R31",
    ),
    Kind(
        "marks",
        "new marks",
        "after the settle window, at most once per `marks_pause`; what the digest told is not repeated",
        Purpose.LESSONS,
        Urgency.NEWS,
        within="marks_within",
        source="R06 R20",
    ),
    Kind(
        "marks_fixed",
        "corrected and removed marks",
        "after the settle window: the message that told the mark is edited, else «было 4 → стало 5»",
        Purpose.LESSONS,
        Urgency.NEWS,
        locked=Locked.TRUTH,
        within="marks_within",
        source="R33",
    ),
    Kind(
        "remark",
        "remarks, recommendations and praise of teachers",
        "after the settle window",
        Purpose.LESSONS,
        Urgency.NEWS,
        within="marks_within",
        source="R15",
    ),
    Kind(
        "work_moved",
        "control works moved to another day",
        "after the settle window",
        Purpose.LESSONS,
        Urgency.NEWS,
        within="marks_within",
        source="R10",
    ),
    Kind(
        "homework_late",
        "homework given after the evening's digest",
        "after the settle window",
        Purpose.LESSONS,
        Urgency.NEWS,
        deadline="the end of the day it is due",
        source="R11 R21",
    ),
    Kind(
        "exam_ahead",
        "an exam a week ahead and the day before",
        "in the evening, at the school's digest time",
        Purpose.LESSONS,
        Urgency.NEWS,
        deadline="the end of that day",
        source="R10",
    ),
    Kind(
        "digest",
        "the day: marks, absences, tomorrow's lessons, homework, works",
        "at the school's or one's own digest time, once a day",
        Purpose.LESSONS,
        Urgency.DIGEST,
        grouped="person",
        deadline="four hours later, before quiet hours",
        source="R06–R11",
    ),
    Kind(
        "vacation",
        "vacations begin, lessons begin again",
        "the evening before the first day, and before the first day of lessons",
        Purpose.LESSONS,
        Urgency.DIGEST,
        grouped="person",
        deadline="the end of that day",
        source="R14",
    ),
    Kind(
        "forecast",
        "the marks a student is heading for",
        "once a month, on `forecast_day` or the nearest day of study",
        Purpose.LESSONS,
        Urgency.DIGEST,
        deadline="the end of that day",
        source="R17",
    ),
    Kind(
        "week",
        "the week: marks by subject, absences, works of the next one",
        "on Saturday, at the school's digest time",
        Purpose.LESSONS,
        Urgency.DIGEST,
        default=False,
        grouped="person",
        deadline="the end of that day",
    ),
    Kind(
        "visit_reminder",
        "a reminder to guardians who have not looked for a while",
        "when the class teacher asks for it, at most once in 30 days; never to a family on paper",
        Purpose.LESSONS,
        Urgency.ANNOUNCEMENT,
        locked=Locked.DUTY,
        readers=GUARDIANS,
        grouped="person",
        deadline="three days",
        source="R28",
    ),
    Kind(
        "farewell",
        "the student left the school",
        "once, within three days",
        None,
        Urgency.ANNOUNCEMENT,
        locked=Locked.LINK,
        deadline="three days",
        source="R04",
    ),
    Kind(
        "new_adult",
        "another adult may now hear of the child",
        "at once",
        None,
        Urgency.APPROVAL,
        locked=Locked.LINK,
        readers=GUARDIANS,
        deadline="seven days",
    ),
    Kind(
        "new_account",
        "another messenger of the same person was linked",
        "at once",
        None,
        Urgency.APPROVAL,
        locked=Locked.LINK,
        grouped="person",
        deadline="seven days",
    ),
)
"""The defaults keep a usual day to the digest and a few messages: docs/decisions says why each is what it is."""

BY_NAME = {kind.name: kind for kind in KINDS}
CHOSEN = tuple(kind for kind in KINDS if kind.locked is None and kind.name != "digest")
"""What a person switches by kind; the digest has a switch and a time of its own."""
