"""The forecast in words: the mark a student is heading for, what is still possible, and what would change it (R17)."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from locales.speech import capital
from school.facts import Period, Student
from school.forecast import Outlook, Step
from school.grading import Rule
from school.message import Block, Button, Line, Listing, Message, Text, bold, line
from school.policy import Level
from school.wording.averages import cut
from school.wording.periods import about, page
from school.wording.phrases import discreet, not_loaded, paragraph


@discreet
def forecast(
    voice: Voice,
    student: Student,
    found: Sequence[Outlook],
    period: Period,
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
    rule: Rule,
    subject: str = "",
) -> Message:
    """An outlook per subject; those with too few marks are named."""
    head = about(voice, voice.say("Прогноз"), period, today, student, level, subject)
    told, few = [one for one in found if one.mark is not None], [one for one in found if one.mark is None]
    body: list[Block] = [Listing(tuple(_line(voice, one, rule) for one in told))] if told else []
    if few:
        body.append(_few(voice, few))
    if not body:
        body = [not_loaded(voice) if as_of is None else paragraph(voice.say("Оценок за этот период пока нет."))]
    if told:
        body.append(paragraph(_rule(voice, rule)))
    return page(voice, head, tuple(body), as_of, today)


def forecast_steps(voice: Voice, student: Student) -> tuple[tuple[Button, ...], ...]:
    """The marks that the forecast rests on."""
    return ((Button(voice.say("Оценки по предметам"), f"marks {student.id} term"),),)


def _line(voice: Voice, one: Outlook, rule: Rule) -> Line:
    """«**Алгебра: 4** · средний балл 4,33, возможно 3–5. Ещё одна 5 → 4,43, всё ещё 4; две → 4,5, выйдет 5.»"""
    where = voice.say(" · средний балл {mean}", mean=cut(voice, one.average, rule)) if one.average is not None else ""
    steps = "".join(f" {said}" for said in (_better(voice, one, rule), _worse(voice, one, rule)) if said)
    return line(bold(f"{one.subject}: {one.mark}"), f"{where}{_range(voice, one)}.{steps}")


def _range(voice: Voice, one: Outlook) -> str:
    if not one.left:
        return ""
    if one.lowest == one.highest:
        return voice.say(", другой уже не выйдет")
    return voice.say(", возможно от {low} до {high}", low=one.lowest, high=one.highest)


def _better(voice: Voice, one: Outlook, rule: Rule) -> str:
    """«Ещё одна 5 → 4,43, всё ещё 4; две → 4,5, выйдет 5.»"""
    if not one.better:
        return ""
    first, *more = one.better
    said = voice.say(
        "Ещё {count} {value} → {mean}, {becomes}",
        count=_count(voice, first.count),
        value=first.value,
        mean=cut(voice, first.average, rule),
        becomes=_becomes(voice, first, one),
    )
    for step in more:
        said += "; " + voice.say(
            "{count} → {mean}, {becomes}",
            count=_count(voice, step.count),
            mean=cut(voice, step.average, rule),
            becomes=_becomes(voice, step, one),
        )
    return f"{capital(said)}."


def _worse(voice: Voice, one: Outlook, rule: Rule) -> str:
    """«А после двух 2 → 3,4, выйдет 3.»; nothing while the mark would hold."""
    lost = next((step for step in one.worse if step.mark != one.mark), None)
    if lost is None:
        return ""
    mean, becomes = cut(voice, lost.average, rule), _becomes(voice, lost, one)
    count = _count(voice, lost.count)
    return voice.say(
        "Но {count} {value} → {mean}, {becomes}.", count=count, value=lost.value, mean=mean, becomes=becomes
    )


def _becomes(voice: Voice, step: Step, one: Outlook) -> str:
    if step.mark == one.mark:
        return voice.say("всё ещё {mark}", mark=step.mark)
    return voice.say("выйдет {mark}", mark=step.mark)


def _count(voice: Voice, count: int) -> str:
    words = (voice.say("одна"), voice.say("две"), voice.say("три"), voice.say("четыре"), voice.say("пять"))
    return words[count - 1] if count <= len(words) else str(count)


def _few(voice: Voice, few: Sequence[Outlook]) -> Text:
    subjects = ", ".join(f"{one.subject} ({one.count})" for one in few)
    return Text(line(bold(voice.say("Оценок пока мало, прогноза нет")), f": {subjects}."))


def _rule(voice: Voice, rule: Rule) -> str:
    border = voice.number(float(rule.rounding))
    if rule.weighted:
        return voice.say(
            "Правило школы: средний балл с весами, вверх от {border}; новая оценка здесь весит 1. Итог ставит учитель.",
            border=border,
        )
    return voice.say("Правило школы: средний балл без весов, вверх от {border}. Итог ставит учитель.", border=border)
