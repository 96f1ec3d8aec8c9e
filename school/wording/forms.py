"""The consent form in chat: what comes with it, and why it does not come."""

from locales import Voice
from school.message import File, Message
from school.wording.phrases import paragraph


def form_ready(voice: Voice, file: File) -> Message:
    """The paper, and what to do with it."""
    said = voice.say(
        "Распечатайте, отметьте мессенджеры, подпишите и отдайте классному руководителю. "
        "Код на отрывном листе одноразовый; прежний неиспользованный больше не действует."
    )
    return Message((paragraph(said), file))


def form_of_whom(voice: Voice) -> Message:
    """To an administrator who named no student, or one whom the school does not know."""
    return Message((paragraph(voice.say("Чей бланк? Напишите код ученика, как в журнале, например: бланк S1")),))


def form_elsewhere(voice: Voice) -> Message:
    """Where a paper with names may not be sent."""
    return Message((paragraph(voice.say("Здесь бланк не отправляем: его даст классный руководитель.")),))


def form_refused(voice: Voice, why: str) -> Message:
    """It could not be made."""
    return Message((paragraph(why),))
