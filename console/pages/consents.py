"""Consents on file, and whom only paper may tell."""

from fastapi import Response

from console import labels
from console.listing import Cell, Listing, listing, row
from console.visit import Visit
from school.seats import Seat
from storage.paper_list import OnPaper, paper_list
from storage.roster import ConsentOnFile, consents_on_file

SHOWN = 300


async def consents(visit: Visit) -> Response:
    """Every word that stands."""
    found = await rows(visit)
    shown = Listing(found.name, found.columns, found.rows[:SHOWN])
    asked = {name: visit.asked(name) for name in ("q", "state")}
    return visit.page("consents.html", found=shown, count=len(found.rows), asked=asked)


async def rows(visit: Visit) -> Listing:
    """Every word that stands and fits what was asked."""
    say = visit.voice.say
    columns = (say("Ученик"), say("Класс"), say("Кто подписал"), say("Мессенджер"), say("Цель"), say("Документ"))
    async with visit.database.read() as connection:
        found = await consents_on_file(connection)
    own = {title for _, title in visit.here.classes}
    seen = [one for one in found if visit.here.seat is not Seat.TEACHER or one.school_class in own]
    return listing("consents", (*columns, say("Состояние")), [_row(visit, one) for one in seen if _fits(visit, one)])


async def paper(visit: Visit) -> Response:
    """Guardians whom no messenger may tell, and what for."""
    found = await paper_rows(visit)
    return visit.page("paper.html", found=found, count=len(found.rows))


async def paper_rows(visit: Visit) -> Listing:
    """The same as a list."""
    say = visit.voice.say
    columns = (say("Класс"), say("Ученик"), say("Родитель"), say("Чего нет"), say("Что сказано"))
    async with visit.database.read() as connection:
        found = await paper_list(connection, visit.today)
    own = {title for _, title in visit.here.classes}
    seen = [one for one in found if visit.here.seat is not Seat.TEACHER or one.school_class in own]
    return listing("paper", columns, [_on_paper(visit, one) for one in seen])


def _fits(visit: Visit, one: ConsentOnFile) -> bool:
    words, state = visit.asked("q").casefold().split(), visit.asked("state")
    text = f"{one.student_name} {one.guardian_name} {one.school_class} {one.number}".casefold()
    return all(word in text for word in words) and state in ("", one.state)


def _row(visit: Visit, one: ConsentOnFile) -> tuple[Cell, ...]:
    voice, say = visit.voice, visit.voice.say
    day = say("№ {number} от {day}", number=one.number or "—", day=f"{one.signed_on:%d.%m.%Y}") if one.signed_on else ""
    where, purpose = labels.channel(voice, one.channel), labels.purpose(voice, one.purpose)
    state = Cell(labels.consent_words(voice, one.state), tone=labels.consent_tone(one.state))
    return row(one.student_name, one.school_class, one.guardian_name, where, purpose, day, state)


def _on_paper(visit: Visit, one: OnPaper) -> tuple[Cell, ...]:
    voice = visit.voice
    lacking = "; ".join(labels.purpose(voice, purpose) for purpose in one.lacking)
    said = "; ".join(dict.fromkeys(labels.consent_words(voice, state) for state in one.lacking.values()))
    return row(one.school_class, one.student_name, one.guardian_name, lacking, said)
