"""A school's regulation profile and channel policy, changed by a responsible person and written down."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.refusal import Refused
from school.institution import School
from school.messenger import Channel
from school.policy import ChannelRule, Decision, Fact, Level, default_level, rule_name
from school.profile import Profile, WrongValue, change_profile, profile_text
from storage import audit, schools
from storage.database import Database

LEVEL_KEYS = {f"{rule_name(channel, fact)}_level": (channel, fact) for channel in Channel for fact in (None, *Fact)}
"""`telegram_level` is for every kind of fact, `telegram_results_level` for one."""
NO_SCHOOL = "Школы в базе ещё нет. Загрузите журнал с листом «Школа»: python -m bot import ФАЙЛ."


@dataclass(frozen=True, slots=True)
class Change:
    """One thing `school set` changed, as texts."""

    key: str
    before: str
    after: str


async def the_school(database: Database) -> School:
    """The school: one database holds one, which the first import makes. Raises Refused before it."""
    async with database.read() as connection:
        found = await schools.all_schools(connection)
    if not found:
        raise Refused(NO_SCHOOL)
    return found[0]


async def set_school(
    database: Database,
    values: dict[str, str],
    *,
    decision_number: str | None = None,
    decision_day: date | None = None,
    decision_until: date | None = None,
    key: bytes,
    now: datetime,
    actor: str = "operator",
) -> tuple[Change, ...]:
    """Set keys of the profile (`digest_time=18:30`) and of the channel policy (`telegram_level=full`): all, or none.

    Raises Refused with the reason: an unknown key, a value that can't be, a level above the law's default without a
    decision's number and day. A level for a whole channel replaces those of its kinds.
    """
    decision = Decision(decision_number, decision_day, decision_until) if decision_number and decision_day else None
    school = await the_school(database)
    profile, rules = school.profile, dict(school.rules)
    for name, value in sorted(values.items(), key=lambda pair: len(pair[0])):  # a channel before its kinds
        if name in LEVEL_KEYS:
            _set_level(rules, *LEVEL_KEYS[name], _rule(school, name, value, decision, now))
        else:
            profile = _changed(profile, name, value)
    async with database.write() as connection:
        await schools.save_profile(connection, school.id, profile)
        await schools.save_rules(connection, school.id, rules)
        subject = f"school:{school.id} " + " ".join(sorted(values))
        await audit.record(connection, key=key, at=now, actor=actor, act="set_school", subject=subject)
    before, after = settings_of(school, now), settings_of(await the_school(database), now)
    return tuple(Change(name, before[name], after[name]) for name in after if before[name] != after[name])


def settings_of(school: School, now: datetime) -> dict[str, str]:
    """Everything `set_school` can change, as texts; levels as they are in force."""
    levels = {name: school.level(channel, now, fact).name.lower() for name, (channel, fact) in LEVEL_KEYS.items()}
    return profile_text(school.profile) | levels


def _changed(profile: Profile, name: str, value: str) -> Profile:
    try:
        return change_profile(profile, name, value)
    except KeyError:
        known = ", ".join([*profile_text(profile), "regulation", *LEVEL_KEYS])
        raise Refused("Нет такого правила: «{name}». Есть: {known}.", name=name, known=known) from None
    except WrongValue as wrong:
        raise Refused(str(wrong)) from None


def _set_level(rules: dict[str, ChannelRule], channel: Channel, fact: Fact | None, rule: ChannelRule) -> None:
    if fact is None:
        for one in Fact:
            rules.pop(rule_name(channel, one), None)
    rules[rule_name(channel, fact)] = rule


def _rule(school: School, name: str, value: str, decision: Decision | None, now: datetime) -> ChannelRule:
    if value.upper() not in Level.__members__:
        raise Refused(
            "{name}: «{value}» не подходит, нужно одно из: {known}.",
            name=name,
            value=value,
            known=", ".join(Level.__members__).lower(),
        )
    level = Level[value.upper()]
    if level <= default_level(school.legal_form, LEVEL_KEYS[name][0]):
        return ChannelRule(level)
    if decision is None:
        raise Refused(
            "{name}={value} выше того, что закон оставляет школе этой формы (149-ФЗ ст. 10 ч. 8, 41-ФЗ). "
            "Нужно решение школы: --decision-number и --decision-date.",
            name=name,
            value=value,
        )
    if not decision.holds(school.local(now).date()):
        raise Refused("Решение школы сегодня не действует: проверьте --decision-date и --decision-until.")
    return ChannelRule(level, decision)
