"""What a class teacher is to tell in person, and what administrators hear while a deadline comes near."""

from collections.abc import Sequence
from datetime import datetime

from locales import Voice
from school.facts import Due
from school.lateness import Case
from school.message import Block, Button, Footnote, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.phrases import full_name, heading, paragraph
from school.wording.reasons import reason_words
from school.wording.staff import SHOWN, due_line

AT_ONCE = 8  # cases with a button in one message; VK takes ten buttons


def last_mile(
    voice: Voice, school_class: str, cases: Sequence[Case], local: datetime, *, level: Level, done: int | None = None
) -> Message:
    """The list of a class: who is to be told what, until when, and why no messenger did; a button for each.

    `local` is now in the zone of the school; `send_by` of the cases is shown in it. `done`: the case just closed.
    """
    closed = () if done is None else (paragraph(voice.say("№ {number}: отмечено, спасибо.", number=done)),)
    if not cases:
        return Message((*closed, paragraph(voice.say("В списке «сообщить лично» никого нет."))))
    title = heading(voice.say("Сообщить лично"), school_class if level >= Level.FULL else "")
    shown = cases[:AT_ONCE]
    ask = voice.say("Мессенджер этого не сделал. Сообщите семье сами до срока и нажмите кнопку.")
    rest = len(cases) - len(shown)
    more = (paragraph(voice.plural("И ещё {n}.", "И ещё {n}.", rest)),) if rest else ()
    items = Listing(tuple(_case(voice, case, local, level) for case in shown))
    rows = tuple((_button(voice, case),) for case in shown)
    return Message((*closed, title, paragraph(ask), items, *more, *_discreetly(voice, level)), rows)


def _case(voice: Voice, case: Case, local: datetime, level: Level) -> Line:
    number = voice.say("№ {number}", number=case.id)
    until = voice.moment(case.send_by.astimezone(local.tzinfo), local.date())
    due = (
        voice.say("срок прошёл: {moment}", moment=until)
        if case.send_by < local
        else voice.say("до {moment}", moment=until)
    )
    why = f" — {reason_words(voice, case.reason)}; "
    if level < Level.FULL:
        return line(bold(number), f": {_kind(voice, case)}", why, due)
    guardian = case.guardian or voice.say("родитель в журнале не указан")
    subjects = ", ".join(dict.fromkeys(one.subject for one in (case, *case.others)))
    return line(bold(number), f": {full_name(case.student)} → {guardian}: {_kind(voice, case)}, {subjects}", why, due)


def _kind(voice: Voice, case: Case) -> str:
    if case.what == "exam":
        return voice.say("результат экзамена")
    return voice.plural("{n} итоговая оценка", "{n} итоговых оценок", 1 + len(case.others))


def _button(voice: Voice, case: Case) -> Button:
    return Button(voice.say("№ {number}: сообщил(а) лично", number=case.id), f"told {case.id}")


def _discreetly(voice: Voice, level: Level) -> tuple[Block, ...]:
    if level >= Level.FULL:
        return ()
    return (Footnote(line(voice.say("Имена показаны во ВКонтакте и в консоли."))),)


def told_already(voice: Voice, number: int) -> Message:
    """A press on a case that is closed."""
    return Message((paragraph(voice.say("№ {number}: уже сообщено.", number=number)),))


def warning(voice: Voice, percent: int, due: Sequence[Due], now: datetime, *, level: Level) -> Message:
    """To administrators: so much of the time is over, and this is not told yet; `now` is aware."""
    title = heading(voice.say("Сроки"), voice.say("прошло {percent} % времени", percent=percent))
    count = voice.plural("Ещё не сообщён {n} результат.", "Ещё не сообщено {n} результатов.", len(due))
    if level < Level.FULL:
        return Message((title, paragraph(count), *_discreetly(voice, level)))
    items = tuple(due_line(voice, one, now) for one in sorted(due, key=lambda one: one.send_by)[:SHOWN])
    hint = voice.say("Весь список: «сроки».")
    return Message((title, paragraph(count), Listing(items), paragraph(hint)))
