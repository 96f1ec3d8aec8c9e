"""Schools and their regulation profiles."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from school.institution import School
from school.policy import ChannelRule, Decision, LegalForm, Level
from school.profile import Profile, profile_from, profile_text
from storage.tables import schools


async def all_schools(connection: AsyncConnection) -> tuple[School, ...]:
    """Every school, oldest first; () before the first import."""
    rows = await connection.execute(select(schools).order_by(schools.c.id))
    return tuple(school_of(row) for row in rows)


async def school_by_id(connection: AsyncConnection, school_id: int) -> School:
    """One school. Raises NoResultFound."""
    return school_of((await connection.execute(select(schools).where(schools.c.id == school_id))).one())


async def save_profile(connection: AsyncConnection, school_id: int, profile: Profile) -> None:
    """Keep a changed regulation profile."""
    await connection.execute(update(schools).where(schools.c.id == school_id).values(profile=profile_text(profile)))


async def save_rules(connection: AsyncConnection, school_id: int, rules: dict[str, ChannelRule]) -> None:
    """Keep the school's channel policy."""
    texts = {name: _rule_text(rule) for name, rule in rules.items()}
    await connection.execute(update(schools).where(schools.c.id == school_id).values(channel_rules=texts))


async def journal_answered(connection: AsyncConnection, school_id: int, at: datetime) -> None:
    """The journal was read at this instant (UTC): "data as of", and the first import if there was none."""
    first = func.coalesce(schools.c.first_import_at, at)
    await connection.execute(
        update(schools).where(schools.c.id == school_id).values(journal_at=at, first_import_at=first)
    )


def school_of(row: Any) -> School:
    """A row with the columns of schools as a School."""
    return School(
        id=row.id,
        name=row.name,
        zone=ZoneInfo(row.timezone),
        legal_form=LegalForm(row.legal_form),
        year=row.year,
        profile=profile_from(row.profile),
        rules=rules_of(row.channel_rules),
        journal_at=row.journal_at,
        first_import_at=row.first_import_at,
    )


def rules_of(stored: dict[str, dict[str, str]]) -> dict[str, ChannelRule]:
    """The channel policy from the stored column."""
    return {name: _rule(texts) for name, texts in stored.items()}


def _rule(texts: dict[str, str]) -> ChannelRule:
    level = Level[texts["level"].upper()]
    if not texts.get("number"):
        return ChannelRule(level)
    until = date.fromisoformat(texts["until"]) if texts.get("until") else None
    return ChannelRule(level, Decision(texts["number"], date.fromisoformat(texts["day"]), until))


def _rule_text(rule: ChannelRule) -> dict[str, str]:
    texts = {"level": rule.level.name.lower()}
    if rule.decision:
        texts |= {"number": rule.decision.number, "day": rule.decision.day.isoformat()}
        texts |= {"until": rule.decision.until.isoformat()} if rule.decision.until else {}
    return texts
