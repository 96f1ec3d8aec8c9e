"""Alarms of the house itself, for administrators: what happened, what it means, what to do. They name nobody."""

from locales import Voice
from school.message import Message
from school.wording.phrases import paragraph
from school.wording.staff import channel_name


def channel_down(voice: Voice, channel: str) -> Message:
    """A platform has not answered for minutes."""
    name = channel_name(voice, channel)
    alarm = voice.say("Тревога: {channel} не отвечает больше пяти минут.", channel=name)
    meaning = voice.say(
        "Сообщения туда ждут в очереди и уйдут, когда связь вернётся; другие мессенджеры работают. "
        "Проверьте на сервере выход в интернет и прокси, затем «python -m bot check»."
    )
    return Message((paragraph(alarm), paragraph(meaning)))


def token_refused(voice: Voice, channel: str) -> Message:
    """A platform does not take our token any more."""
    name = channel_name(voice, channel)
    alarm = voice.say("Тревога: {channel} не принимает токен бота. Его отозвали или заменили.", channel=name)
    meaning = voice.say(
        "Пока токен не тот, туда ничего не уходит; сообщения ждут в очереди. "
        "Выпустите новый токен в настройках бота или сообщества, впишите его в .env и перезапустите «Родник»."
    )
    return Message((paragraph(alarm), paragraph(meaning)))


def audit_broken(voice: Voice) -> Message:
    """The chain of the audit does not hold."""
    alarm = voice.say("Тревога: журнал действий не сходится. Его строки изменили или удалили мимо «Родника».")
    meaning = voice.say(
        "Ничего не удаляйте. Сохраните копию базы, выполните «python -m bot audit verify» и сверьте с печатями, "
        "которые приходили по утрам. Об утечке персональных данных сообщают в Роскомнадзор за 24 часа."
    )
    return Message((paragraph(alarm), paragraph(meaning)))
