"""/settings in words: which kinds are told, about whom, and the person's own quiet hours."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from locales import Voice
from locales.speech import capital
from school.facts import Student
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.notices import BY_NAME, KINDS, Locked
from school.profile import QuietHours
from school.wording.phrases import heading, paragraph

NEWS = ("marks", "absence", "changes", "remark", "work_moved", "homework_late")
SEASONS = ("exam_ahead", "vacation", "forecast", "week")
ALWAYS = ("exam_result", "final", "announcement", "marks_fixed")  # of the locked ones those that people ask about
PAGES = {"news": NEWS, "seasons": SEASONS}
NIGHTS = ("22:00-07:00", "21:00-08:00", "20:00-10:00", "00:00-23:59")
_MONDAY = date(2026, 11, 23)


def kind_name(voice: Voice, kind: str) -> str:
    """«новые оценки»: a kind as people call it."""
    known = {
        "exam_result": voice.say("результаты экзаменов"),
        "final": voice.say("итоговые оценки"),
        "absence": voice.say("пропуск в день урока"),
        "changes": voice.say("замены и переносы уроков"),
        "announcement": voice.say("объявления"),
        "announcement_again": voice.say("напоминания об объявлениях"),
        "announcement_fix": voice.say("исправления объявлений"),
        "letter_answer": voice.say("ответы на письма школе"),
        "marks": voice.say("новые оценки"),
        "marks_fixed": voice.say("исправления оценок"),
        "remark": voice.say("записи учителей"),
        "work_moved": voice.say("перенос контрольной"),
        "homework_late": voice.say("задания после сводки"),
        "exam_ahead": voice.say("экзамен за неделю и за день"),
        "digest": voice.say("вечерняя сводка"),
        "vacation": voice.say("начало и конец каникул"),
        "forecast": voice.say("прогноз раз в месяц"),
        "week": voice.say("итог недели по субботам"),
        "farewell": voice.say("прощание"),
        "visit_reminder": voice.say("напоминание заглянуть"),
        "new_adult": voice.say("новый взрослый у ребёнка"),
        "new_account": voice.say("ваш новый мессенджер"),
    }
    return known.get(kind, kind)


def why_locked(voice: Voice, why: Locked) -> str:
    """Why a kind may not be switched off."""
    return {
        Locked.DUTY: voice.say("школа обязана сообщить их в срок и отвечает за это"),
        Locked.SCHOOL: voice.say("школа ждёт на них ответа, и классный руководитель видит, кто не ознакомился"),
        Locked.TRUTH: voice.say("иначе у вас осталось бы неверное"),
        Locked.LINK: voice.say("это о самом доступе и бывает один раз"),
    }[why]


def kinds(
    voice: Voice,
    page: str,
    wanted: Mapping[str, bool],
    child: Student | None,
    children: Sequence[Student],
) -> Message:
    """A page of kinds with what is set, for all children or for one; a button switches. `wanted` by kind."""
    about = child.id if child else "all"
    head = heading(
        voice.say("О чём сообщать"), child.name if child else voice.say("обо всех детях") if children else ""
    )
    shown = [name for name in PAGES[page] if name in wanted]
    shown += ["digest"] if child and page == "news" else []
    items = tuple(line(f"{capital(kind_name(voice, name))} — ", bold(_state(voice, wanted[name]))) for name in shown)
    buttons = [
        Button(_turn(voice, name, wanted[name]), f"settings kind {name} {'off' if wanted[name] else 'on'} {about}")
        for name in shown
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return Message((head, Listing(items), *_locked(voice)), (*rows, _ways(voice, page, child, children)))


def _state(voice: Voice, on: bool) -> str:
    return voice.say("включено") if on else voice.say("выключено")


def _turn(voice: Voice, name: str, on: bool) -> str:
    return f"{'✓' if on else '✗'} {kind_name(voice, name)}"


def _locked(voice: Voice) -> tuple[Block, ...]:
    """What comes always, and why."""
    found: dict[Locked, list[str]] = {}
    for kind in KINDS:
        if kind.locked and kind.name in ALWAYS:
            found.setdefault(kind.locked, []).append(kind_name(voice, kind.name))
    items: list[Line] = [line(f"{capital(', '.join(names))}: {why_locked(voice, why)}") for why, names in found.items()]
    return (Listing(tuple(items), line(bold(voice.say("Приходит всегда")))),)


def _ways(voice: Voice, page: str, child: Student | None, children: Sequence[Student]) -> tuple[Button, ...]:
    other = "seasons" if page == "news" else "news"
    more = Button(voice.say("Ещё виды"), f"settings kinds {other} {child.id if child else 'all'}")
    ways = [more]
    if len(children) > 1:
        ways.append(Button(voice.say("По детям"), "settings child"))
    return (*ways, Button(voice.say("Назад"), "settings"))


def which_child(voice: Voice, children: Sequence[Student]) -> Message:
    """About whom the kinds are to be set."""
    rows = tuple((Button(child.name, f"settings kinds news {child.id}"),) for child in children)
    last = (Button(voice.say("Обо всех детях"), "settings kinds news all"), Button(voice.say("Назад"), "settings"))
    return Message((paragraph(voice.say("О ком настроить сообщения?")),), (*rows, last))


def cannot_switch_off(voice: Voice, kind: str) -> Message:
    """To somebody who wants none of a kind that comes always."""
    why = BY_NAME[kind].locked or Locked.DUTY
    said = voice.say(
        "{kind} отключить нельзя: {why}.", kind=capital(kind_name(voice, kind)), why=why_locked(voice, why)
    )
    return Message((paragraph(said),), ((Button(voice.say("О чём сообщать"), "settings kinds news all"),),))


def quiet(voice: Voice, kept: Mapping[str, str], school: QuietHours) -> Message:
    """The person's own quiet hours by weekday, and the school's."""
    head = heading(voice.say("Тихие часы"))
    own = [(day, kept[str(day)]) for day in _days() if str(day) in kept]
    days = tuple(line(f"{capital(_weekday(voice, day))} — ", bold(_hours(voice, hours))) for day, hours in own)
    none = paragraph(voice.say("Своих тихих часов нет."))
    text = voice.say(
        "Школа не пишет с {start} до {end}. Можно добавить свои часы по дням недели: день — это вечер, с которого они "
        "начинаются. То, что школа обязана сказать в срок, придёт и в тихие часы, если иначе опоздает.",
        start=voice.clock(school.start),
        end=voice.clock(school.end),
    )
    buttons = [Button(capital(voice.short_weekday(_date(day))), f"settings quiet {day}") for day in _days()]
    rows = [tuple(buttons[:4]), tuple(buttons[4:])]
    rows.append((Button(voice.say("Назад"), "settings"),))
    return Message((head, Listing(days) if days else none, paragraph(text)), tuple(rows))


def quiet_day(voice: Voice, day: int, kept: Mapping[str, str]) -> Message:
    """Which hours of one weekday; or typed, as the text says."""
    now = kept.get(str(day))
    state = _hours(voice, now) if now else voice.say("своих тихих часов нет")
    said = voice.say(
        "Выберите часы или напишите, например: настройки тихо {day} 21:30-08:00", day=voice.short_weekday(_date(day))
    )
    buttons = [Button(_hours(voice, hours), f"settings quiet {day} {hours}") for hours in NIGHTS if hours != now]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    last = [Button(voice.say("Убрать"), f"settings quiet {day} off")] if now else []
    rows.append((*last, Button(voice.say("Все дни"), "settings quiet")))
    return Message((heading(voice.say("Тихие часы"), f"{_weekday(voice, day)}: {state}"), paragraph(said)), tuple(rows))


def not_hours(voice: Voice) -> Message:
    """To somebody whose hours we cannot read."""
    return Message(
        (paragraph(voice.say("Часы пишутся так: настройки тихо сб 21:30-08:00. Убрать: настройки тихо сб нет.")),)
    )


def _hours(voice: Voice, hours: str) -> str:
    return voice.say("весь день") if hours == NIGHTS[-1] else hours.replace("-", "–")


def _days() -> range:
    return range(1, 8)


def _date(day: int) -> date:
    return _MONDAY + timedelta(days=day - 1)


def _weekday(voice: Voice, day: int) -> str:
    return voice.weekday(_date(day))


def steps(voice: Voice, *, family: bool) -> tuple[tuple[Button, ...], ...]:
    """What /settings leads to; kinds are for families."""
    kinds_ = (Button(voice.say("О чём сообщать"), "settings kinds news all"),) if family else ()
    return ((*kinds_, Button(voice.say("Тихие часы"), "settings quiet")),)
