"""What a member of staff reads while announcing: whom to tell, the asking, the guards before it goes out."""

from collections.abc import Sequence
from datetime import datetime

from locales import Voice
from school.facts import Announcement
from school.message import Block, Button, Footnote, Message, line
from school.wording.phrases import heading, paragraph


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


def addressed(voice: Voice, announced: Announcement) -> str:
    """«7А, 7Б», «7 классов», «всей школы»: after «объявление для»."""
    if announced.scope == "school":
        return voice.say("всей школы")
    if announced.scope == "grade":
        return voice.say("{grade} классов", grade=announced.school_class)
    return announced.school_class


def announce_which(
    voice: Voice, classes: Sequence[tuple[int, str]], grades: Sequence[int] = (), *, everybody: str = ""
) -> Message:
    """Which of several classes: a button for each, or for each grade; and for `everybody`: school | own | grade N.

    Choices: `announce ID`, `announce grade N`, `announce all N`, `announce school`, `announce own`.
    """
    buttons = [Button(title, f"announce {class_id}") for class_id, title in classes]
    buttons += [Button(voice.say("{grade} классы", grade=grade), f"announce grade {grade}") for grade in grades]
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    if everybody == "school":
        rows.append((Button(voice.say("Вся школа"), "announce school"),))
    elif everybody == "own":
        rows.append((Button(voice.say("Все мои классы"), "announce own"),))
    elif everybody:
        grade = everybody.removeprefix("grade ")
        rows.append((Button(voice.say("Все {grade} классы", grade=grade), f"announce all {grade}"),))
    hint = voice.say("Можно и написать: «7А, 7Б», «7 классы» или «вся школа».")
    return Message((paragraph(voice.say("Какому классу объявление?")), Footnote(line(hint))), tuple(rows))


def announce_unclear(voice: Voice) -> Message:
    """Whom it is for was typed, and is none of the reader's classes."""
    return Message(
        (paragraph(voice.say("Таких классов среди ваших нет. Напишите, например: «7А, 7Б» или «7 классы».")),)
    )


def announce_ask(voice: Voice, school_class: str, cancel: str) -> Message:
    """Asks for the text; `cancel` is the choice of «Отмена»."""
    text = voice.say(
        "Объявление для {school_class}. Пришлите текст; к нему можно приложить картинки и файлы. "
        "Сначала покажем, как получится.",
        school_class=school_class,
    )
    return Message((paragraph(text),), ((Button(voice.say("Отмена"), cancel),),))


def announce_cancelled(voice: Voice) -> Message:
    """Nothing was sent."""
    return Message((paragraph(voice.say("Объявление не отправлено.")),))


def announce_already_sent(voice: Voice) -> Message:
    """A second press of «Отправить»."""
    return Message((paragraph(voice.say("Это объявление уже отправлено.")),))


def announce_sure(
    voice: Voice, draft_id: int, *, said_at: datetime | None, morning: datetime | None, local: datetime
) -> Message:
    """What «Отправить» asks first: it is late, it was said already. All instants local."""
    blocks: list[Block] = []
    if said_at:
        moment = voice.moment(said_at, local.date())
        again = voice.say("Такой же текст этим семьям уже отправлен: {moment}. Отправить ещё раз?", moment=moment)
        blocks.append(paragraph(again))
    if morning:
        now = voice.clock(local.time())
        late = voice.say("Сейчас {now}, а с 19:00 до 8:00 семьям не пишут без нужды. Отправить утром?", now=now)
        blocks.append(paragraph(late))
    later = (Button(voice.say("Отправить в 8:00"), f"announce morning {draft_id}"),) if morning else ()
    rows = (
        (later, (Button(voice.say("Всё равно сейчас"), f"announce sure {draft_id}"),))
        if later
        else ((Button(voice.say("Отправить ещё раз"), f"announce sure {draft_id}"),),)
    )
    return Message(tuple(blocks), (*rows, (Button(voice.say("Отмена"), f"announce cancel {draft_id}"),)))


def announce_urgent_ask(voice: Voice, draft_id: int) -> Message:
    """What urgent means, before it is."""
    text = voice.say(
        "Срочное объявление придёт сразу, даже в тихие часы, и раньше других сообщений. "
        "Администраторы школы узнают, что оно было."
    )
    row = (Button(voice.say("Отправить срочно"), f"announce now {draft_id}"), _back(voice, draft_id))
    return Message((heading(voice.say("Срочно?")), paragraph(text)), (row,))


def announce_later_ask(voice: Voice, draft_id: int) -> Message:
    """When to send it."""
    text = voice.say("Когда отправить? Напишите день и время, например «завтра 8:30» или «25.11 17:00».")
    return Message((paragraph(text),), ((_back(voice, draft_id),),))


def announce_until_ask(voice: Voice, draft_id: int) -> Message:
    """Until when families may answer."""
    text = voice.say("До какого срока ответить? Напишите день и время, например «пятница 18:00» или «30.11».")
    row = (Button(voice.say("Без срока"), f"announce until {draft_id} none"), _back(voice, draft_id))
    return Message((paragraph(text),), (row,))


def announce_when_unclear(voice: Voice) -> Message:
    """A day and time that can't be read, or is over."""
    text = voice.say("Нужен день и время впереди, не дальше 60 дней: «завтра 8:30», «25.11 17:00».")
    return Message((paragraph(text),))


def announce_question_ask(voice: Voice, draft_id: int) -> Message:
    """What to ask, and with which answers."""
    text = voice.say(
        "Кнопки под объявлением: готовые ответы или свои. Свои напишите так: первая строка — вопрос, "
        "дальше по ответу в строке, от двух до восьми."
    )
    rows = (
        (Button(voice.say("Да / Нет"), f"announce yesno {draft_id}"),),
        (Button(voice.say("Без вопроса"), f"announce plain {draft_id}"), _back(voice, draft_id)),
    )
    return Message((paragraph(text),), rows)


def yes_no(voice: Voice) -> tuple[str, str]:
    """The two answers of a plain question."""
    return voice.say("Да"), voice.say("Нет")


def announce_question_unclear(voice: Voice) -> Message:
    """Answers that can't be buttons."""
    text = voice.say(
        "Нужны вопрос и от двух до восьми ответов, каждый в своей строке и до 40 знаков. Попробуйте ещё раз."
    )
    return Message((paragraph(text),))


def _back(voice: Voice, draft_id: int) -> Button:
    return Button(voice.say("Назад"), f"announce panel {draft_id}")


def announce_shown(voice: Voice) -> Message:
    """A button of the preview was pressed."""
    return Message((paragraph(voice.say("Так эту кнопку увидят семьи; здесь она ничего не делает.")),))


def acknowledged(voice: Voice) -> Message:
    """The answer to «Ознакомлен»."""
    return Message((paragraph(voice.say("Спасибо, отметили.")),))
