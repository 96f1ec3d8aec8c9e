"""What handlers say around questions and dialogs: welcome back, choosing a child or a time, the class, a recall."""

from collections.abc import Collection, Sequence

from locales import Voice
from school.facts import Announcement, Reach, Student
from school.message import Button, Listing, Message, bold, line
from school.wording.dialog import menu
from school.wording.phrases import beginning, full_name, heading, paragraph
from school.wording.reasons import reason_words


def welcome_back(voice: Voice, roles: Collection[str]) -> Message:
    """To somebody who is linked and says /start."""
    text = voice.say("С возвращением: доступ открыт. Спросите словом или из меню; всё остальное покажет «помощь».")
    return Message((paragraph(text),), menu=menu(voice, roles))


def not_for_you(voice: Voice) -> Message:
    """To somebody linked who asks for what others may do."""
    return Message((paragraph(voice.say("Эта команда не для вас. Что можно спросить, покажет слово «помощь».")),))


def child_choice(voice: Voice, students: Sequence[Student], chosen: int | None) -> Message:
    """One's children, and a button to hear of one of them by default; choices `child ID|all`."""
    items = tuple(
        line(full_name(one), " — " if one.id == chosen else "", _mark(voice, one, chosen)) for one in students
    )
    hint = voice.say(
        "Кнопка выбирает, о ком отвечать, если имя не названо. Имя можно назвать всегда: «оценки {name}».",
        name=students[0].name,
    )
    buttons = [Button(one.name, f"child {one.id}") for one in students if one.id != chosen]
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    if chosen is not None:
        rows.append((Button(voice.say("Обо всех"), "child all"),))
    title = line(bold(voice.say("Ваши дети")))
    return Message((Listing(items, title), paragraph(hint)), tuple(rows))


def _mark(voice: Voice, student: Student, chosen: int | None) -> str:
    return voice.say("отвечаем об этом ребёнке") if student.id == chosen else ""


def file_lost(voice: Voice) -> Message:
    """A file that the messenger does not give us any more, or that is too large."""
    return Message((paragraph(voice.say("Этот файл получить не удалось. Пришлите его ещё раз, до 20 МБ.")),))


def no_class(voice: Voice) -> Message:
    """To a member of staff who asks about a class and leads none."""
    return Message((paragraph(voice.say("За вами нет класса. Классы назначает администратор.")),))


def class_families(voice: Voice, school_class: str, reach: Reach, latest: Sequence[Announcement]) -> Message:
    """Who of a class can be told something here and who can not, and how the latest announcements fare."""
    families = voice.plural("{n} семья", "{n} семей", reach.families)
    count = voice.say("{families}, на связи {reachable}.", families=families, reachable=reach.reachable)
    items = tuple(line(f"{name} — {reason_words(voice, reason)}") for name, reason in reach.unreachable)
    lost = (Listing(items, line(bold(voice.say("Нет связи")))),) if items else ()
    rows = tuple((Button(beginning(one.text, 30) or "…", f"announced {one.id}"),) for one in latest)
    return Message((heading(school_class), paragraph(count), *lost), rows)
