"""Lists as rows for a workbook: a title, a header, and rows of plain values."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from locales import Voice
from school.facts import Announcement
from school.wording.announcing import addressed
from school.wording.reasons import reason_words
from school.wording.staff import channel_name

Rows = tuple[str, tuple[str, ...], tuple[tuple[str | int | float | None, ...], ...]]


class Family(Protocol):
    """One family and how far an announcement got there (actions.announced.FamilyTold)."""

    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def channels(self) -> tuple[str, ...]: ...
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def read_at(self) -> datetime | None: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def answers(self) -> tuple[str, ...]: ...


def announcement_rows(voice: Voice, announced: Announcement, rows: Sequence[Family], zone: tzinfo) -> Rows:
    """A row per family: how far it got, when, and what it answered. Times are the school's."""
    title = voice.say("Объявление для {school_class}", school_class=addressed(voice, announced))
    header = (
        voice.say("Ученик"),
        voice.say("Состояние"),
        voice.say("Причина"),
        voice.say("Где"),
        voice.say("Доставлено"),
        voice.say("Прочитано"),
        voice.say("Ознакомлен"),
        voice.say("Ответ"),
    )
    states = {
        "sent": voice.say("доставлено"),
        "waiting": voice.say("в пути"),
        "failed": voice.say("не дошло"),
        "no_channel": voice.say("нет мессенджера"),
    }
    found = tuple(
        (
            row.name,
            states.get(row.state, row.state),
            reason_words(voice, row.reason) if row.reason else None,
            ", ".join(channel_name(voice, one) for one in row.channels),
            _moment(row.sent_at, zone),
            _moment(row.read_at, zone),
            _moment(row.acknowledged_at, zone),
            ", ".join(row.answers),
        )
        for row in rows
    )
    return title, header, found


def _moment(at: datetime | None, zone: tzinfo) -> str | None:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}" if at else None
