"""What is typed into the form of an announcement, and what it means: to whom, with what question, until when."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.addressing import Addressed, Classes, for_all, of_grade
from actions.announcing import FARTHEST, LONGEST, OPTION, OPTIONS
from actions.refusal import Refused
from console.visit import Visit
from school.clock import instant
from school.institution import Person
from school.wording.announcing import yes_no
from storage.announcements import Draft

AUDIENCES = ("guardians", "students", "both")
QUESTION = 200  # characters


@dataclass(frozen=True, slots=True)
class Written:
    """The form as it was filled in. `whole`: "" (the classes ticked) | school | a grade; `ask`: "" | yesno | own."""

    text: str = ""
    chosen: frozenset[int] = field(default=frozenset())
    whole: str = ""
    audience: str = "guardians"
    acknowledge: bool = True
    urgent: bool = False
    ask: str = ""
    question: str = ""
    options: str = ""  # a line each
    until: str = ""  # of an input datetime-local, in the school's zone

    def addressed(self, classes: Classes, author: Person) -> Addressed:
        """To whom, among the classes open to the author. Raises Refused when nothing is chosen or nothing is said."""
        found = Addressed(tuple(self.chosen))
        if self.whole == "school" and for_all(author):
            found = Addressed(tuple(one for one, _ in classes), "school")
        elif self.whole.isdecimal() and len(self.whole) < 3 and for_all(author):
            found = Addressed(tuple(one for one, _ in of_grade(classes, int(self.whole))), "grade")
        if not self.text or not found.class_ids:
            raise Refused("Напишите текст и выберите хотя бы один класс.")
        return found

    def values(self, visit: Visit) -> dict[str, Any]:
        """The columns and the answers. Raises Refused for answers that can't be buttons and a time that is over."""
        options = [line.strip() for line in self.options.splitlines() if line.strip()] if self.ask == "own" else []
        if self.ask == "own" and not (
            self.question and 1 < len(options) <= OPTIONS and all(len(one) <= OPTION for one in options)
        ):
            raise Refused("Напишите вопрос и варианты ответа: от двух до восьми, каждый до 40 знаков.")
        until = typed_instant(visit, self.until)
        if self.until and (until is None or not visit.now < until <= visit.now + FARTHEST):
            raise Refused("Срок ответа должен быть впереди, не дальше 60 дней.")
        return {
            "audience": self.audience,
            "acknowledge": self.acknowledge,
            "urgent": self.urgent,
            "question": self.question[:QUESTION] or None if self.ask else None,
            "options": yes_no(visit.voice) if self.ask == "yesno" else tuple(options),
            "until": until,
        }


def asked(visit: Visit) -> Written:
    """The form that came."""
    chosen = frozenset(int(one) for one in visit.form.get("chosen", []) if str(one).isdecimal() and len(str(one)) < 10)
    audience = visit.given("audience")
    return Written(
        text=visit.given("text", LONGEST),
        chosen=chosen,
        whole=visit.given("whole"),
        audience=audience if audience in AUDIENCES else "guardians",
        acknowledge=visit.given("acknowledge") == "yes",
        urgent=visit.given("urgent") == "yes",
        ask=visit.given("ask") if visit.given("ask") in ("yesno", "own") else "",
        question=visit.given("question", QUESTION),
        options=visit.given("options", 1_000),
        until=visit.given("until"),
    )


def written_of(draft: Draft, visit: Visit) -> Written:
    """The form of a draft."""
    said = draft.announcement
    plain = said.options == yes_no(visit.voice)
    return Written(
        text=said.text,
        chosen=frozenset(draft.class_ids),
        whole={"school": "school", "grade": said.school_class}.get(said.scope, ""),
        audience=said.audience,
        acknowledge=said.acknowledge,
        urgent=said.urgent,
        ask="" if not said.options else "yesno" if plain else "own",
        question=said.question or "",
        options="" if plain else "\n".join(said.options),
        until=local_text(visit, said.until),
    )


def typed_instant(visit: Visit, text: str) -> datetime | None:
    """«2026-11-25T18:00» in the school's zone, as UTC; None of anything else."""
    try:
        found = datetime.fromisoformat(text)
        return instant(found.date(), found.time(), visit.the_school.zone) if found.tzinfo is None else None
    except (ValueError, OverflowError):
        return None


def local_text(visit: Visit, at: datetime | None) -> str:
    """An instant as the input takes it; "" of none."""
    return f"{visit.the_school.local(at):%Y-%m-%dT%H:%M}" if at else ""
