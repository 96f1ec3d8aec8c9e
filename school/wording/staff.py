"""What administrators read in chat: requests to decide, decisions, and deadlines that press."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from locales.speech import capital
from school.facts import Due, LinkedAlready, LinkRequest, RequestedChild
from school.message import Block, Button, Footnote, Line, Listing, Message, Text, bold, line
from school.outbox import Reason
from school.policy import Level
from school.wording.confirming import doubt_line, near_line
from school.wording.linking import REJECTIONS, rejection_words
from school.wording.phrases import full_name, heading, paragraph
from school.wording.reasons import reason_words, reasons_listed

SHOWN = 10  # the most urgent that a chat message lists


def mask_phone(e164: str | None) -> str:
    """«+7 *** ***-45-67» of +79161234567; of a number of another shape only its last four digits; "" of none."""
    digits = "".join(c for c in e164 or "" if c.isdecimal())
    if len(digits) < 7:
        return "***" if digits else ""
    tail = f"***-{digits[-4:-2]}-{digits[-2:]}"
    return f"+7 *** {tail}" if digits[0] == "7" and len(digits) == 11 else f"+*** {tail}"


def request_card(voice: Voice, request: LinkRequest, *, level: Level) -> Message:
    """A request as an administrator decides it; below `full` without names."""
    buttons = (
        Button(voice.say("Одобрить"), f"approve {request.contact_id}"),
        Button(voice.say("Отклонить"), f"reject {request.contact_id}"),
    )
    form = ((Button(voice.say("Бланк"), f"form {request.contact_id}"),),) if level is Level.FULL else ()
    return Message(_card(voice, request, level), (buttons, *form))


def _card(voice: Voice, request: LinkRequest, level: Level) -> tuple[Block, ...]:
    title = heading(voice.say("Заявка № {number}", number=request.contact_id))
    children = Listing(tuple(_child(voice, child, level) for child in request.children) or (_nobody(voice),))
    again: tuple[Block, ...] = (Footnote(line(doubt_line(voice, request.doubt))),) if request.doubt else ()
    again += (Text(line(bold(linked_line(voice, request.linked)))),) if request.linked else ()
    if level < Level.FULL:
        return title, children, *again, Footnote(line(voice.say("Имена показаны во ВКонтакте и в консоли.")))
    return title, Listing((_person(voice, request), *_phone(voice, request)), marker=""), children, *again


def linked_line(voice: Voice, linked: Sequence[LinkedAlready]) -> str:
    """«У этого человека уже подключено: Telegram с 12.11.2026»: somebody else may be asking in their name."""
    known = ", ".join(
        voice.say("{channel} с {day}", channel=channel_name(voice, one.channel), day=f"{one.since:%d.%m.%Y}")
        for one in linked
    )
    return voice.say("У этого человека уже подключено: {known}. Убедитесь, что просит он сам.", known=known)


def _person(voice: Voice, request: LinkRequest) -> Line:
    role = voice.say("ученик") if request.role == "student" else voice.say("родитель")
    return line(bold(request.full_name), f" · {role} · {channel_name(voice, request.channel)}")


def _phone(voice: Voice, request: LinkRequest) -> tuple[Line, ...]:
    phone = mask_phone(request.phone)
    return (line(voice.say("Телефон в журнале: {phone}", phone=phone)),) if phone else ()


def _nobody(voice: Voice) -> Line:
    return line(voice.say("нет детей, которых эта заявка открыла бы"))


def channel_name(voice: Voice, channel: str) -> str:
    """«ВКонтакте»; an unknown channel by its own word."""
    return {"telegram": "Telegram", "vk": voice.say("ВКонтакте")}.get(channel, channel)


def _child(voice: Voice, child: RequestedChild, level: Level) -> Line:
    name = f"{full_name(child.student)} — " if level is Level.FULL else ""
    restricted = reason_words(voice, Reason.RESTRICTED) if child.restricted else ""
    return line(name, "; ".join(part for part in (_consent(voice, child), restricted) if part))


def _consent(voice: Voice, child: RequestedChild) -> str:
    words = {
        "signed": voice.say("согласие"),
        "refused": voice.say("письменный отказ"),
        "withdrawn": voice.say("согласие отозвано"),
    }
    if child.consent not in words:
        return voice.say("нет письменного согласия")
    number = voice.say(" № {number}", number=child.consent_number) if child.consent_number else ""
    day = child.consent_date
    return words[child.consent] + number + (voice.say(" от {day}", day=f"{day:%d.%m.%Y}") if day else "")


def requests(
    voice: Voice, waiting: Sequence[LinkRequest], *, matching: int = 0, near: tuple[int, date] | None = None
) -> Message:
    """How many requests wait; the cards follow as messages of their own. `matching`: that may be approved at once.

    `near`: how many wait for a week or longer, and the day by which the first must be decided (R03).
    """
    if not waiting:
        return Message((paragraph(voice.say("Заявок, которые ждут решения, нет.")),))
    count = voice.plural("Ждёт решения {n} заявка.", "Ждут решения {n} заявок.", len(waiting))
    first = voice.say(" Показаны первые {shown}.", shown=SHOWN) if len(waiting) > SHOWN else ""
    label = voice.plural("Одобрить {n}, где всё сходится", "Одобрить {n}, где всё сходится", matching)
    button = ((Button(label, f"approve matching {max(one.contact_id for one in waiting)}"),),) if matching > 1 else ()
    hurry = (paragraph(near_line(voice, *near)),) if near else ()
    return Message((paragraph(count + first), *hurry), button)


def approve_matching_ask(voice: Voice, matching: int, rest: int, newest: int) -> Message:
    """The second look before many approvals: how many open, how many stay; `newest`: no later request is meant."""
    what = voice.plural(
        "Одобрить {n} заявку? У каждой телефон есть в журнале и на каждого ребёнка есть согласие.",
        "Одобрить {n} заявок? У каждой телефон есть в журнале и на каждого ребёнка есть согласие.",
        matching,
    )
    left = voice.plural("Останется {n}.", "Останется {n}.", rest) if rest else ""
    row = (Button(voice.say("Да, одобрить"), f"approve matching {newest} yes"), Button(voice.say("Нет"), "requests"))
    return Message((paragraph(f"{what} {left}".strip()),), (row,))


def approved_matching(voice: Voice, approved: int, left: int) -> Message:
    """How many were approved at once."""
    done = voice.plural("Одобрена {n} заявка.", "Одобрено {n} заявок.", approved)
    rest = voice.plural("Ждёт решения ещё {n}.", "Ждут решения ещё {n}.", left) if left else ""
    return Message((paragraph(f"{done} {rest}".strip()),))


def request_decided(
    voice: Voice, request: LinkRequest, decision: str, by: str, *, level: Level, reason: str = ""
) -> Message:
    """The card after one press: who decided what. `decision`: approved | rejected; it takes the place of the card."""
    because = f": {rejection_words(voice, reason)}" if reason else ""
    word = voice.say("Одобрено") if decision == "approved" else voice.say("Отклонено") + because
    author = f" — {by}" if by and level is Level.FULL else ""
    return Message((*_card(voice, request, level), Footnote(line(f"{word}{author}"))))


def why_reject(voice: Voice, request_id: int, *, own_words: bool = True) -> Message:
    """Asks the administrator for a reason: a button each, or free text where such may be kept."""
    rows = tuple((Button(capital(rejection_words(voice, word)), f"reject {request_id} {word}"),) for word in REJECTIONS)
    text = (
        voice.say("Почему отклонить заявку № {number}? Выберите причину или напишите свою.", number=request_id)
        if own_words
        else voice.say("Почему отклонить заявку № {number}? Выберите причину кнопкой.", number=request_id)
    )
    return Message((paragraph(text),), rows)


def approval_refused(
    voice: Voice, request: LinkRequest, reasons: Sequence[str], *, level: Level, record: bool = False
) -> Message:
    """Why «Одобрить» did nothing, on which request, and what comes first. `record`: a form may be entered here."""
    number = voice.say("Заявка № {number}", number=request.contact_id)
    which = heading(number, request.full_name if level is Level.FULL else "")
    why = voice.say("Одобрить пока нельзя: {reasons}.", reasons=reasons_listed(voice, reasons))
    next_step = voice.say("Когда это будет исправлено в реестре, нажмите «Одобрить» ещё раз.")
    buttons = ((Button(voice.say("Записать согласие"), f"paper {request.contact_id}"),),) if record else ()
    return Message((which, paragraph(f"{why} {next_step}")), buttons)


def already_decided(voice: Voice, request_id: int, state: str = "", by: str = "", *, level: Level) -> Message:
    """A press that came second. `state`: approved | rejected | "" where nothing more is known; `by`: who decided."""
    said = voice.say("По заявке № {number} уже есть решение.", number=request_id)
    known = {"approved": voice.say("Одобрено"), "rejected": voice.say("Отклонено")}.get(state, "")
    author = f" — {by}" if by and level is Level.FULL else ""
    return Message((paragraph(f"{said} {known}{author}." if known else said),))


def deadlines(voice: Voice, due: Sequence[Due], now: datetime, *, level: Level) -> Message:
    """How much is not told yet, and the most urgent by name; `now` is aware."""
    title = heading(voice.say("Сроки"))
    if not due:
        return Message((title, paragraph(voice.say("Всё, что нужно было сообщить семьям, сообщено."))))
    late = sum(one.send_by <= now for one in due)
    count = voice.plural("Не сообщён {n} результат.", "Не сообщено {n} результатов.", len(due))
    overdue = voice.plural("Просрочен {n}.", "Просрочено {n}.", late) if late else voice.say("Просроченных нет.")
    blocks: tuple[Block, ...] = (title, paragraph(f"{count} {overdue}"))
    if level < Level.FULL:
        return Message((*blocks, Footnote(line(voice.say("Имена показаны во ВКонтакте и в консоли.")))))
    pressing = sorted(due, key=lambda one: one.send_by)[:SHOWN]
    items = tuple(due_line(voice, one, now) for one in pressing)
    return Message((*blocks, Listing(items, line(bold(voice.say("Самое срочное"))))))


def due_line(voice: Voice, one: Due, now: datetime) -> Line:
    """«Мария Орлова, 7А → Орлова Анна: Математика, экзамен — нет согласия; осталось 3 часа»"""
    why = reason_words(voice, one.reason) if one.reason else voice.say("отправляется")
    what = voice.say("экзамен") if one.what == "exam" else voice.say("итоговая оценка")
    left = _left(voice, int((one.send_by - now).total_seconds() // 60))
    return line(f"{full_name(one.student)} → {one.guardian}: {one.subject}, {what} — {why}; ", bold(left))


def _left(voice: Voice, minutes: int) -> str:
    if minutes <= 0:
        return voice.say("срок прошёл")
    if minutes < 60:
        return voice.plural("осталась {n} минута", "осталось {n} минут", minutes)
    return voice.plural("остался {n} час", "осталось {n} часов", minutes // 60)
