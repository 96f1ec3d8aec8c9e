"""/results: exam results and final marks."""

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.asking import Asked, Question, Tell, ask
from handlers.pupils import Pupil
from handlers.visit import Visit
from school import wording
from school.facts import Final, Term
from school.incoming import Reply
from school.message import Message
from school.purposes import Purpose
from storage import diary


async def results(visit: Visit) -> Reply:
    """The answer to /results."""
    return await ask(visit, Question("results", _look, purpose=Purpose.RESULTS, table=True))


async def _look(connection: AsyncConnection, asked: Asked) -> Tell:
    exams, finals = await diary.results(connection, [student.id for student in asked.students])

    def tell(pupil: Pupil) -> Message:
        student, voice = pupil.student, asked.visit.voice
        own = [exam for exam in exams if exam.student_id == student.id]
        marks = in_order(
            [one for one in finals if one.student_id == student.id], asked.year.terms(student.school_class)
        )
        return wording.results(voice, student, own, marks, asked.today, asked.as_of, level=pupil.level)

    return tell


def in_order(finals: list[Final], terms: tuple[Term, ...]) -> list[Final]:
    """The final marks term by term as the terms end; those of a term that the journal does not list come last."""
    place = {term.title: number for number, term in enumerate(sorted(terms, key=lambda term: (term.end, term.kind)))}
    return sorted(finals, key=lambda final: (place.get(final.term, len(place)), final.term))
