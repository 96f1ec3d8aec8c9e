"""A signed form that came as a picture: taken, refused, announced to administrators, shown."""

from locales import Voice
from school.message import Block, Button, File, Message, Picture
from school.wording.phrases import paragraph


def scan_kept(voice: Voice, count: int) -> Message:
    """To the sender: it is with the administrator, and what else to do."""
    taken = voice.plural("Получили бланк: {n} файл.", "Получили бланк: файлов {n}.", count)
    rest = voice.say("Его увидит только администратор школы вместе с вашей заявкой. Подписанный бланк отдайте в школу.")
    return Message((paragraph(f"{taken} {rest}"),))


def scan_refused(voice: Voice) -> Message:
    """Not a picture, not a PDF, too large, or too many of them."""
    return Message(
        (paragraph(voice.say("Этот файл не подошёл. Пришлите снимок бланка или PDF, не больше шести файлов.")),)
    )


def scan_came(voice: Voice, request_id: int) -> Message:
    """To an administrator: a form came with a request; no name, whatever the level."""
    text = voice.say("К заявке № {number} прислали снимок подписанного бланка.", number=request_id)
    return Message((paragraph(text),), ((Button(voice.say("Показать бланк"), f"scan {request_id}"),),))


def scans_elsewhere(voice: Voice) -> Message:
    """Where a picture with names may not be shown."""
    return Message((paragraph(voice.say("Бланк можно посмотреть во ВКонтакте: здесь правила школы не позволяют.")),))


def scans_none(voice: Voice) -> Message:
    """There is no form with this request, or not any more."""
    return Message((paragraph(voice.say("К этой заявке бланк не прислали.")),))


def scan_shown(voice: Voice, path: str, name: str, picture: bool) -> Message:
    """One page of a form."""
    block: Block = Picture(path, voice.say("снимок бланка")) if picture else File(path, name)
    return Message((block,))
