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


def password_locked(voice: Voice) -> Message:
    """Somebody typed wrong passwords for a colleague's place at the console."""
    alarm = voice.say(
        "Тревога: пароль сотрудника к консоли пять раз ввели неверно. Вход по паролю закрыт на 15 минут; "
        "вход по ссылке из мессенджера работает."
    )
    next_step = voice.say(
        "Чей это пароль, видно в консоли на странице «Сегодня». Если сотрудник не ошибался сам, сбросьте пароль там же."
    )
    return Message((paragraph(alarm), paragraph(next_step)))


def clock_jumped(voice: Voice, seconds: int) -> Message:
    """The server's clock jumped, forward or (below 0) back; the service goes by the old time for a while."""
    by = _roughly(voice, abs(seconds))
    ahead = voice.say("Тревога: часы сервера вдруг ушли вперёд ({by}).", by=by)
    behind = voice.say("Тревога: часы сервера вдруг ушли назад ({by}).", by=by)
    grace = voice.say(
        "«Родник» ещё 15 минут живёт по прежнему времени: ничего не пропадёт и не придёт дважды. "
        "Проверьте на сервере дату, время и службу NTP. Если часы так и останутся, «Родник» примет новое время."
    )
    return Message((paragraph(ahead if seconds > 0 else behind), paragraph(grace)))


def _roughly(voice: Voice, seconds: int) -> str:
    if seconds >= 2 * 86400:
        return voice.plural("{n} день", "{n} дней", round(seconds / 86400))
    if seconds >= 3600:
        return voice.plural("{n} час", "{n} часов", round(seconds / 3600))
    return voice.plural("{n} минута", "{n} минут", max(1, round(seconds / 60)))
