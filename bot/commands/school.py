"""`school show` and `school set`: what the school is, and its regulation profile."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import day_of, pairs
from bot.commands.printing import AsJson, print_json, print_table, put

if TYPE_CHECKING:
    from bot.commands.session import Session
    from school.institution import School

LEGAL_FORMS = {"private": "частная", "municipal": "муниципальная", "state": "государственная"}


def show(as_json: AsJson = False) -> None:
    """Показать школу: название, часовой пояс, форму, учебный год, регламент и что разрешено каждому мессенджеру."""
    from bot.commands.session import within

    school, now = within(_found)
    if as_json:
        print_json(_facts(school, now))
    else:
        _print(school, now)


async def _found(session: "Session") -> "tuple[School, datetime]":
    from actions.regulating import the_school

    return await the_school(session.database), session.now


def change(
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE", help="Например digest_time=18:30")],
    decision_number: Annotated[
        str | None, typer.Option(metavar="N", help="Номер решения школы, если уровень мессенджера выше обычного.")
    ] = None,
    decision_date: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="Дата этого решения.")
    ] = None,
    decision_until: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="По какой день оно действует; иначе бессрочно.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Изменить правила школы: всё перечисленное или ничего.

    Ключи и примеры значений:

    digest_time=18:00, quiet_hours=21:00-07:00, settle_minutes=20, weighted=yes, rounding=0.5,

    marks_within=2d (за сколько сообщить об оценках), marks_pause=120 (минут между сообщениями об оценках ребёнка),
    student_first=0 (на сколько минут раньше родителей об оценке узнаёт ученик от 14 лет), forecast_day=20 (число
    месяца, когда приходит прогноз), journal_by=16:00 (к какому часу учебного дня ждать журнал; 00:00 — не ждать),

    results_within=24h, finals_within=3d, regulation=24h или 3d (оба срока сразу),

    homework_entered=1h, marks_entered=2d, terms_entered=2d (когда в журнале уже должны быть задания, оценки, итоговые),

    correspondence=yes (семьи могут отвечать на объявления), operator_address, operator_inn и responsible (для бланка
    согласия: адрес и ИНН школы, кто отвечает за личные данные),

    telegram_level и vk_level: off, ping, pseudonym или full; для одного рода сведений — telegram_results_level
    (lessons, results, announcements, staff).
    """
    from actions.regulating import set_school
    from bot.commands.session import within

    if bool(decision_number) != bool(decision_date):
        raise typer.BadParameter("--decision-number и --decision-date указывают вместе")
    wanted = pairs(values)
    changes = within(
        lambda session: set_school(
            session.database,
            wanted,
            decision_number=decision_number,
            decision_day=decision_date,
            decision_until=decision_until,
            key=session.key,
            now=session.now,
        )
    )
    if as_json:
        print_json([asdict(one) for one in changes])
    elif changes:
        print_table(("Правило", "Было", "Стало"), [(one.key, one.before, one.after) for one in changes])
    else:
        put("Так уже и было: ничего не изменилось.")


def _facts(school: "School", now: datetime) -> dict[str, Any]:
    from actions.regulating import LEVEL_KEYS, settings_of
    from school.messenger import Channel

    texts = settings_of(school, now)
    return {
        "name": school.name,
        "timezone": school.zone.key,
        "legal_form": school.legal_form,
        "year": school.year,
        "journal_at": school.journal_at,
        "profile": {name: text for name, text in texts.items() if name not in LEVEL_KEYS},
        "channels": {str(channel): _channel(school, channel, now) for channel in Channel},
    }


def _channel(school: "School", channel: str, now: datetime) -> dict[str, Any]:
    """What may be said there: whatever it is about, and kind by kind, with the decision that allows it."""
    from school.policy import Fact, rule_name

    kinds = {}
    for fact in Fact:
        rule = school.rules.get(rule_name(channel, fact)) or school.rules.get(channel)
        decision = asdict(rule.decision) if rule and rule.decision else None
        kinds[str(fact)] = {"level": school.level(channel, now, fact).name.lower(), "decision": decision}
    return {"level": school.level(channel, now).name.lower(), "decision": kinds["lessons"]["decision"], "kinds": kinds}


def _print(school: "School", now: datetime) -> None:
    facts = _facts(school, now)
    rows = [
        ("Школа", school.name),
        ("Часовой пояс", school.zone.key),
        ("Форма", LEGAL_FORMS.get(school.legal_form, school.legal_form)),
        ("Учебный год", school.year or "не указан"),
        ("Данные журнала на", _moment(school, school.journal_at)),
        *facts["profile"].items(),
        *((f"{channel}_level", _level(about)) for channel, about in facts["channels"].items()),
        *(
            (f"{channel}_{fact}_level", _level(own))
            for channel, about in facts["channels"].items()
            for fact, own in about["kinds"].items()
            if own["level"] != about["level"]
        ),
    ]
    print_table(("", ""), rows)


def _level(about: dict[str, Any]) -> str:
    level, decision = str(about["level"]), about["decision"]
    if not decision:
        return level
    until = f" по {decision['until']:%d.%m.%Y}" if decision["until"] else ""
    return f"{level} (решение № {decision['number']} от {decision['day']:%d.%m.%Y}{until})"


def _moment(school: "School", instant: datetime | None) -> str:
    return f"{school.local(instant):%d.%m.%Y %H:%M}" if instant else "журнал ещё не загружен"
