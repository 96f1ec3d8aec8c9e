"""Why something was not said: the words of `Reason` as people read them, in one table."""

from collections.abc import Sequence

from locales import Voice
from school.outbox import Reason


def reason_words(voice: Voice, reason: str) -> str:
    """«нет письменного согласия»: a reason as part of a sentence or of a list. An unknown word is said as it is."""
    words: dict[str, str] = {
        Reason.NOT_APPROVED: voice.say("заявка ещё не одобрена"),
        Reason.NO_GUARDIANSHIP: voice.say("нет законного представительства"),
        Reason.RESTRICTED: voice.say("доступ ограничен документом"),
        Reason.NO_CONSENT: voice.say("нет письменного согласия"),
        Reason.REFUSED: voice.say("письменный отказ"),
        Reason.WITHDRAWN: voice.say("согласие отозвано"),
        Reason.OF_AGE: voice.say("ученику 18 лет, нужно его собственное согласие"),
        Reason.NOT_ENROLLED: voice.say("не числится в школе"),
        Reason.CHANNEL_OFF: voice.say("школа не пишет в этот мессенджер"),
        Reason.STOPPED: voice.say("сообщения отключены командой «стоп»"),
        Reason.ADDRESS_DEAD: voice.say("адрес больше не существует"),
        Reason.BLOCKED: voice.say("бот заблокирован"),
        Reason.NEVER_WROTE: voice.say("боту ещё не написали"),
        Reason.SUPERSEDED: voice.say("заменено более новым"),
        Reason.TOLD_BY_DIGEST: voice.say("сказано в сводке"),
        Reason.RECALLED: voice.say("отозвано отправителем"),
        Reason.EXPIRED: voice.say("срок отправки прошёл"),
        Reason.NOTHING_TO_SAY: voice.say("сообщать было нечего"),
        Reason.MAYBE_SENT: voice.say("неизвестно, дошло ли"),
        Reason.GONE: voice.say("запись удалена из журнала"),
        Reason.CANNOT_WORD: voice.say("не удалось составить текст"),
        Reason.REJECTED: voice.say("мессенджер не принял текст"),
        Reason.NO_CONTACT: voice.say("мессенджер не подключён"),
        Reason.LEAK: voice.say("в тексте оказалось имя, телефон или класс"),
        Reason.NO_ANSWER: voice.say("мессенджер не отвечает"),
        Reason.NOT_YET: voice.say("ещё не отправлено"),
        Reason.DROPPED: voice.say("снято администратором"),
        Reason.UNWANTED: voice.say("человек отключил такие сообщения"),
        Reason.RESTORED: voice.say("данные восстановлены из копии и ещё не проверены школой"),
    }
    return words.get(reason, reason)


def reasons_listed(voice: Voice, reasons: Sequence[str]) -> str:
    """Several reasons in a row, each once."""
    return "; ".join(dict.fromkeys(reason_words(voice, reason) for reason in reasons))
