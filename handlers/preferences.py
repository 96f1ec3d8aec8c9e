"""/settings: which kinds of notice a person gets, about which child, and the person's own quiet hours."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.preferring import prefer, wish
from handlers.pupils import seen
from handlers.visit import Visit
from school.access import Role
from school.facts import Student
from school.incoming import Reply
from school.institution import Person
from school.notices import BY_NAME, CHOSEN
from school.profile import Profile, WrongValue, quiet_text
from school.wording import preferences as wording
from school.wording import stale_button
from storage.schools import school_by_id
from storage.wishes import Wishes, wishes_of

_KINDS = {
    "marks": ("оценки", "оценках", "marks", "grades"),
    "absence": ("пропуски", "пропуск", "absence", "absences"),
    "changes": ("замены", "переносы", "changes", "substitutions"),
    "remark": ("замечания", "записи", "remarks", "remark"),
    "work_moved": ("контрольные", "works", "tests"),
    "homework_late": ("дз", "задания", "homework"),
    "exam_ahead": ("экзамены", "exams"),
    "vacation": ("каникулы", "vacation", "holidays"),
    "forecast": ("прогноз", "forecast"),
    "week": ("неделя", "неделю", "week"),
    "exam_result": ("результаты", "results"),
    "final": ("итоги", "итоговые", "finals"),
    "announcement": ("объявления", "announcements"),
    "marks_fixed": ("исправления", "corrections"),
}
_SWITCH = {"off": False, "выкл": False, "выключить": False, "нет": False, "on": True, "вкл": True, "включить": True}
_QUIET = ("quiet", "тихо", "тихие", "тишина")
_NONE = ("off", "нет", "убрать", "none", "выкл")
_DAYS: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...] = (
    (("кажд", "все", "всегда", "daily", "every", "all"), tuple(range(1, 8))),
    (("будн", "weekday"), (1, 2, 3, 4)),
    (("выходн", "weekend"), (5, 6)),
    (("1", "пн", "пон", "mon"), (1,)),
    (("2", "вт", "tue"), (2,)),
    (("3", "ср", "wed"), (3,)),
    (("4", "чт", "чет", "thu"), (4,)),
    (("5", "пт", "пят", "fri"), (5,)),
    (("6", "сб", "суб", "sat"), (6,)),
    (("7", "вс", "вос", "sun"), (7,)),
)
"""How a word for days begins; a day of quiet hours is the evening on which they begin."""
_HOURS = re.compile(r"\d{1,2}(:\d\d)?[-–—]\d{1,2}(:\d\d)?")


async def preferences(visit: Visit) -> Reply | None:
    """The answer to what follows «настройки» when it is about kinds or quiet hours; None when it is about neither."""
    first, *rest = visit.words or ("",)
    if first in _QUIET:
        return await _quiet(visit, [word for word in rest if word not in ("часы", "hours", "day")])
    if not visit.account.approved(Role.GUARDIAN, Role.STUDENT):
        return None
    if first == "kinds":
        return await _page(visit, rest[0] if rest else "news", rest[1] if len(rest) > 1 else "all")
    if first == "child":
        return visit.answer(wording.which_child(visit.voice, await _children(visit)))
    if first == "kind" and len(rest) == 3:
        return await _switch(visit, rest[0], rest[1] == "on", rest[2])
    kind = next((name for name, words in _KINDS.items() if first in (name, *words)), None)
    on = next((_SWITCH[word] for word in rest if word in _SWITCH), None)
    return None if kind is None or on is None else await _switch(visit, kind, on, "all")


async def _page(visit: Visit, page: str, about: str) -> Reply:
    children = await _children(visit)
    child = next((one for one in children if str(one.id) == about), None)
    if page not in wording.PAGES or (child is None and about != "all"):
        return visit.say(stale_button(visit.voice))
    person = _person(visit)
    async with visit.desk.database.read() as connection:
        kept = await wishes_of(connection, person.id)
    wanted = {kind.name: _wanted(kept, kind.name, child) for kind in CHOSEN if person.role in kind.readers}
    wanted["digest"] = _wanted(kept, "digest", child)
    return visit.answer(wording.kinds(visit.voice, page, wanted, child, children))


async def _switch(visit: Visit, kind: str, on: bool, about: str) -> Reply:
    known = BY_NAME.get(kind)
    if known is None:
        return visit.say(stale_button(visit.voice))
    if known.locked:
        return visit.say(wording.cannot_switch_off(visit.voice, kind))
    child = next((one for one in await _children(visit) if str(one.id) == about), None)
    if child is None and about != "all":
        return visit.say(stale_button(visit.voice))
    people = [contact.person.id for contact in visit.account.approved(Role.GUARDIAN, Role.STUDENT)]
    await wish(visit.desk.database, people, kind, child.id if child else None, wanted=on, now=visit.now)
    page = "seasons" if kind in wording.SEASONS else "news"
    return await _page(visit, page, about)


async def _quiet(visit: Visit, words: Sequence[str]) -> Reply:
    kept: dict[str, str] = dict(visit.account.quiet or {})
    hours = next((word for word in words if _HOURS.fullmatch(word)), None)
    days = sorted({day for word in words if word != hours for day in _days_in(word)})
    none = any(word in _NONE for word in words)
    if hours or none:
        try:
            text = quiet_text(hours) if hours else None
        except WrongValue:
            return visit.say(wording.not_hours(visit.voice))
        for day in days or range(1, 8):
            kept.pop(str(day), None)
            kept |= {str(day): text} if text else {}
        return await _quiet_page(await _keep(visit, quiet=kept or None))
    if len(days) == 1:
        return visit.answer(wording.quiet_day(visit.voice, days[0], kept))
    return await _quiet_page(visit) if not words else visit.say(wording.not_hours(visit.voice))


def _days_in(word: str) -> tuple[int, ...]:
    return next((days for heads, days in _DAYS if word.startswith(heads)), ())


async def _quiet_page(visit: Visit) -> Reply:
    contacts, profile = visit.account.approved(), Profile()
    if contacts:
        async with visit.desk.database.read() as connection:
            profile = (await school_by_id(connection, contacts[0].person.school_id)).profile
    return visit.answer(wording.quiet(visit.voice, visit.account.quiet or {}, profile.quiet_hours))


async def _keep(visit: Visit, **changes: Any) -> Visit:
    await prefer(visit.desk.database, visit.account, **changes)
    return visit.changed(replace(visit.account, **changes))


def _person(visit: Visit) -> Person:
    return visit.account.approved(Role.GUARDIAN, Role.STUDENT)[0].person


async def _children(visit: Visit) -> tuple[Student, ...]:
    """The children of a guardian who may be named here."""
    if not visit.account.approved(Role.GUARDIAN):
        return ()
    async with visit.desk.database.read() as connection:
        return (await seen(connection, visit)).named


def _wanted(kept: Wishes, kind: str, child: Student | None) -> bool:
    general = kept.get((kind, None), BY_NAME[kind].default)
    return kept.get((kind, child.id), general) if child else general
