"""The texts of announcing, of who looks and of timeliness, by the name of their golden file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from actions.timeliness import HeldLine, TeacherLine
from actions.visiting import ClassVisits, FamilyVisits
from locales import Voice
from school import wording
from school.facts import Announcement
from school.message import Line, Message
from school.policy import Level
from school.wording import announced, announcing, drafting, letters, timeliness, visits
from tests.texts import facts

M, FULL = facts.MARIA, Level.FULL
ASKED = Announcement(
    6,
    "7",
    "Ольга Смирнова",
    "Едем в музей в пятницу.",
    facts.NOW,
    scope="grade",
    question="Поедет ли ваш ребёнок?",
    options=("Да", "Нет"),
    until=facts.NOW + timedelta(days=2),
)

LOOKED = (
    FamilyVisits(11, "Белов Иван", None, False, ((facts.MONDAY.replace(day=1), 4),)),
    FamilyVisits(12, "Котова Дарья", "blocked", False, ((facts.MONDAY.replace(day=1), 0),)),
    FamilyVisits(13, "Юдин Олег", None, True, ((facts.MONDAY.replace(day=1), 9),)),
)
TEACHERS = (
    TeacherLine("Белова И. П.", 24, 3, 5, 60, 2, 10, 1, 27, 4),
    TeacherLine("", 6, 1, 0),
    TeacherLine("Смирнов А. А.", 18, 0, 0, 40),
)


def looks(v: Voice) -> tuple[Line, ...]:
    """Everything that may be worth a second look."""
    return drafting.looks(
        v,
        names=("Петрову", "Иванова"),
        phones=("+7 916 123-45-67",),
        links=("https://museum.example/visit?id=7",),
        late="21:40",
        again="12:10",
    )


TEXTS: dict[str, Callable[[Voice], Message]] = {
    "announce_panel": lambda v: wording.announce_panel(v, facts.ANNOUNCED, facts.REACH, looks=looks(v)),
    "announce_panel_question": lambda v: wording.announce_panel(v, ASKED, facts.REACH, until=facts.AS_OF),
    "announce_which": lambda v: wording.announce_which(v, ((1, "7А"), (2, "7Б")), everybody="own"),
    "announce_which_grade": lambda v: wording.announce_which(v, (), (5, 6, 7), everybody="school"),
    "announce_sure": lambda v: announcing.announce_sure(
        v, 5, said_at=facts.AS_OF, morning=facts.AS_OF + timedelta(hours=16), local=facts.AS_OF + timedelta(hours=5)
    ),
    "announce_urgent_ask": lambda v: announcing.announce_urgent_ask(v, 5),
    "announce_question_ask": lambda v: announcing.announce_question_ask(v, 5),
    "announce_later_ask": lambda v: announcing.announce_later_ask(v, 5),
    "announce_until_ask": lambda v: announcing.announce_until_ask(v, 5),
    "announce_scheduled": lambda v: announced.announce_scheduled(v, facts.ANNOUNCED, facts.AS_OF, facts.AS_OF),
    "announce_answers": lambda v: wording.announce_status(
        v,
        ASKED,
        24,
        20,
        ("Иван Белов",),
        more=announced.counts(v, waiting=1, read=22, failed=1, no_channel=2),
        answers=(("Да", 18, ("Мария Орлова", "Пётр Котов")), ("Нет", 2, ())),
        buttons=announced.status_buttons(v, ASKED, silent=4, lost=3, own=True),
    ),
    "announcement_question": lambda v: wording.announcement(
        v, ASKED, (M,), level=FULL, replies=True, zone=facts.NOW.tzinfo
    ),
    "announcement_again": lambda v: wording.announcement(v, facts.ANNOUNCED, (M,), level=FULL, again=True),
    "announcement_corrected": lambda v: wording.announcement(
        v, replace(facts.ANNOUNCED, corrected=True, homeroom=False), (M, facts.PETER), level=FULL
    ),
    "announcements_list": lambda v: announced.announcements_list(v, (facts.ANNOUNCED, ASKED), facts.NOW),
    "announcement_urgent": lambda v: announced.urgent_announced(
        v, replace(facts.ANNOUNCED, scope="school"), level=FULL
    ),
    "announcement_urgent_pseudonym": lambda v: announced.urgent_announced(v, facts.ANNOUNCED, level=Level.PSEUDONYM),
    "recall_ask": lambda v: announced.recall_ask(v, 5, 21),
    "recall_scheduled": announced.schedule_cancelled,
    "reminded": lambda v: announced.reminded(v, 3),
    "corrected": lambda v: announced.corrected(v, 21),
    "correct_ask": lambda v: announced.correct_ask(v, 5),
    "letter_came": lambda v: letters.letter_came(v, 3, "Орлова Анна", "Едем в музей", "Мы заболели", level=FULL),
    "letter_came_pseudonym": lambda v: letters.letter_came(v, 3, "Орлова", "Музей", "Мы", level=Level.PSEUDONYM),
    "letter_answered": lambda v: letters.letter_answered(v, 6, "Едем в музей", "Выздоравливайте", level=FULL),
    "letter_elsewhere": letters.letter_elsewhere,
    "answer_noted": lambda v: letters.answer_noted(v, "Да", facts.AS_OF),
    "answer_closed": letters.answer_closed,
    "class_visits": lambda v: visits.class_visits(v, 3, LOOKED, named=True),
    "class_visits_discreet": lambda v: visits.class_visits(v, 3, LOOKED, named=False),
    "class_months": lambda v: visits.class_months(v, LOOKED, title="7А", named=True),
    "class_lost": lambda v: visits.class_lost(v, ((12, "Котова Дарья", "бот заблокирован"),)),
    "codes_made": lambda v: visits.codes_made(v, "Котова Дарья", (("Котова Ольга", "7Q2MX-K4D8T"),), facts.TUESDAY),
    "visits_week": lambda v: visits.visits_week(v, "7А", ("Белов Иван", "Котова Дарья"), 27, level=FULL),
    "visits_week_pseudonym": lambda v: visits.visits_week(v, "7А", ("Белов Иван",), 27, level=Level.PSEUDONYM),
    "visit_reminder": lambda v: visits.visit_reminder(v, level=FULL),
    "school_visits": lambda v: visits.school_visits(v, (ClassVisits(1, "7А", 27, 24, 20, 1, ()),), level=FULL),
    "school_visits_pseudonym": lambda v: visits.school_visits(
        v, (ClassVisits(1, "7А", 27, 24, 20, 1, ()),), level=Level.PSEUDONYM
    ),
    "timeliness": lambda v: timeliness.timeliness(v, TEACHERS, facts.MONDAY, facts.SUNDAY, level=FULL),
    "timeliness_none": lambda v: timeliness.timeliness(v, (), facts.MONDAY, facts.SUNDAY, level=FULL, measured=False),
    "timeliness_pseudonym": lambda v: timeliness.timeliness(
        v, TEACHERS, facts.MONDAY, facts.SUNDAY, level=Level.PSEUDONYM
    ),
    "held": lambda v: timeliness.held(v, (HeldLine("7А", "Алгебра", 30, 28, 1),), "2 четверть"),
    "recalled": lambda v: announced.recalled(v, 3, 21),
}
