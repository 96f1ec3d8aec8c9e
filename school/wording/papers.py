"""A signed form that an administrator enters in chat: about whom, what for, its number and date."""

from collections.abc import Sequence

from locales import Voice
from locales.speech import capital
from school.facts import Student
from school.message import Button, Message
from school.purposes import GUARDIAN_PURPOSES
from school.wording.consents import purpose_words
from school.wording.phrases import full_name, paragraph


def paper_about_whom(voice: Voice, request_id: int, children: Sequence[Student]) -> Message:
    """A form is about one child; who has several forms of one number presses the last button."""
    rows = tuple((Button(full_name(child), f"paper {request_id} {child.id}"),) for child in children)
    every = (Button(voice.say("Обо всех"), f"paper {request_id} all"),)
    return Message((paragraph(voice.say("О ком согласие на бланке?")),), (*rows, every))


def paper_what_for(voice: Voice, request_id: int, child: str) -> Message:
    """Which boxes are ticked; nothing is taken for granted."""
    said = voice.say("Что отмечено и подписано на бланке? Вносите только то, что на бумаге.")
    rows = tuple(
        (
            Button(
                voice.say("Только: {purpose}", purpose=purpose_words(voice, one)), f"paper {request_id} {child} {one}"
            ),
        )
        for one in GUARDIAN_PURPOSES
    )
    whole = (Button(voice.say("Всё на бланке"), f"paper {request_id} {child} all"),)
    return Message((paragraph(said),), (whole, *rows))


def paper_number(voice: Voice, *, again: bool = False) -> Message:
    """Asks for number and date. `again`: what came was not that, or lies ahead."""
    how = voice.say("номер и дата, например: 17 от 01.09.2026")
    said = voice.say("Не получилось прочесть. Нужны {how}", how=how) if again else capital(how)
    return Message((paragraph(said),))


def paper_elsewhere(voice: Voice) -> Message:
    """Where it may not be entered, or there is nothing to enter any more."""
    return Message((paragraph(voice.say("Здесь согласие по этой заявке не записать. Его вносят в консоли школы.")),))
