"""What administrators hear after a restore, and decide about it. It names nobody, so it is the same at every level."""

from locales import Voice
from school.message import Button, Message
from school.wording.phrases import paragraph


def restored(voice: Voice, held: int, *, answers: bool) -> Message:
    """So many messages wait; `answers`: people who ask are answered meanwhile."""
    count = voice.plural("{n} сообщение", "{n} сообщений", held)
    said = [
        voice.say(
            "База восстановлена из копии. Задержано: {count}. Часть из них семьи могли уже получить, "
            "поэтому до вашего решения ничего об учениках не рассылается.",
            count=count,
        )
    ]
    if not answers:
        said.append(
            voice.say(
                "Кто отозвал согласие после копии, неизвестно, поэтому и на вопросы мы не отвечаем. "
                "Сначала внесите такие отзывы и отказы."
            )
        )
    said.append(voice.say("Загрузите свежий журнал и решите:"))
    buttons = Button(voice.say("Отправить"), "release"), Button(voice.say("Снять, не отправляя"), "release drop")
    return Message(tuple(map(paragraph, said)), (buttons,))


def released(voice: Voice, queued: int, ended: int) -> Message:
    """What became of it."""
    sent = voice.plural("{n} сообщение", "{n} сообщений", queued)
    said = voice.say("Рассылка снова работает. Уйдёт: {sent}, снято: {ended}.", sent=sent, ended=ended)
    return Message((paragraph(said),))


def released_already(voice: Voice) -> Message:
    """Somebody else decided before."""
    return Message((paragraph(voice.say("Это уже решено: рассылка работает.")),))
