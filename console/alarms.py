"""Alarms of the last days in the words that administrators got, and whether each stands now or is over."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.health import DEAF
from console.visit import Visit
from school.message import Message, say_plainly
from school.wording.alarms import clock_jumped, leak_held, linking_locked, password_locked
from school.wording.health import audit_broken, channel_down, token_refused
from school.wording.restored import restored
from school.wording.silence import journal_silent
from storage.alarms import Raised, alarms_since
from storage.restoring import hold_of

SINCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong and what to do, a line each; `at` is UTC, None: it is so now. `href` leads to where one looks."""

    lines: tuple[str, ...]
    href: str
    at: datetime | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Known:
    """How a kind of alarm is said, where one looks, and whether it stands still."""

    said: Callable[[Visit, Raised], Message]
    href: Callable[[Raised], str]
    stands: Callable[[Visit, Raised], bool]


def silent_channels(visit: Visit) -> list[str]:
    """Channels that have not answered for two minutes."""
    return [name for name, seconds in visit.office.readings.silent_for().items() if seconds > DEAF]


def _for(minutes: int) -> Callable[[Visit, Raised], bool]:
    return lambda visit, one: visit.now < one.at + timedelta(minutes=minutes)


def _channel(one: Raised) -> str:
    return one.kind.rpartition("_")[2]


def _still_silent(visit: Visit, one: Raised) -> bool:
    return visit.office.readings.silent_for().get(_channel(one), DEAF + 1) > DEAF


def _no_journal(visit: Visit, one: Raised) -> bool:
    at, local = visit.the_school.journal_at, visit.the_school.local
    return at is None or one.ref_day is None or local(at).date() < one.ref_day


def _silence(visit: Visit, _one: Raised) -> Message:
    at = visit.the_school.journal_at
    return journal_silent(visit.voice, visit.the_school.local(at) if at else None, visit.today)


def _at(path: str) -> Callable[[Raised], str]:
    return lambda _one: path


_DOWN = Known(lambda visit, one: channel_down(visit.voice, _channel(one)), _at("/system"), _still_silent)
_TOKEN = Known(lambda visit, one: token_refused(visit.voice, _channel(one)), _at("/system"), _still_silent)
KNOWN: dict[str, Known] = {
    "alarm_down_telegram": _DOWN,
    "alarm_down_vk": _DOWN,
    "alarm_token_telegram": _TOKEN,
    "alarm_token_vk": _TOKEN,
    "alarm_audit": Known(lambda visit, _: audit_broken(visit.voice), _at("/audit"), lambda _visit, _one: True),
    "alarm_journal": Known(_silence, _at("/imports"), _no_journal),
    "alarm_leak": Known(
        lambda visit, one: leak_held(visit.voice, one.ref_id), _at("/system"), lambda _visit, _one: True
    ),
    "alarm_lock": Known(lambda visit, _: linking_locked(visit.voice), _at("/audit?act=lock_linking"), _for(60)),
    "alarm_password": Known(
        lambda visit, _: password_locked(visit.voice), lambda one: f"/people/{one.ref_id or 0}", _for(15)
    ),
    "alarm_clock": Known(lambda visit, one: clock_jumped(visit.voice, one.ref_id or 0), _at("/system"), _for(15)),
}


async def alarms(visit: Visit) -> list[Alarm]:
    """Everything that stands now, then what is over, newest first."""
    async with visit.database.read() as connection:
        raised = await alarms_since(connection, visit.by.school_id, tuple(KNOWN), visit.now - SINCE)
        hold, held = await hold_of(connection)
    found = [_alarm(visit, one) for one in raised]
    told = {_channel(one) for one in raised if KNOWN[one.kind] in (_DOWN, _TOKEN)}
    silent = [channel_down(visit.voice, name) for name in silent_channels(visit) if name not in told]
    now = [Alarm(_lines(one), "/system", None, stands=True) for one in silent]
    if hold:
        said = _lines(restored(visit.voice, held, answers=hold == "queue"))
        decide = visit.voice.say("Решите кнопкой под сообщением бота или на сервере: «python -m bot queue release».")
        now.append(Alarm((*said[:-1], decide), "/imports", None, stands=True))
    return sorted([*now, *found], key=lambda one: not one.stands)


def _alarm(visit: Visit, one: Raised) -> Alarm:
    known = KNOWN[one.kind]
    return Alarm(_lines(known.said(visit, one)), known.href(one), one.at, stands=known.stands(visit, one))


def _lines(message: Message) -> tuple[str, ...]:
    return tuple(say_plainly(replace(message, buttons=())).splitlines())
