"""/ics: the coming four weeks as a file that a phone's calendar understands."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.lessons import discreet
from handlers.made import Made, made_from
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.ical import calendar_text
from school.incoming import Reply
from school.message import Message
from storage import diary
from storage.diary import Plans

AHEAD = timedelta(days=27)  # and today: four weeks


async def calendar_file(visit: Visit) -> Reply:
    """The answer to /ics: a message of its own, for a text can't become a file."""
    files: list[Made] = []

    async def look(connection: AsyncConnection, asked: Asked) -> Tell:
        last = asked.today + AHEAD
        plans = await diary.plans(connection, asked.students, asked.today, last, with_works=True)

        def tell(pupil: Pupil) -> Message:
            files.append(_file(asked, pupil, plans))
            voice, path = visit.voice, str(files[-1].path)
            return wording.calendar_file(voice, pupil.student, path, asked.today, asked.as_of, level=pupil.level)

        return tell

    reply = await ask(visit, Question("ics", look))
    for one in files:
        await asyncio.to_thread(one.keep)
    return replace(reply, replaces=reply.replaces and not files)


def _file(asked: Asked, pupil: Pupil, plans: Plans) -> Made:
    student, voice, school = pupil.student, asked.visit.voice, asked.year.school
    terms = asked.year.terms(student.school_class)
    days = plans.days(student, asked.today, asked.today + AHEAD, terms)
    shown = [discreet(day, pupil.level) for day in days]
    events = wording.calendar_events(voice, student, shown, plans.works(student), terms, school.zone)
    name = wording.calendar_name(voice, student, pupil.level)
    text = calendar_text(name, events, school.journal_at or asked.visit.now)
    return made_from(asked.visit.desk.files, text, ".ics", text.encode)
