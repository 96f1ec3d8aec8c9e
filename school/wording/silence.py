"""The journal is silent: what administrators are told of it, and families when they ask."""

from datetime import date, datetime, timedelta

from locales import Voice
from school.message import Message, Text, bold, line
from school.wording.phrases import heading, paragraph

FRIDAY = 5


def journal_silent(voice: Voice, as_of: datetime | None, today: date) -> Message:
    """The alarm; `as_of` is local."""
    since = voice.moment(as_of, today) if as_of else "—"
    return Message(
        (
            heading(voice.say("Журнал сегодня не пришёл")),
            Text(line(voice.say("Последние данные — "), bold(since), ".")),
            paragraph(
                voice.say(
                    "Семьи видят эти данные и их время; «оценок нет» им не говорим. Проверьте выгрузку из журнала."
                )
            ),
        )
    )


def unknown_since(voice: Voice, as_of: datetime | None, today: date) -> Text | None:
    """Instead of «there is none», when the journal has not answered since before today; None when it has.

    On a weekend Friday's word is fresh.
    """
    expected = today - timedelta(days=max(0, today.isoweekday() - FRIDAY))
    if as_of is None or as_of.date() >= expected:
        return None
    moment = voice.moment(as_of, today)
    return paragraph(voice.say("Журнал не обновлялся с {moment}: что было после, пока неизвестно.", moment=moment))
