"""The calendar link in words: what it is, who else will know, how to use it and how to end it."""

from datetime import date, datetime

from locales import Voice
from school.facts import Student
from school.message import Button, Heading, Message, Text, line
from school.policy import Level
from school.wording.periods import page
from school.wording.phrases import discreet, heading, paragraph, who


@discreet
def feed_offer(
    voice: Voice, student: Student, today: date, as_of: datetime | None, *, level: Level, known: bool
) -> Message:
    """What a link gives and what it gives away; `known`: there is one already."""
    what = voice.say(
        "Календарь телефона сам возьмёт по ссылке уроки, замены, контрольные и каникулы и будет их обновлять."
    )
    body = [paragraph(what), paragraph(_provider(voice))]
    if known:
        again = voice.say("Ссылка у вас уже есть. Второй раз её не показать; новая сделает прежнюю недействительной.")
        body.append(paragraph(again))
    return page(voice, _head(voice, student, level), tuple(body), as_of, today)


@discreet
def feed_made(
    voice: Voice, student: Student, url: str, today: date, as_of: datetime | None, *, level: Level
) -> Message:
    """The link, this once."""
    how = voice.say(
        "iPhone: «Настройки» → «Приложения» → «Календарь» → «Учётные записи» → «Подписной календарь». "
        "Google: calendar.google.com → «Другие календари» → «Добавить по URL». Яндекс: «Подписаться на календарь»."
    )
    secret = voice.say("Ссылка секретная: не пересылайте её, кто её знает, видит расписание.")
    body = (Text(line(url)), paragraph(how), paragraph(f"{secret} {_provider(voice)}"))
    return page(voice, _head(voice, student, level), body, as_of, today)


@discreet
def feed_closed(voice: Voice, student: Student, today: date, as_of: datetime | None, *, level: Level) -> Message:
    """The link ended."""
    said = voice.say("Ссылка отключена. То, что календарь уже взял, удалите в нём самом.")
    return page(voice, _head(voice, student, level), (paragraph(said),), as_of, today)


def feed_steps(voice: Voice, student: Student, *, known: bool) -> tuple[tuple[Button, ...], ...]:
    """Make a link, or a new one in its place; end it; the file instead."""
    verb = f"feed {student.id}"
    file = (Button(voice.say("Файл для календаря"), f"ics {student.id}"),)
    if not known:
        return ((Button(voice.say("Получить ссылку"), f"{verb} new"),), file)
    return ((Button(voice.say("Новая ссылка"), f"{verb} new"), Button(voice.say("Отключить"), f"{verb} off")), file)


def _head(voice: Voice, student: Student, level: Level) -> Heading:
    return heading(voice.say("Ссылка для календаря"), who(voice, student, level))


def _provider(voice: Voice) -> str:
    return voice.say(
        "По ссылке приходит служба вашего календаря (Google, Apple, Яндекс): эти сведения о ребёнке получит и она."
    )
