"""The panel under the preview of an announcement: whom it reaches, how it is set, what is worth a second look."""

from datetime import datetime

from locales import Voice
from school.facts import Announcement, Reach
from school.message import Block, Button, Footnote, Line, Listing, Message, bold, line
from school.wording.announcing import addressed
from school.wording.phrases import heading, paragraph, quoted
from school.wording.reasons import reason_words

SHOWN = 5  # families named in the panel; more are behind a button


def announce_panel(
    voice: Voice,
    announced: Announcement,
    reach: Reach,
    *,
    title: str = "",
    looks: tuple[Line, ...] = (),
    until: datetime | None = None,
) -> Message:
    """Who gets it, how it is set, and every button. `title` stands for the classes; `until` is local."""
    many, where = len(reach.unreachable) > SHOWN, title or addressed(voice, announced)
    return Message(
        (
            heading(voice.say("Проверьте объявление для {school_class}", school_class=where)),
            paragraph(reached(voice, reach)),
            *(() if many else missed(voice, reach)),
            Listing(_settings(voice, announced, until)),
            *((Listing(looks, line(bold(voice.say("Посмотрите ещё раз")))),) if looks else ()),
            Footnote(line(forbidden(voice))),
        ),
        _buttons(voice, announced.id, announced, sendable=reach.reachable > 0, many=many),
    )


def reached(voice: Voice, reach: Reach) -> str:
    """«27 семей: 24 получат, 3 нет.»"""
    lost = reach.families - reach.reachable
    families = voice.plural("{n} семья", "{n} семей", reach.families)
    if not lost:
        return voice.say("{families}: получат все.", families=families)
    told = voice.plural("{n} получит", "{n} получат", reach.reachable)
    return voice.say("{families}: {told}, {missed} нет.", families=families, told=told, missed=lost)


def missed(voice: Voice, reach: Reach) -> tuple[Block, ...]:
    """The families that are not reached, by name and why."""
    items = tuple(line(f"{name} — {reason_words(voice, reason)}") for name, reason in reach.unreachable)
    return (Listing(items, line(bold(voice.say("Не получат")))),) if items else ()


def announce_missed(voice: Voice, draft_id: int, reach: Reach) -> Message:
    """All who are not reached."""
    back = Button(voice.say("Назад"), f"announce panel {draft_id}")
    return Message((paragraph(reached(voice, reach)), *missed(voice, reach)), ((back,),))


def forbidden(voice: Voice) -> str:
    """What may not be announced (R31)."""
    return voice.say(
        "Нельзя: то, что не относится к школе и учёбе, реклама, личные данные других детей, "
        "вражда, призывы к насилию и всё, что запрещено законом."
    )


def looks(
    voice: Voice, *, names: tuple[str, ...], phones: tuple[str, ...], links: tuple[str, ...], late: str, again: str
) -> tuple[Line, ...]:
    """What in the text is worth a second look. `late`: the local time when it is; `again`: when the same was sent."""
    found = []
    if names:
        listed = ", ".join(quoted(voice, name) for name in names[:10])
        found.append(line(voice.say("в тексте, похоже, имена учеников: {names}; их увидят все семьи", names=listed)))
    if phones:
        found.append(line(voice.say("в тексте телефон: {phones}; его увидят все семьи", phones=", ".join(phones[:5]))))
    if links:
        found.append(line(voice.say("ссылки целиком: {links}", links=", ".join(links[:10]))))
    if again:
        found.append(line(voice.say("такой же текст этим семьям уже отправлен: {moment}", moment=again)))
    if late:
        found.append(line(voice.say("сейчас {now}: с 19:00 до 8:00 семьям не пишут без нужды", now=late)))
    return tuple(found)


def _settings(voice: Voice, announced: Announcement, until: datetime | None) -> tuple[Line, ...]:
    items = [line(voice.say("Кому: "), bold(audience(voice, announced.audience)))]
    if announced.options:
        answers = " / ".join(announced.options)
        question = announced.question or voice.say("ответ на объявление")
        items.append(line(voice.say("Вопрос: "), bold(question), f" — {answers}"))
    else:
        asked = voice.say("просим нажать") if announced.acknowledge else voice.say("не просим")
        items.append(line(voice.say("«Ознакомлен»: "), bold(asked)))
    if until:
        items.append(line(voice.say("Ответить до: "), bold(voice.moment(until))))
    return tuple(items)


def audience(voice: Voice, word: str) -> str:
    """«родителям»"""
    known = {"students": voice.say("ученикам"), "both": voice.say("родителям и ученикам")}
    return known.get(word, voice.say("родителям"))


def _buttons(
    voice: Voice, draft_id: int, announced: Announcement, *, sendable: bool, many: bool
) -> tuple[tuple[Button, ...], ...]:
    """Ten at most: VK shows no more under one message."""
    send = (Button(voice.say("Отправить"), f"announce send {draft_id}"),) if sendable else ()
    later = (
        Button(voice.say("Позже"), f"announce later {draft_id}"),
        Button(voice.say("Срочно"), f"announce urgent {draft_id}"),
    )
    asks = () if announced.options else (Button(voice.say("Ознакомление"), f"announce ack {draft_id}"),)
    rows = (
        (*send, Button(voice.say("Отмена"), f"announce cancel {draft_id}")),
        later if sendable else (),
        (Button(voice.say("Кому"), f"announce whom {draft_id}"), *asks),
        (
            Button(voice.say("Вопрос"), f"announce ask {draft_id}"),
            Button(voice.say("Срок ответа"), f"announce until {draft_id}"),
        ),
        (
            Button(voice.say("Изменить"), f"announce change {draft_id}"),
            *((Button(voice.say("Кто не получит"), f"announce missing {draft_id}"),) if many else ()),
        ),
    )
    return tuple(row for row in rows if row)
