"""A question about children, from the words to the messages, in four statements whatever it is and whoever asks.

Account (on arrival), sights, school year, and one statement of facts for all the children together. A parent of up to
three who names nobody gets a message per child; with more children we ask about whom. A child chosen in /children is
meant until another is named. A button answers about its one child and takes the place of its message.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.pupils import Pupil, Seen, named_in, seen, why_hidden
from handlers.readings import about_pupils
from handlers.visit import Visit
from handlers.wishes import Wish, read_wish
from school import wording
from school.facts import Student
from school.incoming import Reply
from school.message import Message, Table
from school.messenger import Channel
from school.policy import Fact, Level
from school.purposes import Purpose
from school.subjects import is_key
from storage.diary import SchoolYear, school_year

AT_ONCE = 3  # children answered about without asking which
WORTH_A_TABLE = 3  # rows


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as understood, about the pupils of one school."""

    visit: Visit
    wish: Wish
    pupils: tuple[Pupil, ...]
    year: SchoolYear

    @property
    def students(self) -> tuple[Student, ...]:
        return tuple(pupil.student for pupil in self.pupils)

    @property
    def local(self) -> datetime:
        """Now, in the school's zone."""
        return self.year.school.local(self.visit.now)

    @property
    def today(self) -> date:
        return self.local.date()

    @property
    def as_of(self) -> datetime | None:
        """When the journal last answered, in the school's zone."""
        at = self.year.school.journal_at
        return self.year.school.local(at) if at else None


Tell = Callable[[Pupil], Message]
Look = Callable[[AsyncConnection, Asked], Awaitable[Tell]]
"""Reads the facts about all the pupils at once; the result words them for one."""


@dataclass(frozen=True, slots=True)
class Question:
    verb: str  # of its choices: `verb ID …`
    look: Look
    backward: bool = False  # «в пятницу» is the past one
    purpose: Purpose = Purpose.LESSONS  # what the facts that answer it are told for
    table: bool = False  # a table may be offered instead (handlers.tables)


async def ask(visit: Visit, question: Question) -> Reply:
    """The answer to a question about the children whom the account may ask about."""
    async with visit.desk.database.read() as connection:
        view = await seen(connection, visit, question.purpose)
        if not view.pupils:
            return visit.answer(wording.no_access(visit.voice, view.reason))
        if not view.told:
            return visit.answer(wording.ping(visit.voice))
        if not visit.pressed and (why := why_hidden(visit.words, view)):
            return visit.answer(wording.no_access(visit.voice, why, child=True))
        chosen, words = _chosen(visit, view)
        if not chosen:
            return visit.say(wording.stale_button(visit.voice))
        many = len(chosen) > AT_ONCE and len(view.named) == len(view.pupils)
        told = await _answers(connection, visit, question, chosen[:1] if many else chosen, words, asks=many)
    choice = " ".join((question.verb, "{id}", *(visit.words[1:] if visit.pressed else _again(told.wish) or ())))
    if many:
        return visit.answer(wording.which_child(visit.voice, view.named, choice))
    answer = visit.answer(*_with_steps(view, chosen, told.messages, choice))
    return replace(answer, readings=about_pupils(question.verb, chosen), fact=Fact(question.purpose))


def _chosen(visit: Visit, view: Seen) -> tuple[tuple[Pupil, ...], tuple[str, ...]]:
    """The pupils who are meant, and the rest of the words."""
    if visit.pressed and visit.words:
        student_id = visit.number(0)
        return tuple(pupil for pupil in view.told if pupil.student.id == student_id), visit.words[1:]
    named, rest = named_in(visit.words, [pupil for pupil in view.told if pupil.level is Level.FULL])
    favourite = tuple(pupil for pupil in view.told if pupil.student.id == visit.account.child_id)
    return named or favourite or view.told, rest


@dataclass(frozen=True, slots=True)
class _Told:
    messages: list[Message]
    wish: Wish


async def _answers(
    connection: AsyncConnection,
    visit: Visit,
    question: Question,
    chosen: Sequence[Pupil],
    words: Sequence[str],
    *,
    asks: bool,
) -> _Told:
    """A message about each; none when it is first asked about whom."""
    told = _Told([], Wish())
    for school_id in dict.fromkeys(pupil.school_id for pupil in chosen):
        year = await school_year(connection, school_id)
        mine = tuple(pupil for pupil in chosen if pupil.school_id == school_id)
        asked = Asked(visit, Wish(), mine, year)
        asked = replace(asked, wish=read_wish(words, asked.today, backward=question.backward))
        told = replace(told, wish=asked.wish)
        if not asks:
            tell = await question.look(connection, asked)
            told.messages.extend(_drawn(asked, question, pupil, tell(pupil)) for pupil in mine)
    return told


def _drawn(asked: Asked, question: Question, pupil: Pupil, message: Message) -> Message:
    """As real tables for those who chose them; for those who were not asked yet on Telegram, with the offer."""
    account, tables = asked.visit.account, [block for block in message.blocks if isinstance(block, Table)]
    if not (tables and question.table) or account.channel != Channel.TELEGRAM or account.rich is False:
        return message
    if account.rich:
        return replace(message, rich=True)
    words, worth = _again(asked.wish), max(len(table.rows) for table in tables) >= WORTH_A_TABLE
    if words is None or not worth:
        return message
    again = " ".join((question.verb, str(pupil.student.id), *words))
    return replace(message, buttons=(*message.buttons, wording.tables_step(asked.visit.voice, again)))


def _again(wish: Wish) -> tuple[str, ...] | None:
    """The words of a choice that asks for the same once more; None when no choice of ours does."""
    if wish.shift or wish.last or (wish.subject and not is_key(wish.subject)):
        return None
    span = wish.kind or wish.span
    said = (wish.day.isoformat() if wish.day else "", str(wish.number or ""), span, wish.subject)
    return tuple(word for word in said if word)


def _with_steps(view: Seen, chosen: Sequence[Pupil], messages: list[Message], choice: str) -> list[Message]:
    """A single answer offers the same question about the other children."""
    if len(messages) != 1:
        return messages
    steps = wording.child_steps(view.named, chosen[0].student, choice, chosen[0].level)
    return [replace(messages[0], buttons=messages[0].buttons + steps)]
