"""The choice of real tables in words."""

from locales import Voice
from school.message import Button, Message
from school.wording.phrases import paragraph


def tables_step(voice: Voice, choice: str) -> tuple[Button, ...]:
    """The offer under an answer that can be a table; `choice` is what asks for that answer."""
    return (Button(voice.say("Показать таблицей"), f"table {choice}"),)


def tables_seen(voice: Voice) -> Message:
    """Below the first table: does one see it?"""
    said = voice.say("Видна ли выше таблица? Старый Telegram показывает вместо неё пустое сообщение.")
    yes, no = voice.say("Да, показывать таблицами"), voice.say("Нет, лучше текстом")
    return Message((paragraph(said),), ((Button(yes, "table on"),), (Button(no, "table off"),)))


def tables_kept(voice: Voice, *, on: bool) -> Message:
    """The choice is kept, and how to change it."""
    if on:
        said = voice.say("Расписание, оценки и результаты теперь приходят таблицами. Вернуть текст — кнопкой ниже.")
        return Message((paragraph(said),), ((Button(voice.say("Вернуть текст"), "table off"),),))
    said = voice.say("Ответы приходят текстом, как раньше. Передумаете — напишите «таблица».")
    return Message((paragraph(said),))


def tables_refused(voice: Voice) -> Message:
    """In the place of the question, when the platform's server would not take a table."""
    said = voice.say("Сервер Telegram, на котором работает этот бот, таблиц пока не принимает: ответ пришёл текстом.")
    return Message((paragraph(said),))


def tables_elsewhere(voice: Voice) -> Message:
    """Asked for where there are none."""
    return Message((paragraph(voice.say("Таблицы умеет показывать только Telegram; здесь ответы приходят текстом.")),))
