"""A second messenger of one person, and a second adult of one child."""

from locales import Voice
from school.facts import Student
from school.message import Message, Text, bold, line
from school.policy import Level
from school.wording.phrases import discreet, heading, paragraph, who
from school.wording.staff import channel_name


def second_code(voice: Voice, code: str, minutes: int) -> Message:
    """The one-time code that the person carries from this messenger into another."""
    how = voice.plural(
        "Откройте бота школы в другом мессенджере и пришлите ему этот код. Он действует {n} минуту и один раз.",
        "Откройте бота школы в другом мессенджере и пришлите ему этот код. Он действует {n} минут и один раз.",
        minutes,
    )
    paper = voice.say(
        "Если школа уже получила ваше письменное согласие для того мессенджера, доступ откроется сразу, "
        "если нет — заявку рассмотрит администратор. Никому не передавайте код."
    )
    return Message((Text(line(bold(code))), paragraph(how), paragraph(paper)))


@discreet
def new_adult(voice: Voice, student: Student, *, level: Level) -> Message:
    """To the adults who are linked already; the newcomer is never named."""
    text = voice.say(
        "Администратор школы подключил к новостям ещё одного законного представителя. Кто это, скажут в школе. "
        "Если вы этого не ждали, сообщите администратору."
    )
    return Message((heading(who(voice, student, level)), paragraph(text)))


@discreet
def new_account(voice: Voice, channel: str, *, level: Level) -> Message:
    """To the accounts that a person has: the school linked one more. The same at every level that has words."""
    text = voice.say(
        "Администратор школы подключил к вам ещё один мессенджер: {channel}. "
        "Если это не вы, сразу сообщите администратору: он закроет доступ.",
        channel=channel_name(voice, channel),
    )
    return Message((paragraph(text),))
