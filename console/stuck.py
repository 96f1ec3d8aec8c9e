"""Words for what is stuck: what a row is about, and why it stopped. The command line says the same ones."""

from locales import Voice
from school.wording.preferences import kind_name
from school.wording.reasons import reason_words


def kind_words(voice: Voice, kind: str) -> str:
    """What a row is about, as people call it."""
    if kind.startswith("alarm_"):
        return voice.say("тревога")
    if kind.startswith("warning_"):
        return voice.say("предупреждение о сроке")
    words = {
        "announcement_urgent": voice.say("срочное объявление отправлено"),
        "letter": voice.say("письмо семьи"),
        "visits_week": voice.say("кто не заглядывал за неделю"),
        "timeliness_week": voice.say("своевременность журнала за неделю"),
        "request": voice.say("заявка"),
        "request_closed": voice.say("решённая заявка"),
        "request_late": voice.say("заявка ждёт неделю"),
        "decision": voice.say("решение по заявке"),
        "scan": voice.say("снимок бланка"),
        "confirm": voice.say("переподтверждение доступа"),
        "second_look": voice.say("нужен второй взгляд"),
        "last_mile": voice.say("список «сообщить лично»"),
        "audit_head": voice.say("конец журнала действий"),
        "restored": voice.say("база восстановлена"),
        "update": voice.say("обращение"),
    }
    return words.get(kind) or kind_name(voice, kind)


def trouble_words(voice: Voice, reason: str) -> str:
    """Why it stopped."""
    words = {
        "poisoned": voice.say("шесть раз прервало работу"),
        "bug": voice.say("ошибка программы"),
        "gave_up": voice.say("мессенджер долго не принимал ответ"),
        "maybe_sent": voice.say("неизвестно, дошло ли"),
    }
    return words.get(reason) or reason_words(voice, reason)
