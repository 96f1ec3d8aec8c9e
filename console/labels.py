"""Words for what is kept as words of the code: roles, states, channels, levels, acts."""

from collections.abc import Iterable

from console.listing import Cell, Tone
from locales import Voice
from school.access import ConsentState, ContactState, Role
from school.facts import Announcement
from school.institution import Person
from school.purposes import Purpose
from school.seats import Seat
from school.wording.consents import purpose_words
from school.wording.reasons import reason_words
from school.wording.staff import channel_name
from storage.links import Linked
from storage.roster import Link


def role_words(voice: Voice, person: Person) -> str:
    """«родитель», or what a member of staff does."""
    duties = {
        "teacher": voice.say("учитель"),
        "homeroom": voice.say("классный руководитель"),
        "deputy": voice.say("завуч, только просмотр"),
        "administrator": voice.say("администратор"),
    }
    roles = {
        Role.GUARDIAN: voice.say("родитель"),
        Role.STUDENT: voice.say("ученик"),
        Role.STAFF: voice.say("сотрудник"),
    }
    return ", ".join(duties.get(duty, duty) for duty in person.duties) or roles[person.role]


def seat_words(voice: Voice, seat: Seat) -> str:
    """What one may do at the console."""
    return {
        Seat.ADMINISTRATOR: voice.say("администратор"),
        Seat.DEPUTY: voice.say("завуч: просмотр"),
        Seat.TEACHER: voice.say("классный руководитель"),
    }[seat]


def full_name(person: Person) -> str:
    """«Орлова Анна Петровна»"""
    return " ".join(filter(None, (person.last_name, person.first_name, person.middle_name)))


def state_words(voice: Voice, state: ContactState) -> str:
    """Where a link stands."""
    return {
        ContactState.WAITING: voice.say("ждёт решения"),
        ContactState.APPROVED: voice.say("подключён"),
        ContactState.REJECTED: voice.say("отклонён"),
        ContactState.STOPPED: voice.say("отключился сам"),
    }[state]


def link_words(voice: Voice, link: Link | Linked) -> str:
    """«Telegram: подключён, не доставляется»"""
    said = f"{channel_name(voice, link.channel)}: {state_words(voice, link.state)}"
    return said if link.reachable else voice.say("{link}, не доставляется", link=said)


def links_cell(voice: Voice, links: Iterable[Link]) -> Cell:
    """A person's messengers in one cell."""
    found = tuple(links)
    tone: Tone = "mute"
    if any(link.state is ContactState.APPROVED for link in found):
        tone = "good" if any(one.reachable and one.state is ContactState.APPROVED for one in found) else "bad"
    elif any(link.state is ContactState.WAITING for link in found):
        tone = "warn"
    return Cell("; ".join(link_words(voice, link) for link in found) or voice.say("нет"), tone=tone)


def consent_words(voice: Voice, state: str | None) -> str:
    """«согласие», «отказ», «отозвано», «нет»"""
    words = {
        ConsentState.SIGNED: voice.say("согласие"),
        ConsentState.REFUSED: voice.say("отказ"),
        ConsentState.WITHDRAWN: voice.say("отозвано"),
    }
    return words[ConsentState(state)] if state else voice.say("нет")


def consent_tone(state: str | None) -> Tone:
    """How a consent looks."""
    return "good" if state == ConsentState.SIGNED else "bad" if state else "warn"


def purpose(voice: Voice, word: str) -> str:
    """A purpose as people say it."""
    return purpose_words(voice, Purpose(word)) if word in set(Purpose) else word


def channel(voice: Voice, word: str | None) -> str:
    """«ВКонтакте»; a dash of none."""
    return channel_name(voice, word) if word else "—"


def addressed(voice: Voice, said: Announcement) -> str:
    """«7А, 7Б», «7 классы», «вся школа»"""
    if said.scope == "grade":
        return voice.say("{grade} классы", grade=said.school_class)
    return said.school_class or voice.say("вся школа")


def reason(voice: Voice, word: str | None) -> str:
    """Why not, in words; "" of none."""
    return reason_words(voice, word) if word else ""


def level_words(voice: Voice, word: str) -> str:
    """How much may be said on a channel."""
    words = {
        "off": voice.say("ничего"),
        "ping": voice.say("только «есть новое»"),
        "pseudonym": voice.say("без имён"),
        "full": voice.say("полностью"),
    }
    return words.get(word, word)


def legal_form(voice: Voice, word: str) -> str:
    """What kind of school it is."""
    words = {
        "private": voice.say("частная"),
        "municipal": voice.say("муниципальная"),
        "state": voice.say("государственная"),
    }
    return words.get(word, word)


def ledger_words(voice: Voice, state: str) -> Cell:
    """How telling a result ended so far."""
    words: dict[str, tuple[str, Tone]] = {
        "told": (voice.say("сообщено"), "good"),
        "by_hand": (voice.say("сообщено лично"), "good"),
        "waiting": (voice.say("в пути"), "warn"),
        "not_told": (voice.say("не сообщено"), "bad"),
    }
    return Cell(words[state][0], tone=words[state][1])
