"""What a family says back to an announcement: a button of its question, or words where the school takes them."""

from dataclasses import replace
from datetime import timedelta

from actions.replying import LONGEST, answer_letter, answer_question, may_write, write_letter
from handlers.audience import who_announces
from handlers.collecting import may_take
from handlers.dialog import about, begin, leave
from handlers.discretion import school_of
from handlers.visit import Visit
from school import wording
from school.access import Role
from school.incoming import Reply
from school.policy import Fact
from school.wording import letters as words
from school.wording.asking import not_for_you
from storage.letters import last_told

WRITE, ANSWER = "letter_text", "letter_answer"
SOON = timedelta(hours=12)  # after an announcement words may be an answer to it


async def answer(visit: Visit) -> Reply:
    """`answer A N`: what was chosen comes below, so that the announcement and its buttons stay."""
    number, choice = visit.number(0) or 0, visit.number(1) or 0
    done = await answer_question(visit.desk.database, number, visit.account, choice, now=visit.now)
    if done.outcome != "noted":
        return visit.say(words.answer_closed(visit.voice))
    school = await school_of(visit, visit.account.approved()[0].person)
    until = school.local(done.until) if done.until else None
    return visit.say(words.answer_noted(visit.voice, done.text, until))


async def reply(visit: Visit) -> Reply:
    """`reply A` by a family, `reply letter L` by the author of the announcement: asks for the words."""
    if visit.words and visit.words[0] == "letter":
        return await _reply_letter(visit)
    number = visit.number(0) or 0
    if not visit.account.approved(Role.GUARDIAN, Role.STUDENT):
        return visit.say(not_for_you(visit.voice))
    taken = await may_take(visit, Fact.ANNOUNCEMENTS, visit.account.approved()[0].person.school_id)
    if not taken or not await may_write(visit.desk.database, number, visit.account):
        return visit.say(words.letter_elsewhere(visit.voice))
    await begin(visit, WRITE, announcement=number)
    return visit.say(words.letter_ask(visit.voice))


async def not_understood(visit: Visit) -> Reply:
    """A text that is no question of ours; soon after an announcement it may be meant for its author."""
    said = wording.not_understood(visit.voice, visit.roles)
    family = visit.account.approved(Role.GUARDIAN, Role.STUDENT)
    async with visit.desk.database.read() as connection:
        number = await last_told(connection, [one.id for one in family], visit.now - SOON) if family else None
    if number is None:
        return visit.say(said)
    taken = await may_take(visit, Fact.ANNOUNCEMENTS, family[0].person.school_id)
    may = taken and await may_write(visit.desk.database, number, visit.account)
    more = words.letter_offer(visit.voice, number) if may else words.letter_elsewhere(visit.voice)
    return visit.say(replace(said, blocks=said.blocks + more.blocks, buttons=said.buttons + more.buttons))


async def take_letter(visit: Visit) -> Reply:
    """The family's words."""
    desk, number, text = visit.desk, about(visit, "announcement"), visit.incoming.text.strip()
    if not await may_take(visit, Fact.ANNOUNCEMENTS, visit.account.approved()[0].person.school_id):
        await leave(visit)
        return visit.say(words.letter_elsewhere(visit.voice))
    if not text:
        return visit.say(words.letter_ask(visit.voice))
    if len(text) <= LONGEST:  # what is too long may be written again, shorter
        await leave(visit)
    await write_letter(desk.database, number, visit.account, text, key=desk.key, now=visit.now)
    return visit.say(words.letter_sent(visit.voice))


async def _reply_letter(visit: Visit) -> Reply:
    author, _ = await who_announces(visit)
    if author is None or not await may_take(visit, Fact.STAFF, author.school_id):
        return visit.say(words.letter_elsewhere(visit.voice))
    await begin(visit, ANSWER, letter=visit.number(1) or 0)
    return visit.say(words.letter_answer_ask(visit.voice))


async def take_answer(visit: Visit) -> Reply:
    """The teacher's words."""
    desk, (author, _), text = visit.desk, await who_announces(visit), visit.incoming.text.strip()
    letter = about(visit, "letter")
    if author is None or not await may_take(visit, Fact.STAFF, author.school_id):
        await leave(visit)
        return visit.say(words.letter_elsewhere(visit.voice))
    if not text:
        return visit.say(words.letter_answer_ask(visit.voice))
    if len(text) <= LONGEST:
        await leave(visit)
    await answer_letter(desk.database, letter, author, text, key=desk.key, now=visit.now)
    return visit.say(words.letter_sent(visit.voice))
