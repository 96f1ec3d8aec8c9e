"""What families say back to an announcement, and what they hear of it."""

from datetime import datetime

from locales import Voice
from school.message import Button, Footnote, Message, line
from school.policy import Level
from school.wording.phrases import beginning, discreet, heading, paragraph, quoted


def answer_noted(voice: Voice, text: str, until: datetime | None) -> Message:
    """The answer that counts now; `until`: local."""
    said = voice.say("Ваш ответ: {answer}.", answer=quoted(voice, text))
    change = (
        voice.say("Изменить можно до: {moment}.", moment=voice.moment(until))
        if until
        else voice.say("Передумаете — нажмите другую кнопку.")
    )
    return Message((paragraph(f"{said} {change}"),))


def answer_closed(voice: Voice) -> Message:
    """Too late."""
    return Message((paragraph(voice.say("Ответы больше не принимаются. Если это важно, скажите учителю сами.")),))


def letter_ask(voice: Voice) -> Message:
    """Asks a family for the words."""
    text = voice.say("Напишите ответ одним сообщением: его получит тот, кто прислал объявление.")
    return Message((paragraph(text),))


def letter_offer(voice: Voice, announcement_id: int) -> Message:
    """A text came soon after an announcement: is it meant for its author?"""
    text = voice.say("Это ответ на последнее объявление? Нажмите «Ответить» и напишите ещё раз.")
    return Message((paragraph(text),), ((Button(voice.say("Ответить"), f"reply {announcement_id}"),),))


def letter_elsewhere(voice: Voice) -> Message:
    """Where the school takes no letters: where to write instead."""
    text = voice.say(
        "Школа не принимает ответы здесь. Напишите или позвоните классному руководителю так, как вы делаете обычно."
    )
    return Message((paragraph(text),))


def letter_sent(voice: Voice) -> Message:
    """It is on its way."""
    return Message((paragraph(voice.say("Передали. Ответ придёт сюда.")),))


def letter_came(voice: Voice, letter_id: int, who: str, announced: str, text: str, *, level: Level) -> Message:
    """To the author of an announcement: somebody answered. Below `full` it says only that."""
    row = (Button(voice.say("Ответить"), f"reply letter {letter_id}"),)
    if level < Level.FULL:
        return Message((paragraph(voice.say("Пришёл ответ на объявление. Он показан во ВКонтакте.")),))
    about = Footnote(line(voice.say("На объявление {text}", text=quoted(voice, beginning(announced, 60)))))
    return Message((heading(voice.say("Ответ на объявление"), who), paragraph(text), about), (row,))


@discreet
def letter_answered(voice: Voice, announcement_id: int, announced: str, text: str, *, level: Level) -> Message:
    """To the family: the teacher's answer."""
    row = (Button(voice.say("Ответить"), f"reply {announcement_id}"),)
    about = Footnote(line(voice.say("На объявление {text}", text=quoted(voice, beginning(announced, 60)))))
    return Message((heading(voice.say("Ответ учителя")), paragraph(text), about), (row,))


def letter_answer_ask(voice: Voice) -> Message:
    """Asks the teacher for the answer."""
    return Message((paragraph(voice.say("Напишите ответ одним сообщением: его получит тот, кто вам написал.")),))
