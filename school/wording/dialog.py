"""The frame of the conversation: help, the standing menu, settings, and what is said when nothing fits."""

from collections.abc import Collection, Sequence
from datetime import time

from locales import Voice
from locales.speech import capital
from school.facts import Student
from school.message import Button, Listing, Message, bold, line
from school.wording.phrases import paragraph

FAMILY, HOMEROOM, ADMINISTRATOR = (
    frozenset({"guardian", "student"}),
    frozenset({"homeroom"}),
    frozenset({"administrator"}),
)
SELDOM = (
    "/now",
    "/chart",
    "/overdue",
    "/forecast",
    "/attendance",
    "/works",
    "/topics",
    "/remarks",
    "/teachers",
    "/calendar",
)
NOT_IN_MENU = (*SELDOM, "/stop", "/children", "/consent", "/link", "/journal", "/visits")
DIGEST_TIMES = (time(17), time(18), time(19), time(20))


def _commands(voice: Voice, roles: Collection[str]) -> list[tuple[str, str, str]]:
    """(slash command, word, what it gives) of what these roles may ask."""
    family = [
        ("/marks", voice.say("оценки"), voice.say("оценки за сегодня, неделю и четверть")),
        ("/homework", voice.say("дз"), voice.say("что задано")),
        ("/timetable", voice.say("расписание"), voice.say("уроки на день и на неделю")),
        ("/changes", voice.say("замены"), voice.say("что изменилось в расписании")),
        ("/results", voice.say("результаты"), voice.say("экзамены и итоговые оценки")),
    ]
    seldom = [
        ("/now", voice.say("сейчас"), voice.say("какой урок идёт и какой следующий")),
        ("/chart", voice.say("график"), voice.say("оценки четверти картинкой")),
        ("/overdue", voice.say("долги"), voice.say("какие работы не сданы")),
        ("/forecast", voice.say("прогноз"), voice.say("какая оценка выходит и что её изменит")),
        ("/attendance", voice.say("пропуски"), voice.say("что пропущено и почему")),
        ("/works", voice.say("контрольные"), voice.say("какие контрольные впереди")),
        ("/topics", voice.say("темы"), voice.say("что проходили на уроках")),
        ("/remarks", voice.say("замечания"), voice.say("замечания, похвала и советы учителей")),
        ("/teachers", voice.say("учителя"), voice.say("кто что ведёт")),
        ("/calendar", voice.say("каникулы"), voice.say("четверти, каникулы и сколько до них")),
    ]
    children = [("/children", voice.say("дети"), voice.say("о ком можно спросить"))]
    own = [
        ("/consent", voice.say("согласие"), voice.say("на что вы согласились и как отозвать")),
        ("/link", voice.say("второй мессенджер"), voice.say("подключить и другой мессенджер")),
    ]
    homeroom = [
        ("/announce", voice.say("объявление"), voice.say("написать семьям своего класса")),
        ("/class", voice.say("класс"), voice.say("кто из семей на связи")),
        ("/told", voice.say("лично"), voice.say("кому сообщить лично, потому что мессенджер не смог")),
    ]
    administrator = [
        ("/requests", voice.say("заявки"), voice.say("кто ждёт доступа")),
        ("/deadlines", voice.say("сроки"), voice.say("кому ещё не сказано и сколько осталось")),
    ]
    office = [
        ("/announce", voice.say("объявление"), voice.say("написать семьям: классу, параллели, всей школе")),
        ("/journal", voice.say("журнал"), voice.say("что внесено вовремя, а что нет, по учителям")),
        ("/visits", voice.say("посещения"), voice.say("кто из семей заглядывает, по классам")),
    ]
    common = [
        ("/settings", voice.say("настройки"), voice.say("о чём сообщать, сводка, тихие часы, язык")),
        ("/stop", voice.say("стоп"), voice.say("больше не писать")),
        ("/help", voice.say("помощь"), voice.say("этот список")),
    ]
    held = set(roles)
    chosen = [
        (FAMILY, family),
        (FAMILY, seldom),
        ({"guardian"}, children),
        (FAMILY, own),
        (HOMEROOM, homeroom),
        (ADMINISTRATOR, administrator),
        (ADMINISTRATOR, [one for one in office if one[0] != "/announce" or not held & HOMEROOM]),
    ]
    return [command for allowed, commands in chosen if held & allowed for command in commands] + common


def help(voice: Voice, roles: Collection[str]) -> Message:
    """What may be asked, as a word and as a slash command. Roles: guardian, student, homeroom, administrator."""
    items = tuple(line(bold(word), f" · {slash} — {gives}") for slash, word, gives in _commands(voice, roles))
    title = line(voice.say("Напишите слово, команду или нажмите кнопку:"))
    return Message((Listing(items, title),), _more(voice, roles), menu=menu(voice, roles))


def _more(voice: Voice, roles: Collection[str]) -> tuple[tuple[Button, ...], ...]:
    """A button for each question that the menu has no room for, three a row."""
    seldom = [(slash, word) for slash, word, _ in _commands(voice, roles) if slash in SELDOM]
    buttons = [Button(capital(word), slash.removeprefix("/")) for slash, word in seldom]
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))


def menu(voice: Voice, roles: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The words of the standing keyboard, two a row; the last are for what comes seldom."""
    words = [word for slash, word, _ in _commands(voice, roles) if slash not in NOT_IN_MENU]
    return tuple(tuple(words[at : at + 2]) for at in range(0, len(words), 2))


def not_understood(voice: Voice, roles: Collection[str]) -> Message:
    """Free text that fits nothing: what these roles ask most, if they have any question of their own."""
    if not FAMILY.union(HOMEROOM, ADMINISTRATOR).intersection(roles):
        said = voice.say("Не получилось понять вопрос. Что здесь можно сделать, покажет «помощь».")
        return Message((paragraph(said),))
    one, two, three = [word for _, word, _ in _commands(voice, roles)][:3]
    said = voice.say(
        "Не получилось понять вопрос. Попробуйте «{one}», «{two}» или «{three}», а всё остальное покажет «помощь».",
        one=one,
        two=two,
        three=three,
    )
    return Message((paragraph(said),))


def stale_button(voice: Voice) -> Message:
    """A button that is another chat's, or too old to mean anything."""
    return Message((paragraph(voice.say("Эта кнопка больше не действует. Спросите ещё раз словом или из меню.")),))


def slower(voice: Voice) -> Message:
    """To somebody who asks faster than anybody reads; it is said once."""
    return Message((paragraph(voice.say("Помедленнее, пожалуйста: вопросов слишком много. Ответим через минуту.")),))


def went_wrong(voice: Voice) -> Message:
    """Our own fault, said without details."""
    return Message((paragraph(voice.say("У нас что-то сломалось, ответить сейчас не можем. Попробуйте чуть позже.")),))


def which_child(voice: Voice, students: Sequence[Student], choice: str) -> Message:
    """Asks about which child; `choice` has {id} in the student's place."""
    rows = tuple((Button(_label(student), choice.format(id=student.id)),) for student in students)
    return Message((paragraph(voice.say("О ком рассказать?")),), rows)


def _label(student: Student) -> str:
    return ", ".join(part for part in (student.name, student.school_class) if part)


def settings(voice: Voice, language: str, digest_on: bool, digest_time: time) -> Message:
    """What is set, and buttons to change it: `settings language|digest|time …`."""
    on = voice.say("в {time}", time=voice.clock(digest_time)) if digest_on else voice.say("выключена")
    name = {"ru": voice.say("русский"), "en": voice.say("английский")}.get(language, language)
    facts = (line(voice.say("Язык — "), bold(name)), line(voice.say("Вечерняя сводка — "), bold(on)))
    other = ("en", "English") if language == "ru" else ("ru", "Русский")
    switch = ("off", voice.say("Выключить сводку")) if digest_on else ("on", voice.say("Включить сводку"))
    first = (Button(other[1], f"settings language {other[0]}"), Button(switch[1], f"settings digest {switch[0]}"))
    times = tuple(
        Button(voice.clock(at), f"settings time {voice.clock(at)}") for at in DIGEST_TIMES if at != digest_time
    )
    rows = (first, times) if digest_on else (first,)
    return Message((Listing(facts, line(bold(voice.say("Настройки")))),), rows)
