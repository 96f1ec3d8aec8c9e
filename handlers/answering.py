"""The one door: an incoming event in, a reply out. Exceptions leave it: the inbox loop owns them."""

from dataclasses import replace

from actions.preferring import prefer
from actions.reading import note_read
from actions.refusal import Refused
from handlers import starting
from handlers.choosing import is_time, set_time
from handlers.desk import Desk
from handlers.dialog import leave, step_of
from handlers.replying import not_understood
from handlers.routes import STEPS, Route, Who
from handlers.scanning import brings_form, take_form
from handlers.understanding import is_command, read_choice, read_text
from handlers.visit import Visit
from school import wording
from school.access import ContactState, Role
from school.incoming import Incoming, Reply, Sign
from school.institution import Account
from school.message import Message
from school.outbox import Reason
from school.policy import Fact
from school.wording.asking import not_for_you
from school.wording.phrases import paragraph
from storage.accounts import account as account_of
from storage.accounts import add_account


async def answer(desk: Desk, incoming: Incoming) -> Reply:
    """What to say to an event. Its choice comes unsealed; the chat becomes an account at its first word."""
    visit = Visit(desk, await _account(desk, incoming), incoming, desk.clock.now())
    if incoming.sign is not None:
        return await _noted(visit, incoming.sign)
    if not visit.account.reachable:
        await prefer(desk.database, visit.account, reachable=True, unreachable_why=None)
    try:
        reply = await _answer(visit)
    except Refused as refused:
        reply = visit.say(Message((paragraph(refused.said(visit.voice)),)))
    return _for_the_last_look(visit, reply)


def _for_the_last_look(visit: Visit, reply: Reply) -> Reply:
    """With whose rules it must keep to: those of every school behind the account."""
    fact = reply.fact or (Fact.STAFF if visit.staff() else None)
    schools = tuple(sorted({contact.person.school_id for contact in visit.account.contacts}))
    return replace(reply, fact=fact, schools=schools)


async def _answer(visit: Visit) -> Reply:
    incoming = visit.incoming
    if incoming.phone is not None:
        return await starting.use_phone(visit)
    if incoming.code:
        return await starting.use_code(visit, incoming.code)
    if incoming.choice:
        found = read_choice(incoming.choice)
        return await _route(visit, *found) if found else visit.say(wording.stale_button(visit.voice))
    step = STEPS.get(step_of(visit))
    if step and not is_command(incoming.text) and _may(visit, step[0]):
        return await step[1](visit)
    return await take_form(visit) if brings_form(visit) else await _words(visit)


async def _words(visit: Visit) -> Reply:
    """A text that answers no question of ours."""
    text = visit.incoming.text
    found = read_text(text)
    if found:
        return await _route(visit, *found)
    if starting.is_code(text):
        return await starting.use_code(visit, text)
    if not visit.account.approved():
        return await _stranger(visit)
    return await set_time(visit) if is_time(text) else await not_understood(visit)


async def _route(visit: Visit, route: Route, words: tuple[str, ...]) -> Reply:
    if route.who is not Who.ANYBODY and not visit.account.approved():
        return await _stranger(visit)
    if not _may(visit, route.who):
        return visit.say(not_for_you(visit.voice))
    await leave(visit)
    return await route.handler(replace(visit, words=words))


def _may(visit: Visit, who: Who) -> bool:
    match who:
        case Who.ANYBODY:
            return True
        case Who.LINKED:
            return bool(visit.account.approved())
        case Who.FAMILY:
            return bool(visit.account.approved(Role.GUARDIAN, Role.STUDENT))
        case Who.STAFF:
            return bool(visit.staff())
        case Who.ADMINISTRATOR:
            return bool(visit.staff("administrator"))


async def _stranger(visit: Visit) -> Reply:
    """To whoever is not linked, whatever they ask: how to be, that the request waits, or how to come back."""
    states = {contact.state for contact in visit.account.contacts}
    if ContactState.STOPPED in states and ContactState.WAITING not in states:
        return visit.say(wording.no_access(visit.voice, Reason.STOPPED))
    return await starting.greet(visit)


async def _account(desk: Desk, incoming: Incoming) -> Account:
    """The account of the chat; made when it writes for the first time."""
    async with desk.database.read() as connection:
        known = await account_of(connection, incoming.channel, incoming.chat)
    if known:
        return known
    language = "en" if incoming.language.lower().startswith("en") else "ru"
    async with desk.database.write() as connection:
        await add_account(connection, incoming.channel, incoming.chat, language, desk.clock.now())
        made = await account_of(connection, incoming.channel, incoming.chat)
    if made is None:
        raise LookupError("an account that was just made")
    return made


async def _noted(visit: Visit, sign: Sign) -> Reply:
    """A sign tells whether the person can be reached; nobody expects an answer to it."""
    if sign is Sign.READ:
        await note_read(visit.desk.database, visit.account, visit.incoming.pressed_on, now=visit.now)
    if sign in (Sign.ALLOWED, Sign.DENIED):
        reachable = sign is Sign.ALLOWED
        why = None if reachable else Reason.BLOCKED
        await prefer(visit.desk.database, visit.account, reachable=reachable, unreachable_why=why)
    return Reply()
