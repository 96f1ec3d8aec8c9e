"""/chart: the marks of the term as a picture, with the same marks in words below it."""

import asyncio
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.made import Made, drawing
from handlers.periods import around, asked_term
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.incoming import Reply
from school.message import Message, Picture
from storage import diary


async def chart(visit: Visit) -> Reply:
    """The answer to /chart: a message of its own, for a text can't become a picture."""
    drawings: list[Made] = []

    async def look(connection: AsyncConnection, asked: Asked) -> Tell:
        return await _look(connection, asked, drawings)

    reply = await ask(visit, Question("chart", look))
    for one in drawings:
        await asyncio.to_thread(one.keep)
    return replace(reply, replaces=reply.replaces and not drawings)


async def _look(connection: AsyncConnection, asked: Asked, drawings: list[Made]) -> Tell:
    periods = {one.id: asked_term(asked, asked.year.terms(one.school_class)) for one in asked.students}
    found = await diary.marks(connection, list(periods), *around(list(periods.values())))
    rule, voice, today = asked.year.school.profile.grading, asked.visit.voice, asked.today

    def tell(pupil: Pupil) -> Message:
        student, period, level = pupil.student, periods[pupil.student.id], pupil.level
        own = [one for one in found if one.student_id == student.id and period.first <= one.day <= period.last]
        told = wording.marks_by_subject(voice, student, own, period, today, asked.as_of, level=level, rule=rule)
        if not own:
            return told
        data = wording.chart_data(voice, student, own, period, today, level, rule)
        drawings.append(drawing(asked.visit.desk.files, "marks", data))
        picture = Picture(str(drawings[-1].path), wording.chart_alt(voice))
        return replace(told, blocks=(picture, *told.blocks))

    return tell
