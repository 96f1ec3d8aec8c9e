"""What is told unasked: results, final marks, changes of the timetable, announcements, the farewell."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from locales import Voice
from school.facts import Announcement, ExamResult, Final, Lesson, Student
from school.message import Block, Button, File, Footnote, Line, Message, Picture, Text, bold, line
from school.policy import Level
from school.results import Retelling, final_retelling, result_retelling
from school.wording.answers import change_sections
from school.wording.news import repeated_note
from school.wording.phrases import discreet, heading, paragraph, source_note, who
from school.wording.results import exam_status, final_sections, scores


@discreet
def exam_result(
    voice: Voice,
    student: Student,
    result: ExamResult,
    today: date,
    *,
    level: Level,
    repeated: bool = False,
    was: ExamResult | None = None,
) -> Message:
    """One exam result; `repeated` when an earlier attempt may have got through, `was`: as this reader was told it."""
    day = voice.day(result.day, today.year)
    retelling = result_retelling(result, was)
    told = (
        voice.say("было: {was} → стало: ", was=scores(voice, was)) if was and retelling is Retelling.CORRECTED else ""
    )
    blocks: list[Block] = [
        heading(_result_title(voice, retelling), who(voice, student, level)),
        Text(line(f"{result.exam} · {result.subject}, {day} — ", told, bold(scores(voice, result)))),
    ]
    if result.status:
        blocks.append(paragraph(_status(voice, result.status, was.status if was else None)))
    return Message((*blocks, *_again(voice, repeated)), ((_all_results(voice, student),),))


def _result_title(voice: Voice, retelling: Retelling) -> str:
    match retelling:
        case Retelling.NEW:
            return voice.say("Результат экзамена")
        case Retelling.ADDED:
            return voice.say("Результат экзамена дополнен")
        case Retelling.CORRECTED:
            return voice.say("Результат экзамена исправлен")
        case Retelling.RESTATED:
            return voice.say("Результат экзамена изменён")
        case Retelling.CONFIRMED:
            return voice.say("Результат экзамена подтверждён")
        case Retelling.ANNULLED:
            return voice.say("Результат экзамена аннулирован")


def _status(voice: Voice, status: str, was: str | None) -> str:
    if status == "annulled":
        return voice.say("Результат аннулирован. Что делать дальше, подскажут в школе.")
    if status == "appeal":
        return voice.say("Результат после апелляции.")
    if was and was != status:
        return voice.say(
            "Результат был {was}, теперь {status}.", was=exam_status(voice, was), status=exam_status(voice, status)
        )
    return voice.say("Результат {status}.", status=exam_status(voice, status))


@discreet
def finals(
    voice: Voice,
    student: Student,
    marks: Sequence[Final],
    today: date,
    *,
    level: Level,
    repeated: bool = False,
    was: Mapping[int, str] | None = None,
) -> Message:
    """Final marks of one student, several in one message, a list per term. `was`: what this reader was told, by id."""
    title = heading(_finals_title(voice, marks, was or {}), who(voice, student, level))
    blocks = (title, *final_sections(voice, marks, today, was), *_again(voice, repeated))
    return Message(blocks, ((_all_results(voice, student),),))


def _finals_title(voice: Voice, marks: Sequence[Final], was: Mapping[int, str]) -> str:
    found = {final_retelling(mark, was.get(mark.id)) for mark in marks}
    if found == {Retelling.CORRECTED}:
        return voice.say("Итоговые оценки исправлены")
    if found == {Retelling.CONFIRMED}:
        return voice.say("Итоговые оценки подтверждены")
    if Retelling.CORRECTED in found:
        return voice.say("Итоговые оценки, новые и исправленные")
    return voice.say("Итоговые оценки")


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
def announcement(
    voice: Voice,
    announced: Announcement,
    students: Sequence[Student],
    *,
    level: Level,
    replies: bool = False,
    again: bool = False,
    zone: tzinfo | None = None,
    named: bool = True,
) -> Message:
    """An announcement, with the names of the reader's own children that it concerns.

    `named`: false for a reader with one child, so that the words are the same for many; its class stands there then.
    `replies`: the school allows correspondence. `again`: a reminder. `zone`: of the school, for «ответить до».
    """
    return Message(
        (
            heading(_announced_as(voice, announced, again), *_concerned(voice, announced, students, level, named)),
            *announced_blocks(announced),
            *_asked(voice, announced, zone),
            *_author(voice, announced, level),
        ),
        announced_buttons(voice, announced, replies=replies),
    )


def _announced_as(voice: Voice, announced: Announcement, again: bool) -> str:
    if again:
        return voice.say("Напоминание")
    return voice.say("Объявление исправлено") if announced.corrected else voice.say("Объявление")


def _concerned(
    voice: Voice, announced: Announcement, students: Sequence[Student], level: Level, named: bool
) -> tuple[str, ...]:
    if level is not Level.FULL:
        return (who_else(voice, students, level),)
    if not named:
        return (announced.school_class,) if announced.scope not in ("grade", "school") else ()
    if len({student.school_class for student in students}) > 1 or announced.school_class != students[0].school_class:
        return (", ".join(who(voice, student, level) for student in students),)
    return announced.school_class, ", ".join(student.name for student in students)


def _asked(voice: Voice, announced: Announcement, zone: tzinfo | None) -> tuple[Block, ...]:
    """The question, and until when to answer."""
    question = (Text(line(bold(announced.question))),) if announced.question else ()
    if announced.until is None:
        return question
    moment = voice.moment(announced.until.astimezone(zone))
    return (*question, paragraph(voice.say("Ответьте до: {moment}.", moment=moment)))


def announced_buttons(voice: Voice, announced: Announcement, *, replies: bool) -> tuple[tuple[Button, ...], ...]:
    """The answers, or «Ознакомлен»; and «Ответить», where the school lets families write."""
    numbered = [Button(text, f"answer {announced.id} {number}") for number, text in enumerate(announced.options, 1)]
    rows = [tuple(numbered[at : at + 2]) for at in range(0, len(numbered), 2)]
    if announced.acknowledge and not rows:
        rows = [(Button(voice.say("Ознакомлен"), f"acknowledge {announced.id}"),)]
    return (*rows, (Button(voice.say("Ответить"), f"reply {announced.id}"),)) if replies else tuple(rows)


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
    if not announced.author or level is not Level.FULL:
        return ()
    if announced.homeroom:
        return (Footnote(line(voice.say("Классный руководитель — {name}", name=announced.author))),)
    return (Footnote(line(voice.say("От школы — {name}", name=announced.author))),)


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
    return (repeated_note(voice),) if repeated else ()
