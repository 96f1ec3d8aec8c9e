"""What administrators hear of the house itself. It names nobody, so it is the same at every level."""

from datetime import date

from locales import Voice
from school.message import Message, bold, line, plain
from school.message import Text as Paragraph
from school.wording.phrases import paragraph


def audit_head(voice: Voice, day: date, rows: int, seal: str) -> Message:
    """Where the audit ends: its rows, and the first letters of the last one's seal."""
    count = voice.plural("{n} запись", "{n} записей", rows)
    said = voice.say("Журнал действий на {day}: {count}, печать", day=voice.day(day), count=count)
    keep = voice.say("Сохраните это сообщение: по нему видно, если журнал потом укоротят или перепишут.")
    return Message((Paragraph(line(plain(f"{said} "), bold(f"{rows}:{seal}"), plain("."))), paragraph(keep)))


def leak_held(voice: Voice, row_id: int | None) -> Message:
    """The last look found what the channel may not carry; `row_id`: of the outbox, None for an answer in chat."""
    number = voice.say("сообщение № {number}", number=row_id) if row_id else voice.say("ответ на вопрос")
    alarm = voice.say(
        "Тревога: {what} не отправлено. В тексте есть имя, телефон или класс, "
        "а правила школы не разрешают их в этом мессенджере.",
        what=number,
    )
    next_step = voice.say("Сообщите тому, кто обслуживает «Родник»: имён здесь быть не могло.")
    return Message((paragraph(alarm), paragraph(next_step)))


def linking_locked(voice: Voice) -> Message:
    """Fifty wrong codes or phones within an hour in the whole school."""
    alarm = voice.say(
        "Тревога: за час было 50 неудачных попыток подключиться. Похоже, кто-то подбирает коды: "
        "час никакие коды и номера не принимаются, даже верные."
    )
    return Message(
        (paragraph(alarm), paragraph(voice.say("Данные не раскрыты. Кто уже подключён, ничего не заметит.")))
    )
