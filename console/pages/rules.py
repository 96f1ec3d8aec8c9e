"""The regulation profile and the channel policy: what is in force, by which decision, and how it is changed."""

from datetime import date
from typing import Any

from fastapi import Response

from actions.refusal import Refused
from actions.regulating import LEVEL_KEYS, set_school, settings_of
from console import labels
from console.visit import Visit
from school.messenger import Channel
from school.policy import Fact, Level, rule_name
from school.profile import WrongValue, change_profile, profile_text
from storage.links import linked_counts


async def rules(visit: Visit) -> Response:
    """Everything that is in force, and how many people a level is about."""
    async with visit.database.read() as connection:
        linked = await linked_counts(connection, visit.by.school_id)
    about = ", ".join(f"{labels.channel(visit.voice, channel)} — {linked.get(channel, 0)}" for channel in Channel)
    return visit.page("rules.html", about=about, **_shown(visit))


async def change_rules(visit: Visit) -> Response:
    """The changed keys of the profile, all or none."""
    known = profile_text(visit.the_school.profile)
    wanted = {name: visit.given(name, 300) for name in known if name in visit.form}
    changed = {name: value for name, value in wanted.items() if value != known[name]}
    for name, value in changed.items():
        try:
            change_profile(visit.the_school.profile, name, value)
        except WrongValue as wrong:
            rule, expected = _said(visit).get(name, name), _expected(visit).get(wrong.expected, wrong.expected)
            raise Refused(
                "{rule}: «{value}» не подходит, нужно: {expected}.", rule=rule, value=value, expected=expected
            ) from None
    return await _set(visit, changed)


async def change_level(visit: Visit) -> Response:
    """A channel's level, with the decision that allows it where the law asks for one."""
    name, level = visit.given("rule"), visit.given("level")
    if name not in LEVEL_KEYS or level.upper() not in Level.__members__:
        raise Refused("Выберите мессенджер и уровень.")
    return await _set(visit, {name: level}, visit.given("number", 60), _day(visit, "day"), _day(visit, "until"))


async def _set(
    visit: Visit, values: dict[str, str], number: str = "", day: date | None = None, until: date | None = None
) -> Response:
    say = visit.voice.say
    changes = await set_school(
        visit.database,
        values,
        decision_number=number or None,
        decision_day=day,
        decision_until=until,
        key=visit.key,
        now=visit.now,
        actor=f"person:{visit.by.id}",
    )
    visit.office.lent.queued()
    return await visit.go("/rules", say("Записано.") if changes else say("Так уже и было: ничего не изменилось."))


def _shown(visit: Visit) -> dict[str, Any]:
    school, now = visit.the_school, visit.now
    texts = settings_of(school, now)
    profile = {name: text for name, text in texts.items() if name not in LEVEL_KEYS}
    levels = []
    for channel in Channel:
        for fact in Fact:
            rule = school.rules.get(rule_name(channel, fact)) or school.rules.get(channel)
            level = school.level(channel, now, fact).name.lower()
            levels.append((channel, fact, level, rule.decision if rule else None))
    names = [(f"{rule_name(channel, fact)}_level", channel, fact) for channel in Channel for fact in (None, *Fact)]
    known = [name.lower() for name in Level.__members__]
    return {
        "profile": profile,
        "levels": levels,
        "rule_names": names,
        "known": known,
        "labels": labels,
        "said": _said(visit),
        "facts": _facts(visit),
    }


def _facts(visit: Visit) -> dict[str | None, str]:
    say = visit.voice.say
    return {
        None: say("все сведения"),
        "lessons": say("уроки и оценки"),
        "results": say("результаты"),
        "announcements": say("объявления"),
        "staff": say("сведения для сотрудников"),
    }


def _said(visit: Visit) -> dict[str, str]:
    """What the keys of a profile mean; one that is new here is said by its own name."""
    say = visit.voice.say
    return {
        "digest_time": say("Вечерняя сводка, время"),
        "quiet_hours": say("Тихие часы"),
        "results_within": say("Результаты экзаменов: сообщить за (24h, 3d)"),
        "finals_within": say("Итоговые оценки: сообщить за (24h, 3d)"),
        "settle_minutes": say("Минут подождать, вдруг оценку исправят"),
        "marks_within": say("Оценки: сообщить за (24h, 2d)"),
        "marks_pause": say("Минут между сообщениями об оценках одного ребёнка"),
        "student_first": say("На сколько минут раньше узнаёт сам ученик"),
        "journal_by": say("К какому часу журнал должен прийти"),
        "forecast_day": say("Прогноз: день месяца"),
        "correspondence": say("Семьи могут отвечать на объявления (yes, no)"),
        "operator_address": say("Адрес школы для бланка согласия"),
        "operator_inn": say("ИНН школы"),
        "responsible": say("Ответственный за персональные данные"),
        "homework_entered": say("Задание внесено: после урока (1h, 2h)"),
        "marks_entered": say("Оценка внесена: после дня урока (24h, 2d)"),
        "terms_entered": say("Итоговая внесена: после конца периода (24h, 2d)"),
        "weighted": say("Средний балл с весами (yes, no)"),
        "rounding": say("Округлять вверх от"),
    }


def _expected(visit: Visit) -> dict[str, str]:
    """What a value should be, in the reader's language."""
    say = visit.voice.say
    return {
        "время вида 18:00": say("время вида 18:00"),
        "промежуток вида 21:00-07:00": say("промежуток вида 21:00-07:00"),
        "срок вида 24h или 3d": say("срок вида 24h или 3d"),
        "число минут": say("число минут"),
        "число месяца от 1 до 28": say("число месяца от 1 до 28"),
        "yes или no": say("yes или no"),
        "граница вида 0.5 или 0.65": say("граница вида 0.5 или 0.65"),
        "одна строка до 300 знаков": say("одна строка до 300 знаков"),
        "10 или 12 цифр": say("10 или 12 цифр"),
    }


def _day(visit: Visit, name: str) -> date | None:
    if not visit.given(name):
        return None
    try:
        return date.fromisoformat(visit.given(name, 20))
    except ValueError:
        raise Refused("Дата решения записана неверно.") from None
