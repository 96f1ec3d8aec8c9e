"""«Показать таблицей»: real tables on Telegram, a person's own choice, asked about once (docs/decisions/0008)."""

from dataclasses import replace

from handlers.choosing import changed
from handlers.lessons import timetable
from handlers.marks import marks
from handlers.results import results
from handlers.visit import Handler, Visit
from school import wording
from school.incoming import Reply
from school.messenger import Channel

QUESTIONS: dict[str, Handler] = {"timetable": timetable, "marks": marks, "results": results}


async def table(visit: Visit) -> Reply:
    """`table VERB S …` shows an answer as a table and asks whether it is seen; `table on|off` keeps the word."""
    if visit.incoming.channel != Channel.TELEGRAM:
        return visit.say(wording.tables_elsewhere(visit.voice))
    verb, *words = visit.words or ("",)
    if verb in ("on", "off"):
        await changed(visit, rich=verb == "on")
        return visit.answer(wording.tables_kept(visit.voice, on=verb == "on"))
    asked = QUESTIONS.get(verb, timetable)
    trial = replace(visit, account=replace(visit.account, rich=True), words=tuple(words))
    reply = await asked(trial)
    messages = (*reply.messages, wording.tables_seen(visit.voice))
    return replace(reply, messages=messages, replaces=False, refused=wording.tables_refused(visit.voice))
