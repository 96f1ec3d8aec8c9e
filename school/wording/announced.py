"""What staff read after an announcement went out: on its way, how far it got, recalled, corrected."""

from collections.abc import Sequence
from datetime import datetime

from locales import Voice
from school.facts import Announcement
from school.message import Block, Button, File, Line, Listing, Message, bold, line
from school.policy import Level
from school.wording.announcing import addressed
from school.wording.phrases import beginning, first_of, heading, paragraph, quoted

SHOWN = 15  # names in one list


def announce_sent(voice: Voice, announced: Announcement, families: int, *, held: datetime | None = None) -> Message:
    """It is on its way, and how to see who has read it; `held`: local, when the quiet hours that hold it end."""
    count = voice.plural("Отправляем {n} семье.", "Отправляем {n} семьям.", families)
    wait = voice.say(" Сейчас тихие часы школы: уйдёт в {time}.", time=voice.clock(held.time())) if held else ""
    where = voice.say("Кнопка ниже покажет, кто ознакомился.")
    return Message((paragraph(f"{count}{wait} {where}"),), ((_status_button(voice, announced),),))


def announce_scheduled(
    voice: Voice, announced: Announcement, at: datetime, local: datetime, *, title: str = ""
) -> Message:
    """It waits for its hour; `at` and `local` (now) are local. `title` stands for classes that may not be named."""
    where, moment = title or addressed(voice, announced), voice.moment(at, local.date())
    text = voice.say("Объявление для {school_class} уйдёт: {moment}.", school_class=where, moment=moment)
    cancel = Button(voice.say("Отменить отправку"), f"announce recall {announced.id}")
    return Message(
        (paragraph(text),), ((cancel,), (Button(voice.say("Посмотреть"), f"announce panel {announced.id}"),))
    )


def announce_status(
    voice: Voice,
    announced: Announcement,
    told: int,
    read: int,
    silent: Sequence[str],
    *,
    more: Sequence[str] = (),
    answers: Sequence[tuple[str, int, tuple[str, ...]]] = (),
    title: str = "",
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> Message:
    """How many families got it and confirmed, and by name those who have not.

    `more`: further counts as sentences; `answers`: (answer, people, whose); choices `announced ID`.
    """
    where = title or addressed(voice, announced)
    head = heading(voice.say("Объявление для {school_class}", school_class=where), beginning(announced.text, 40))
    got = voice.plural("Доставлено {n} семье", "Доставлено {n} семьям", told)
    confirmed = voice.plural("ознакомилась {n}", "ознакомились {n}", read)
    first = f"{got}, {confirmed}." if announced.acknowledge or announced.options else f"{got}."
    blocks: list[Block] = [head, paragraph(" ".join((first, *more)))]
    if answers:
        items = tuple(_answer(answer, count, whose) for answer, count, whose in answers)
        blocks.append(Listing(items, line(bold(announced.question or voice.say("Ответы")))))
    if silent and (announced.acknowledge or announced.options):
        blocks.append(Listing(first_of(voice, silent, SHOWN), line(bold(voice.say("Ещё не ознакомились")))))
    return Message(tuple(blocks), ((_status_button(voice, announced),), *buttons))


def counts(voice: Voice, *, waiting: int, read: int, failed: int, no_channel: int) -> tuple[str, ...]:
    """What else is to be counted, each as a sentence; nothing of what is none."""
    words = (
        (waiting, voice.plural("Ещё в пути: {n}.", "Ещё в пути: {n}.", waiting)),
        (read, voice.plural("Прочли: {n}.", "Прочли: {n}.", read)),
        (failed, voice.plural("Не дошло: {n}.", "Не дошло: {n}.", failed)),
        (no_channel, voice.plural("Без мессенджера: {n}.", "Без мессенджера: {n}.", no_channel)),
    )
    return tuple(sentence for count, sentence in words if count)


def taken_back(voice: Voice, deleted: int, kept: int) -> tuple[str, ...]:
    """What became of a recall, as sentences."""
    gone = voice.plural("Отозвано; удалено сообщений: {n}.", "Отозвано; удалено сообщений: {n}.", deleted)
    stay = voice.plural("Осталось у получателей: {n}.", "Осталось у получателей: {n}.", kept)
    return (gone, stay) if kept else (gone,)


def status_buttons(
    voice: Voice, announced: Announcement, *, silent: int, lost: int, own: bool
) -> tuple[tuple[Button, ...], ...]:
    """What can be done with an announcement that went out."""
    number = announced.id
    remind = voice.plural("Напомнить {n} семье", "Напомнить {n} семьям", silent)
    rows: list[tuple[Button, ...]] = []
    if silent and not announced.recalled:
        rows.append((Button(remind, f"announce remind {number}"),))
    second = [Button(voice.say("Таблица"), f"announce table {number}")]
    if lost:
        second.append(Button(voice.say("Кто не получил"), f"announce lost {number}"))
    rows.append(tuple(second))
    if not announced.recalled:
        fix = (Button(voice.say("Исправить"), f"announce correct {number}"),) if own else ()
        rows.append((*fix, Button(voice.say("Отозвать"), f"announce recall {number}")))
    return tuple(rows)


def recall_ask(voice: Voice, announcement_id: int, sent: int) -> Message:
    """Before a recall: how many have it already."""
    text = voice.plural(
        "Отозвать объявление? Оно уже у {n} семьи: где мессенджер позволит, сообщения удалим.",
        "Отозвать объявление? Оно уже у {n} семей: где мессенджер позволит, сообщения удалим.",
        sent,
    )
    row = (
        Button(voice.say("Да, отозвать"), f"announce recall {announcement_id} yes"),
        Button(voice.say("Назад"), f"announced {announcement_id}"),
    )
    return Message((paragraph(text),), (row,))


def recalled(voice: Voice, cancelled: int, already_sent: int) -> Message:
    """How many messages a recall stopped, and how many it came too late for."""
    stopped = voice.plural("Остановлено {n} сообщение", "Остановлено {n} сообщений", cancelled)
    late = voice.plural("уже ушло {n}", "уже ушло {n}", already_sent)
    said = [paragraph(f"{stopped}, {late}.")]
    if already_sent:
        said.append(paragraph(voice.say("Отправленное удаляем там, где мессенджер это позволяет.")))
    return Message(tuple(said))


def schedule_cancelled(voice: Voice) -> Message:
    """A planned announcement will not go out."""
    return Message((paragraph(voice.say("Отправка отменена: никто ничего не получит.")),))


def reminded(voice: Voice, count: int) -> Message:
    """How many were reminded."""
    return Message((paragraph(voice.plural("Напоминаем: {n} сообщение.", "Напоминаем: {n} сообщений.", count)),))


def correct_ask(voice: Voice, announcement_id: int) -> Message:
    """Asks for the corrected text."""
    text = voice.say(
        "Пришлите исправленный текст целиком. У кого объявление уже есть, там оно изменится; "
        "где изменить нельзя, придёт одно сообщение «исправлено»."
    )
    return Message((paragraph(text),), ((Button(voice.say("Назад"), f"announced {announcement_id}"),),))


def corrected(voice: Voice, count: int) -> Message:
    """How many have the old text and get the new one."""
    return Message((paragraph(voice.plural("Исправляем {n} сообщение.", "Исправляем {n} сообщений.", count)),))


def announce_lost(voice: Voice, announced: Announcement, items: Sequence[str]) -> Message:
    """Who did not get it, and why."""
    back = Button(voice.say("Назад"), f"announced {announced.id}")
    return Message((Listing(first_of(voice, items, 40), line(bold(voice.say("Не получили")))),), ((back,),))


def announce_table(voice: Voice, table: File) -> Message:
    """The families and what became of the announcement, as a workbook."""
    return Message((paragraph(voice.say("Таблица: кому дошло, кто прочёл и что ответил.")), table))


def table_elsewhere(voice: Voice) -> Message:
    """Where nobody may be named."""
    return Message((paragraph(voice.say("Здесь таблицы с именами не отправляются. Откройте её во ВКонтакте.")),))


def announcements_list(voice: Voice, found: Sequence[Announcement], local: datetime) -> Message:
    """One's latest announcements; choices `announced ID`. `local` is now, in the school's zone."""
    if not found:
        return Message((paragraph(voice.say("Вы ещё ничего не объявляли. Начните словом «объявление».")),))
    items = tuple(_listed(voice, one, local) for one in found)
    rows = tuple((Button(beginning(one.text, 30) or "…", f"announced {one.id}"),) for one in found)
    return Message((Listing(items, line(bold(voice.say("Ваши объявления")))),), rows)


def urgent_announced(voice: Voice, announced: Announcement, *, level: Level) -> Message:
    """To administrators: somebody sent an urgent announcement; below `full` not to which class."""
    if level < Level.FULL:
        bare = voice.say("Отправлено срочное объявление № {number}, без учёта тихих часов.", number=announced.id)
        return Message((paragraph(bare),))
    text = voice.say(
        "Отправлено срочное объявление № {number} для {school_class}. Оно ушло сразу, без учёта тихих часов.",
        number=announced.id,
        school_class=addressed(voice, announced),
    )
    return Message((paragraph(text),))


def _listed(voice: Voice, one: Announcement, local: datetime) -> Line:
    at = one.sent_at or one.due_at
    when = voice.moment(at.astimezone(local.tzinfo), local.date()) if at else ""
    state = "" if one.sent_at else voice.say(" — ждёт отправки")
    state = voice.say(" — отозвано") if one.recalled else state
    return line(f"{when}, {addressed(voice, one)}: {quoted(voice, beginning(one.text, 30))}{state}")


def _answer(answer: str, count: int, whose: Sequence[str]) -> Line:
    names = ", ".join(whose[:10]) + ("…" if len(whose) > 10 else "")
    return line(bold(f"{answer}: {count}"), f" — {names}" if names else "")


def _status_button(voice: Voice, announced: Announcement) -> Button:
    return Button(voice.say("Кто ознакомился"), f"announced {announced.id}")
