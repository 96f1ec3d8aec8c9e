"""`school show` and `school set`: what the school is, and its regulation profile."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import day_of, pairs
from bot.commands.printing import AsJson, print_json, print_table, put

if TYPE_CHECKING:
    from school.institution import School

LEGAL_FORMS = {"private": "частная", "municipal": "муниципальная", "state": "государственная"}


def show(as_json: AsJson = False) -> None:
    """Показать школу: название, часовой пояс, форму, учебный год, регламент и что разрешено каждому мессенджеру."""
    from actions.regulating import the_school
    from bot.commands.session import within

    school = within(lambda session: the_school(session.database))
    if as_json:
        print_json(_facts(school))
    else:
        _print(school)


def change(
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE", help="Например digest_time=18:30")],
    decision_number: Annotated[
        str | None, typer.Option(metavar="N", help="Номер решения школы, если уровень мессенджера выше обычного.")
    ] = None,
    decision_date: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="Дата этого решения.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Изменить правила школы: всё перечисленное или ничего.

    Ключи и примеры значений:

    digest_time=18:00, quiet_hours=21:00-07:00, settle_minutes=20,

    results_within=24h, finals_within=3d, regulation=24h или 3d (оба срока сразу),

    telegram_level и vk_level: off, ping, pseudonym или full.
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


def _facts(school: "School") -> dict[str, Any]:
    from actions.regulating import LEVEL_KEYS, settings_of

    texts = settings_of(school)
    return {
        "name": school.name,
        "timezone": school.zone.key,
        "legal_form": school.legal_form,
        "year": school.year,
        "journal_at": school.journal_at,
        "profile": {name: text for name, text in texts.items() if name not in LEVEL_KEYS},
        "channels": {channel: _channel(school, channel) for channel in LEVEL_KEYS.values()},
    }


def _channel(school: "School", channel: str) -> dict[str, Any]:
    rule = school.rules.get(channel)
    decision = asdict(rule.decision) if rule and rule.decision else None
    return {"level": school.level(channel).name.lower(), "decision": decision}


def _print(school: "School") -> None:
    facts = _facts(school)
    rows = [
        ("Школа", school.name),
        ("Часовой пояс", school.zone.key),
        ("Форма", LEGAL_FORMS.get(school.legal_form, school.legal_form)),
        ("Учебный год", school.year or "не указан"),
        ("Данные журнала на", _moment(school, school.journal_at)),
        *facts["profile"].items(),
        *((f"{channel}_level", _level(about)) for channel, about in facts["channels"].items()),
    ]
    print_table(("", ""), rows)


def _level(about: dict[str, Any]) -> str:
    level, decision = str(about["level"]), about["decision"]
    return f"{level} (решение № {decision['number']} от {decision['day']:%d.%m.%Y})" if decision else level


def _moment(school: "School", instant: datetime | None) -> str:
    return f"{school.local(instant):%d.%m.%Y %H:%M}" if instant else "журнал ещё не загружен"
