"""What is said to a person who is not linked yet, or not any more. Before approval nothing about any child is said."""

from collections.abc import Sequence

from locales import Voice
from school.facts import LinkRequest, Student
from school.message import Block, Button, Listing, Message, line
from school.outbox import Reason
from school.policy import Level
from school.wording.dialog import FAMILY, menu
from school.wording.phrases import full_name, paragraph
from school.wording.reasons import reason_words

PHONE_CHANNELS = frozenset({"telegram"})  # where a platform vouches that a shared phone is the sender's own


def greeting(voice: Voice, channel: str, *, collects: bool = True) -> Message:
    """What this is in two sentences, who asks, and the ways in. `collects`: a phone may be taken on this channel."""
    phone = channel in PHONE_CHANNELS and collects
    ways = [
        voice.say("Есть лист из школы — пришлите код, который на нём напечатан."),
        voice.say("Школа знает ваш номер — поделитесь им кнопкой ниже.") if phone else "",
        voice.say("Нет кода — его даст классный руководитель. Заявка уже подана — просто подождите."),
    ]
    return Message(
        (
            paragraph(
                voice.say(
                    "Здравствуйте. Это «Родник»: он читает школьный журнал и рассказывает об оценках, уроках "
                    "и заданиях. Пишем только тем, кого школа знает и кто дал письменное согласие."
                )
            ),
            Listing(tuple(line(way) for way in ways if way), line(voice.say("Кто вы? Как нам вас узнать:"))),
        ),
        asks_phone=voice.say("Поделиться своим номером") if phone else None,
    )


def request_made(voice: Voice, request: LinkRequest) -> Message:
    """The request waits; what is missing is said without a word about whom it would open."""
    blocks: list[Block] = [
        paragraph(
            voice.say(
                "Заявка № {number} принята. Её рассмотрит администратор школы, и мы напишем сюда о решении.",
                number=request.contact_id,
            )
        )
    ]
    if not request.children or any(child.consent != "signed" for child in request.children):
        blocks.append(
            paragraph(
                voice.say(
                    "Согласия в письменной форме для этого мессенджера пока нет, а без него доступ не открыть. "
                    "Бланк можно подписать в школе: его даст классный руководитель."
                )
            )
        )
    return Message(tuple(blocks))


def nothing_matched(voice: Voice) -> Message:
    """The one answer to a stranger, a wrong, used or expired code, another's contact card, too many tries."""
    text = voice.say(
        "Не получилось вас узнать. Проверьте код: он действует один раз и ограниченное время. "
        "Новый код даст классный руководитель. После нескольких попыток подряд нужно подождать."
    )
    return Message((paragraph(text),))


def waiting(voice: Voice) -> Message:
    """To somebody whose request is not decided yet, whatever they ask."""
    return Message((paragraph(voice.say("Ваша заявка ещё ждёт решения администратора. Мы сразу напишем сюда.")),))


def approved(voice: Voice, children: Sequence[Student], roles: Sequence[str], *, level: Level) -> Message:
    """The link is open: whose news come here, what to ask, and the standing menu."""
    blocks: list[Block] = [paragraph(voice.say("Готово: доступ открыт."))]
    if level is Level.FULL and children:
        names = tuple(line(full_name(child)) for child in children)
        blocks.append(Listing(names, line(voice.say("Здесь будут новости и ответы о школьных делах:"))))
    if level < Level.PSEUDONYM:
        blocks.append(
            paragraph(
                voice.say(
                    "По правилам школы в этом мессенджере мы говорим только, что есть новое, без подробностей. "
                    "Подробности — во ВКонтакте или у классного руководителя."
                )
            )
        )
    elif FAMILY & set(roles):
        blocks.append(paragraph(voice.say("Вечером придёт сводка, а спросить можно в любой момент.")))
    blocks.append(paragraph(voice.say("Что можно спросить, покажет слово «помощь».")))
    return Message(tuple(blocks), menu=menu(voice, roles))


def rejected(voice: Voice, reason: str) -> Message:
    """The administrator said no; `reason` is a word of `rejection_words` or free text."""
    because = rejection_words(voice, reason).rstrip(".")
    why = voice.say("Заявка отклонена: {reason}.", reason=because) if because else voice.say("Заявка отклонена.")
    mistaken = voice.say("Если это ошибка, обратитесь к классному руководителю.")
    return Message((paragraph(f"{why} {mistaken}"),))


REJECTIONS = ("not_recognised", "no_consent", "no_guardianship", "already_linked")


def rejection_words(voice: Voice, reason: str) -> str:
    """A reason to reject, as part of a sentence; free text as it is."""
    words = {
        "not_recognised": voice.say("не удалось убедиться, что это вы"),
        "no_consent": reason_words(voice, Reason.NO_CONSENT),
        "no_guardianship": reason_words(voice, Reason.NO_GUARDIANSHIP),
        "already_linked": voice.say("доступ уже открыт на другой аккаунт"),
    }
    return words.get(reason, reason)


def no_access(voice: Voice, reason: str, *, child: bool = False) -> Message:
    """An approved contact that may see nobody now, or not the child who was named: why, and what to do."""
    words = reason_words(voice, reason)
    why = voice.say("Сейчас мы не можем отвечать здесь: {reason}.", reason=words)
    if child:
        why = voice.say("Об этом ребёнке мы не можем отвечать здесь: {reason}.", reason=words)
    return Message((paragraph(f"{why} {_remedy(voice, reason)}"),))


def _remedy(voice: Voice, reason: str) -> str:
    if reason == Reason.STOPPED:
        return voice.say("Чтобы вернуться, отправьте /start.")
    if reason in (Reason.NO_CONSENT, Reason.WITHDRAWN, Reason.REFUSED):
        return voice.say("Согласие можно подписать в школе: бланк даст классный руководитель.")
    if reason == Reason.NOT_APPROVED:
        return voice.say("Мы напишем сюда, когда администратор примет решение.")
    return voice.say("Подробности подскажет классный руководитель или администратор школы.")


def stopped(voice: Voice) -> Message:
    """After /stop: nothing more comes, and the way back."""
    text = voice.say(
        "Больше не пишем сюда. Вернуться можно в любой момент: отправьте /start. "
        "Согласие при этом остаётся в силе; отозвать его можно словом «согласие» или в школе."
    )
    return Message((paragraph(text),), ((Button(voice.say("Вернуться"), "start"),),))
