"""«Показать таблицей»: real tables on Telegram, a person's own choice, asked about once (docs/decisions/0008)."""

from collections.abc import Sequence
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
_NAMED = {
    **dict.fromkeys(("оцен", "отмет", "mark", "grade"), "marks"),
    **dict.fromkeys(("результ", "итог", "экзам", "result", "exam", "final"), "results"),
    **dict.fromkeys(("распис", "урок", "timetable", "lesson", "schedule"), "timetable"),
}


async def table(visit: Visit) -> Reply:
    """`table VERB S …` shows an answer as a table and asks whether it is seen; `table on|off` keeps the word.

    Typed, the words name the question: «таблица оценок Марии».
    """
    if visit.incoming.channel != Channel.TELEGRAM:
        return visit.say(wording.tables_elsewhere(visit.voice))
    verb, *words = visit.words or ("",)
    if verb in ("on", "off"):
        await changed(visit, rich=verb == "on")
        return visit.answer(wording.tables_kept(visit.voice, on=verb == "on"))
    verb, words = (verb, words) if visit.pressed else _meant(visit.words)
    trial = replace(visit, account=replace(visit.account, rich=True), words=tuple(words))
    reply = await QUESTIONS.get(verb, timetable)(trial)
    if not any(message.rich for message in reply.messages):  # nothing may be told, or there is nothing to tell
        return reply
    messages = (*reply.messages, wording.tables_seen(visit.voice))
    return replace(reply, messages=messages, replaces=False, refused=wording.tables_refused(visit.voice))


def _meant(words: Sequence[str]) -> tuple[str, list[str]]:
    """The question that typed words name, the timetable if none, and the other words; of marks the term has a table."""
    named = {word: verb for word in words for stem, verb in _NAMED.items() if word.startswith(stem)}
    verb = next(iter(named.values()), "timetable")
    rest = [word for word in words if word not in named]
    return verb, ["term", *rest] if verb == "marks" else rest
