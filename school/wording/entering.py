"""What the messenger says when somebody sits down at the console. It names nobody: the same at every level."""

from locales import Voice
from school.message import Message
from school.wording.phrases import heading, paragraph


def sign_in_link(voice: Voice, link: str, address: str) -> Message:
    """The one-time link, what to do with it here and on a phone, and what if nobody asked for it."""
    return Message(
        (
            heading(voice.say("Вход в консоль школы")),
            paragraph(link),
            paragraph(
                voice.say(
                    "На том же компьютере откройте ссылку и нажмите «Войти». На телефоне введите код, "
                    "который показывает экран компьютера. Ссылка живёт 10 минут и годится один раз."
                )
            ),
            paragraph(
                voice.say(
                    "Не просили? Ничего не нажимайте и скажите администратору: кто-то ввёл ваш табельный номер "
                    "на {address}.",
                    address=address,
                )
            ),
        )
    )


def enter_how(voice: Voice, address: str) -> Message:
    """Where the console is, and how to come in from here."""
    return Message(
        (
            heading(voice.say("Консоль школы")),
            paragraph(
                voice.say(
                    "Откройте {address} и введите свой табельный номер. Ссылка придёт сюда; если открыть её негде, "
                    "напишите сюда «вход» и код с экрана, например: вход 0421",
                    address=address,
                )
            ),
        )
    )


def entered(voice: Voice, good: bool) -> Message:
    """The code fitted: the computer goes on by itself; or it did not."""
    if good:
        return Message((paragraph(voice.say("Подтверждено: страница на компьютере откроется сама.")),))
    return Message((paragraph(voice.say("Код не подошёл или устарел. Попросите вход на странице ещё раз.")),))


def second_look_asked(voice: Voice, what: str, count: int) -> Message:
    """One administrator asked, another is to look: an export of everything, or more approvals than one may alone."""
    asked = (
        voice.say("Администратор просит подтвердить выгрузку всех данных школы.")
        if what == "export"
        else voice.plural(
            "Администратор просит одобрить сверх нормы: {n} заявка.",
            "Администратор просит одобрить сверх нормы: {n} заявок.",
            count,
        )
    )
    how = voice.say("Решает другой администратор: в консоли, «Второй взгляд», в течение 24 часов.")
    return Message((paragraph(asked), paragraph(how)))
