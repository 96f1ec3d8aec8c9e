"""/feed: a secret link that a phone's calendar reads by itself; made, made anew, ended."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.feeding import close_feeds, new_token, open_feed
from handlers.asking import Asked, Question, Tell, ask
from handlers.calendar_file import calendar_file
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.message import Message
from storage.feeds import feeds_of

PATH = "/calendar/{token}.ics"


async def feed(visit: Visit) -> Reply:
    """The answer to /feed. `feed S new` and `feed S off` are buttons only; without a public address there is a file."""
    if not visit.desk.public_url:
        return await calendar_file(visit)
    wanted = visit.words[1] if visit.pressed and len(visit.words) > 1 else ""
    met: list[Pupil] = []
    token = new_token() if wanted == "new" else ""

    async def look(connection: AsyncConnection, asked: Asked) -> Tell:
        known = await feeds_of(connection, [pupil.contact_id for pupil in asked.pupils])

        def tell(pupil: Pupil) -> Message:
            met.append(pupil)
            return _word(asked, pupil, wanted, token, known=(pupil.contact_id, pupil.student.id) in known)

        return tell

    reply = await ask(replace(visit, words=visit.words[:1] if visit.pressed else visit.words), Question("feed", look))
    if len(met) == 1 and token:
        contact_id, student_id = met[0].contact_id, met[0].student.id
        await open_feed(visit.desk.database, contact_id, student_id, token, key=visit.desk.key, now=visit.now)
    elif wanted == "off":
        pairs = [(pupil.contact_id, pupil.student.id) for pupil in met]
        await close_feeds(visit.desk.database, pairs, key=visit.desk.key, now=visit.now)
    return reply


def _word(asked: Asked, pupil: Pupil, wanted: str, token: str, *, known: bool) -> Message:
    voice, student, level, at = asked.visit.voice, pupil.student, pupil.level, asked.as_of
    if token:
        url = asked.visit.desk.public_url + PATH.format(token=token)
        told = wording.feed_made(voice, student, url, asked.today, at, level=level)
    elif wanted == "off":
        told, known = wording.feed_closed(voice, student, asked.today, at, level=level), False
    else:
        told = wording.feed_offer(voice, student, asked.today, at, level=level, known=known)
    return replace(told, buttons=wording.feed_steps(voice, student, known=known or bool(token)))
