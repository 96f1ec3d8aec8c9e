"""What is told unasked: results, final marks, changes of the timetable, announcements, the farewell."""

from collections.abc import Sequence
from datetime import date, datetime

from locales import Voice
from school.facts import Announcement, ExamResult, Final, Lesson, Student
from school.message import Block, Button, File, Footnote, Line, Message, Picture, Text, bold, line
from school.policy import Level
from school.wording.answers import change_sections
from school.wording.phrases import discreet, heading, paragraph, source_note, who
from school.wording.results import exam_status, final_sections, scores


@discreet
def exam_result(
    voice: Voice, student: Student, result: ExamResult, today: date, *, level: Level, repeated: bool = False
) -> Message:
    """One exam result; `repeated` when an earlier attempt may have got through."""
    day = voice.day(result.day, today.year)
    blocks: list[Block] = [
        heading(voice.say("Результат экзамена"), who(voice, student, level)),
        Text(line(f"{result.exam} · {result.subject}, {day} — ", bold(scores(voice, result)))),
    ]
    if result.status:
        blocks.append(paragraph(_status(voice, result.status)))
    return Message((*blocks, *_again(voice, repeated)), ((_all_results(voice, student),),))


def _status(voice: Voice, status: str) -> str:
    if status == "annulled":
        return voice.say("Результат аннулирован. Что делать дальше, подскажут в школе.")
    if status == "appeal":
        return voice.say("Результат после апелляции.")
    return voice.say("Результат {status}.", status=exam_status(voice, status))


@discreet
def finals(
    voice: Voice, student: Student, marks: Sequence[Final], today: date, *, level: Level, repeated: bool = False
) -> Message:
    """Final marks of one student, several in one message, a list per term."""
    title = heading(voice.say("Итоговые оценки"), who(voice, student, level))
    blocks = (title, *final_sections(voice, marks, today), *_again(voice, repeated))
    return Message(blocks, ((_all_results(voice, student),),))


@discreet
def timetable_changes(
    voice: Voice,
    student: Student,
    found: Sequence[tuple[date, Lesson]],
    today: date,
    as_of: datetime | None,
    *,
    level: Level,
) -> Message:
    """Changes of today and tomorrow as they come; a list per day."""
    title = heading(voice.say("Изменения в расписании"), who(voice, student, level))
    day = min((day for day, _ in found), default=today)
    button = Button(voice.say("Весь день"), f"timetable {student.id} {day.isoformat()} day")
    blocks = (title, *change_sections(voice, found, today), source_note(voice, as_of, today))
    return Message(blocks, ((button,),))


@discreet
def announcement(voice: Voice, announced: Announcement, students: Sequence[Student], *, level: Level) -> Message:
    """A class teacher's announcement, with the names of the reader's own children that it concerns."""
    about = ", ".join(student.name for student in students)
    named = (announced.school_class, about) if level is Level.FULL else (who_else(voice, students, level),)
    blocks = (heading(voice.say("Объявление"), *named), *announced_blocks(announced), *_author(voice, announced, level))
    return Message(blocks, ((Button(voice.say("Ознакомлен"), f"acknowledge {announced.id}"),),))


def who_else(voice: Voice, students: Sequence[Student], level: Level) -> str:
    """«ваш ребёнок», or «ваши дети»."""
    return who(voice, students[0], level) if len(students) == 1 else voice.say("ваши дети")


def announced_blocks(announced: Announcement) -> tuple[Block, ...]:
    """The text and the picture or file of an announcement."""
    blocks: list[Block] = [paragraph(announced.text)] if announced.text else []
    for one in announced.files:
        blocks.append(Picture(one.path, one.name) if one.picture else File(one.path, one.name))
    return tuple(blocks)


def _author(voice: Voice, announced: Announcement, level: Level) -> tuple[Block, ...]:
    shown = announced.author and level is Level.FULL
    return (Footnote(line(voice.say("Классный руководитель — {name}", name=announced.author))),) if shown else ()


@discreet
def farewell(voice: Voice, student: Student, *, level: Level) -> Message:
    """The student left the school: the last message about them."""
    text: Line = line(
        voice.say(
            "По данным школы обучение завершено, и больше сообщений не будет. Доступ к журналу закрыт, "
            "а сведения в «Роднике» удалим в срок, который установлен школой. Спасибо, что были с нами."
        )
    )
    return Message((heading(who(voice, student, level)), Text(text)))


def _all_results(voice: Voice, student: Student) -> Button:
    return Button(voice.say("Все результаты"), f"results {student.id}")


def _again(voice: Voice, repeated: bool) -> tuple[Block, ...]:
    return (Footnote(line(voice.say("Повтор: это сообщение могло уже прийти."))),) if repeated else ()
