"""Asking whether it is still the same person; and reminding administrators of requests that wait too long."""

from datetime import date

from locales import Voice
from school.message import Button, Message
from school.wording.phrases import paragraph


def still_you(voice: Voice, doubt: str) -> Message:
    """To the person: `phone`, the journal changed the number; `silence`, nothing was heard for half a year."""
    if doubt == "phone":
        why = voice.say("В журнале у вас теперь другой телефон. Номера переходят к другим людям, поэтому мы проверяем.")
        then = voice.say("Администратор школы подтвердит, что это вы; до этого сообщений о ребёнке здесь не будет.")
        return Message((paragraph(f"{why} {then}"),))
    why = voice.say("Вы полгода ничего здесь не нажимали. Это по-прежнему вы?")
    then = voice.say("Пока вы не ответите, сообщений о ребёнке здесь не будет.")
    return Message((paragraph(f"{why} {then}"),), ((Button(voice.say("Да, это я"), "confirm"),),))


def confirmed(voice: Voice) -> Message:
    """It is; all goes on."""
    return Message((paragraph(voice.say("Спасибо! Всё снова работает как раньше.")),))


def doubt_line(voice: Voice, doubt: str) -> str:
    """On an administrator's card: why somebody known is asked about again."""
    if doubt == "phone":
        return voice.say("Был подключён; в журнале сменился телефон. Убедитесь, что это тот же человек.")
    return voice.say("Был подключён; полгода молчит. Может подтвердить себя сам.")


def request_late(voice: Voice, number: int, day: date) -> Message:
    """To administrators: seven of the ten days are over."""
    said = voice.say(
        "Заявка № {number} ждёт решения неделю. По регламенту доступ открывают за 10 дней: до {day}.",
        number=number,
        day=voice.day(day),
    )
    return Message((paragraph(said),), ((Button(voice.say("Заявки"), "requests"),),))


def near_line(voice: Voice, count: int, day: date) -> str:
    """Above the list of requests: how many wait for a week or longer, and until when the first must be decided."""
    said = voice.plural("{n} заявка ждёт неделю или дольше", "{n} заявок ждут неделю или дольше", count)
    return voice.say("{said}. Ближайшую решите до {day}: доступ открывают за 10 дней.", said=said, day=voice.day(day))
