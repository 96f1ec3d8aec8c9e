"""What a person agreed to, read back, and how it is withdrawn: plainly, in two taps."""

from collections.abc import Sequence

from locales import Voice
from school.consents import OnFile
from school.facts import Student
from school.message import Block, Button, Footnote, Line, Listing, Message, bold, line
from school.policy import Level
from school.purposes import Purpose
from school.wording.phrases import heading, paragraph
from school.wording.staff import channel_name


def purpose_words(voice: Voice, purpose: Purpose) -> str:
    """«оценки и уроки»: a purpose as people say it."""
    words = {
        Purpose.LESSONS: voice.say("оценки и уроки"),
        Purpose.RESULTS: voice.say("результаты экзаменов и итоговые оценки"),
        Purpose.ANNOUNCEMENTS: voice.say("объявления классного руководителя"),
        Purpose.STUDENT_ACCESS: voice.say("доступ самого ученика"),
    }
    return words[purpose]


def consents(voice: Voice, found: Sequence[OnFile], *, level: Level) -> Message:
    """All words of this person, child by child, with a button for each child and purpose that can be withdrawn.

    Below `full` nothing is listed: neither whose they are nor how many.
    """
    if level < Level.FULL:
        return _listed_elsewhere(voice)
    if not found:
        return Message((paragraph(voice.say("Письменных согласий от вас в школе нет.")),))
    blocks: list[Block] = [heading(voice.say("Ваши согласия"))]
    students = {one.student.id: one.student for one in found}
    for student in students.values():
        mine = [one for one in found if one.student.id == student.id]
        blocks.append(Listing(_lines(voice, mine), line(bold(_signed_for(student)))))
    blocks.append(Footnote(line(voice.say("Отозвать можно здесь или в школе; дать снова — только на бумаге."))))
    return Message(tuple(blocks), _buttons(voice, [one for one in found if one.stands], named=len(students) > 1))


def _listed_elsewhere(voice: Voice) -> Message:
    text = voice.say(
        "По правилам школы здесь список согласий не показываем: он есть во ВКонтакте и в школе. "
        "Отозвать все свои согласия можно и здесь."
    )
    return Message((paragraph(text),), ((_all(voice),),))


def _lines(voice: Voice, found: Sequence[OnFile]) -> tuple[Line, ...]:
    """A line per purpose and state, its channels together."""
    grouped: dict[tuple[Purpose, str], list[OnFile]] = {}
    for one in found:
        grouped.setdefault((one.purpose, one.state), []).append(one)
    return tuple(
        line(f"{purpose_words(voice, purpose)} — ", ", ".join(_paper(voice, one) for one in same))
        for (purpose, _), same in grouped.items()
    )


def _paper(voice: Voice, one: OnFile) -> str:
    states = {"refused": voice.say("отказ"), "withdrawn": voice.say("отозвано")}
    number = voice.say(" № {number}", number=one.number) if one.number else ""
    day = voice.say(" от {day}", day=f"{one.signed_on:%d.%m.%Y}") if one.signed_on else ""
    state = states.get(one.state) or voice.say("согласие")
    return f"{channel_name(voice, one.channel)}: {state}{number}{day}"


def _buttons(voice: Voice, found: Sequence[OnFile], *, named: bool) -> tuple[tuple[Button, ...], ...]:
    pairs = dict.fromkeys((one.student, one.purpose) for one in found)
    rows = [
        (Button(_label(voice, student.name if named else "", purpose), f"consent ask {student.id} {purpose}"),)
        for student, purpose in pairs
    ]
    return (*rows, (_all(voice),)) if len(pairs) > 1 else tuple(rows)


def _label(voice: Voice, name: str, purpose: Purpose) -> str:
    short = {
        Purpose.LESSONS: voice.say("оценки и уроки"),
        Purpose.RESULTS: voice.say("результаты"),
        Purpose.ANNOUNCEMENTS: voice.say("объявления"),
        Purpose.STUDENT_ACCESS: voice.say("доступ ученика"),
    }
    about = ", ".join(part for part in (name, short[purpose]) if part)
    return voice.say("Отозвать: {about}", about=about)


def _all(voice: Voice) -> Button:
    return Button(voice.say("Отозвать все согласия"), "consent ask all")


def withdraw_ask(voice: Voice, chosen: Sequence[OnFile], which: str, *, level: Level) -> Message:
    """The warning before the second tap; `which` goes back in its choice: "all", or a student's id and a purpose."""
    what = voice.say("Отозвать все ваши согласия?")
    if which != "all" and level is Level.FULL:
        about = dict.fromkeys(f"{_signed_for(one.student)} — {purpose_words(voice, one.purpose)}" for one in chosen)
        what = voice.say("Отозвать согласие: {about}?", about="; ".join(about))
    warning = voice.say(
        "Сразу после этого мы перестанем об этом сообщать и отвечать во всех мессенджерах; то, что уже готовилось "
        "к отправке, не уйдёт. Школа сообщит на бумаге. Вернуть согласие можно только новым бланком."
    )
    buttons = (
        (Button(voice.say("Да, отозвать согласие"), f"consent withdraw {which}"),),
        (Button(voice.say("Оставить как есть"), "consent"),),
    )
    return Message((paragraph(what), paragraph(warning)), buttons)


def consents_withdrawn(voice: Voice, count: int) -> Message:
    """After the second tap: done, or there was nothing left to withdraw."""
    if not count:
        return Message((paragraph(voice.say("Действующих согласий уже нет: отзывать нечего.")),))
    done = voice.say("Готово: согласие отозвано, об этом больше не напишем. Школа это видит, ходить никуда не нужно.")
    return Message((paragraph(done),))


def _signed_for(student: Student) -> str:
    """The name as on the paper; the class of today is no business of a signer whom a court has restricted since."""
    return f"{student.name} {student.last_name}".strip()
