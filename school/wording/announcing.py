"""What a class teacher reads while announcing: the asking, the preview, how far it got."""

from collections.abc import Sequence

from locales import Voice
from school.facts import Announcement, Reach
from school.message import Block, Button, Line, Listing, Message, bold, line
from school.wording.notices import announced_blocks
from school.wording.phrases import heading, paragraph
from school.wording.reasons import reason_words


def announce_no_class(voice: Voice) -> Message:
    """To somebody who is no class teacher."""
    return Message(
        (paragraph(voice.say("За вами нет класса, поэтому объявить некому. Классы назначает администратор.")),)
    )


def announce_elsewhere(voice: Voice) -> Message:
    """To a class teacher where the school may not pass personal data: nothing is taken here."""
    law = voice.say(
        "Здесь объявления не принимаются: школа не передаёт личные данные через этот мессенджер "
        "(149-ФЗ, ст. 10, ч. 8; 41-ФЗ). Текст и файлы, присланные сюда, не сохраняются."
    )
    return Message((paragraph(law), paragraph(voice.say("Напишите объявление во ВКонтакте."))))


def your_class(voice: Voice, *, heads: bool = False) -> str:
    """What stands for a class's title where no class may be named; `heads`: as a heading, else after «для»."""
    return voice.say("Ваш класс") if heads else voice.say("вашего класса")


def announce_which(voice: Voice, classes: Sequence[tuple[int, str]]) -> Message:
    """Which of several classes; choices `announce ID`."""
    rows = tuple((Button(title, f"announce {class_id}"),) for class_id, title in classes)
    return Message((paragraph(voice.say("Какому классу объявление?")),), rows)


def announce_ask(voice: Voice, school_class: str, cancel: str) -> Message:
    """Asks for the text; `cancel` is the choice of «Отмена»."""
    text = voice.say(
        "Объявление для {school_class}. Пришлите текст; к нему можно приложить одну картинку или файл. "
        "Сначала покажем, как получится.",
        school_class=school_class,
    )
    return Message((paragraph(text),), ((Button(voice.say("Отмена"), cancel),),))


def announce_preview(voice: Voice, announced: Announcement, reach: Reach, *, send: str, cancel: str) -> Message:
    """The announcement as families will see it, and who gets it; `send` and `cancel` are the choices of the buttons."""
    title = heading(voice.say("Проверьте объявление для {school_class}", school_class=announced.school_class))
    row = [Button(voice.say("Отправить"), send)] if reach.reachable else []
    return Message(
        (title, *announced_blocks(announced), *_reach(voice, reach)),
        ((*row, Button(voice.say("Отмена"), cancel)),),
    )


def _reach(voice: Voice, reach: Reach) -> tuple[Block, ...]:
    missed = reach.families - reach.reachable
    families = voice.plural("{n} семья", "{n} семей", reach.families)
    told = voice.plural("{n} получит", "{n} получат", reach.reachable)
    count = voice.say("{families}: {told}, {missed} нет.", families=families, told=told, missed=missed)
    if not missed:
        count = voice.say("{families}: получат все.", families=families)
    items = tuple(line(f"{name} — {reason_words(voice, reason)}") for name, reason in reach.unreachable)
    return (paragraph(count), *((Listing(items, line(bold(voice.say("Не получат")))),) if items else ()))


def announce_sent(voice: Voice, announced: Announcement, families: int) -> Message:
    """It is on its way, and how to see who has read it."""
    count = voice.plural("Отправляем {n} семье.", "Отправляем {n} семьям.", families)
    where = voice.say("Кнопка ниже покажет, кто ознакомился.")
    return Message((paragraph(f"{count} {where}"),), ((_status_button(voice, announced),),))


def announce_status(voice: Voice, announced: Announcement, told: int, read: int, silent: Sequence[str]) -> Message:
    """How many families got it and confirmed, and by name those who have not; choices `announced ID`."""
    title = heading(
        voice.say("Объявление для {school_class}", school_class=announced.school_class), _begin(announced.text)
    )
    got = voice.plural("Доставлено {n} семье", "Доставлено {n} семьям", told)
    confirmed = voice.plural("ознакомилась {n}", "ознакомились {n}", read)
    items: tuple[Line, ...] = tuple(line(name) for name in silent)
    rest = (Listing(items, line(bold(voice.say("Ещё не ознакомились")))),) if items else ()
    return Message((title, paragraph(f"{got}, {confirmed}."), *rest), ((_status_button(voice, announced),),))


def _begin(text: str, limit: int = 40) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1].rstrip() + "…"


def _status_button(voice: Voice, announced: Announcement) -> Button:
    return Button(voice.say("Кто ознакомился"), f"announced {announced.id}")


def announce_cancelled(voice: Voice) -> Message:
    """Nothing was sent."""
    return Message((paragraph(voice.say("Объявление не отправлено.")),))


def announce_already_sent(voice: Voice) -> Message:
    """A second press of «Отправить»."""
    return Message((paragraph(voice.say("Это объявление уже отправлено.")),))


def acknowledged(voice: Voice) -> Message:
    """The answer to «Ознакомлен»."""
    return Message((paragraph(voice.say("Спасибо, отметили.")),))
