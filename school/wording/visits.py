"""Who is in touch and who looks: a class for its teacher, the school for administrators, a nudge for families."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from locales import Voice
from school.message import Block, Button, File, Footnote, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.phrases import discreet, first_of, heading, paragraph

SHOWN = 12  # names in one list


class Looked(Protocol):
    """One family (actions.visiting.FamilyVisits)."""

    @property
    def student_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def looked(self) -> bool: ...
    @property
    def months(self) -> tuple[tuple[date, int], ...]: ...


class ClassLooked(Protocol):
    """One class (actions.visiting.ClassVisits)."""

    @property
    def title(self) -> str: ...
    @property
    def families(self) -> int: ...
    @property
    def reached(self) -> int: ...
    @property
    def looked(self) -> int: ...
    @property
    def refused(self) -> int: ...


def class_visits(voice: Voice, class_id: int, rows: Sequence[Looked], *, named: bool) -> Message:
    """How many families looked this week, and which in touch did not; what the teacher can do about it."""
    reached = [row for row in rows if row.reason is None]
    quiet = [row for row in reached if not row.looked]
    looked = sum(row.looked for row in rows)
    count = voice.say("На этой неделе заглядывали {looked} из {reached}.", looked=looked, reached=len(reached))
    title = line(bold(voice.say("На связи, но не заглядывали")))
    shown: tuple[Block, ...] = (
        (Listing(first_of(voice, [row.name for row in quiet], SHOWN), title),) if quiet and named else ()
    )
    buttons: list[tuple[Button, ...]] = []
    if quiet:
        remind = voice.plural("Напомнить {n} семье", "Напомнить {n} семьям", len(quiet))
        buttons.append((Button(remind, f"class remind {class_id}"),))
    if len(reached) < len(rows):
        buttons.append((Button(voice.say("Пригласить снова"), f"class lost {class_id}"),))
    buttons.append((Button(voice.say("Посещения по месяцам"), f"class months {class_id}"),))
    return Message((paragraph(count), *shown), tuple(buttons))


def class_months(voice: Voice, rows: Sequence[Looked], *, title: str, named: bool) -> Message:
    """How often each family looked, month by month."""
    if not named:
        return Message((paragraph(voice.say("Имена показаны во ВКонтакте и в консоли.")),))
    items = tuple(line(f"{row.name} — ", _months(voice, row.months)) for row in rows)
    kept = voice.say("Считаем только недели и месяцы: дни и часы не храним. Семьи видят свой счёт в настройках.")
    return Message((Listing(items, line(bold(voice.say("Посещения, {title}", title=title)))), Footnote(line(kept))))


def _months(voice: Voice, months: Sequence[tuple[date, int]]) -> str:
    return ", ".join(f"{voice.month(month)} {times}" for month, times in months)


def class_lost(voice: Voice, lost: Sequence[tuple[int, str, str]]) -> Message:
    """The families that are not reached: (student id, name, why in words); a button each to make codes."""
    items = tuple(line(f"{name} — {why}") for _, name, why in lost)
    rows = tuple((Button(name, f"class invite {student}"),) for student, name, _ in lost[:8])
    hint = voice.say("Кнопка делает новый код для семьи: передайте его родителю лично или на бумаге.")
    return Message((Listing(items, line(bold(voice.say("Нет связи")))), paragraph(hint)), rows)


def codes_made(voice: Voice, name: str, codes: Sequence[tuple[str, str]], until: date) -> Message:
    """Fresh codes for the guardians of a pupil: (guardian, code)."""
    title = heading(voice.say("Коды для семьи"), name)
    if not codes:
        none = voice.say("Приглашать некого: у всех родителей доступ уже есть или закрыт документом.")
        return Message((title, paragraph(none)))
    items = tuple(line(f"{guardian}: ", bold(code)) for guardian, code in codes)
    how = voice.say(
        "Родитель пишет боту «/start КОД». Код одноразовый, действует до {day}; по нему заявку одобрит администратор.",
        day=voice.day(until),
    )
    return Message((title, Listing(items, marker=""), paragraph(how)))


def looked_reminded(voice: Voice, count: int) -> Message:
    """How many were reminded to look."""
    if not count:
        return Message((paragraph(voice.say("Напоминать некому: этим семьям уже напоминали в последний месяц.")),))
    return Message((paragraph(voice.plural("Напомним {n} человеку.", "Напомним {n} людям.", count)),))


def visits_week(voice: Voice, title: str, quiet: Sequence[str], families: int, *, level: Level) -> Message:
    """On Monday, to the class teacher: which families in touch did not look last week."""
    where = title if level is Level.FULL else ""
    count = voice.plural(
        "На прошлой неделе не заглядывала {n} семья.", "На прошлой неделе не заглядывало {n} семей.", len(quiet)
    )
    of_all = voice.say("Всего семей: {families}. Напомнить им можно словом «класс».", families=families)
    items = (Listing(first_of(voice, quiet, SHOWN)),) if level is Level.FULL and quiet else ()
    return Message((heading(voice.say("Кто не заглядывал"), where), paragraph(count), *items, paragraph(of_all)))


@discreet
def visit_reminder(voice: Voice, *, level: Level) -> Message:
    """To a family that has not looked for a while; it says nothing of the child."""
    text = voice.say(
        "Вы давно не заглядывали. Напишите «оценки», «дз» или «расписание» — ответим сразу. "
        "Если вам удобнее на бумаге, скажите классному руководителю."
    )
    return Message((paragraph(text),))


def school_visits(voice: Voice, rows: Sequence[ClassLooked], *, level: Level) -> Message:
    """Class by class, to administrators: families, with access, looked this week, on paper; below `full` the sums."""
    total = [
        sum(numbers) for numbers in zip(*((r.families, r.reached, r.looked, r.refused) for r in rows), strict=True)
    ]
    families, reached, looked, refused = total or (0, 0, 0, 0)
    sums = voice.say(
        "Семей {families}, на связи {reached}, заглядывали на этой неделе {looked}, на бумаге {refused}.",
        families=families,
        reached=reached,
        looked=looked,
        refused=refused,
    )
    title = heading(voice.say("Посещения"))
    if level < Level.FULL:
        return Message((title, paragraph(sums), Footnote(line(voice.say("Классы показаны во ВКонтакте и в консоли.")))))
    items = tuple(
        line(bold(row.title), f" — {row.looked} / {row.reached} / {row.families}") for row in rows if row.families
    )
    how = Footnote(line(voice.say("По классам: заглядывали / на связи / всего семей.")))
    return Message((title, paragraph(sums), *((Listing(items),) if items else ()), how))


def with_file(message: Message, file: File) -> Message:
    """The message with a file under it."""
    return Message((*message.blocks, file), message.buttons)


def what_is_counted(voice: Voice, times: int) -> Line:
    """A line of /settings: what is counted of this reader (R27)."""
    asked = voice.plural("{n} раз", "{n} раз", times)
    return line(voice.say("Вопросов в этом месяце — "), bold(asked), voice.say(" (дни и часы не храним)"))
