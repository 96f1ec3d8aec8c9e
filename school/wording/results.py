"""Exam results and final marks in words, for answers and for notices alike."""

from collections.abc import Mapping, Sequence
from datetime import date

from locales import Voice
from school.facts import ExamResult, Final
from school.message import Line, Listing, Span, Table, bold, line
from school.wording.phrases import small


def exam_line(voice: Voice, result: ExamResult, today: date) -> Line:
    """«ОГЭ · Математика, 9 июня — **оценка 5**, первичный балл 24 (предварительный)»"""
    day = voice.day(result.day, today.year)
    status = exam_status(voice, result.status)
    return line(
        f"{result.exam} · {result.subject}, {day} — ",
        bold(scores(voice, result)),
        f" ({status})" if status else "",
    )


def exam_lines(voice: Voice, results: Sequence[ExamResult], today: date) -> tuple[Line, ...]:
    """The newest exam first."""
    return tuple(exam_line(voice, result, today) for result in sorted(results, key=lambda one: one.day, reverse=True))


def scores(voice: Voice, result: ExamResult) -> str:
    """«оценка 5, тестовый балл 78, первичный балл 24»: what the journal has of these."""
    parts = [
        voice.say("оценка {mark}", mark=result.mark) if result.mark else "",
        "" if result.test_score is None else voice.say("тестовый балл {n}", n=voice.number(result.test_score)),
        "" if result.primary_score is None else voice.say("первичный балл {n}", n=voice.number(result.primary_score)),
    ]
    return ", ".join(part for part in parts if part) or voice.say("балл не указан")


def exam_status(voice: Voice, status: str | None) -> str:
    """«предварительный»; "" when the journal gives none; an unknown word as it is."""
    known = {
        None: "",
        "preliminary": voice.say("предварительный"),
        "official": voice.say("официальный"),
        "appeal": voice.say("после апелляции"),
        "annulled": voice.say("аннулирован"),
    }
    return known.get(status, status or "")


def final_sheet(voice: Voice, finals: Sequence[Final], today: date) -> list[Listing | Table]:
    """All final marks in one sheet, subjects against terms (R35); a list where there is a single term."""
    terms = list(dict.fromkeys(final.term for final in finals))
    if len(terms) < 2:
        return list(final_sections(voice, finals, today))
    rows = tuple(
        (line(subject), *_row(voice, finals, subject, terms, today))
        for subject in sorted({one.subject for one in finals})
    )
    titles = tuple(map(small, terms))
    title = line(bold(voice.say("Итоговые: {terms}", terms=" · ".join(titles))))
    return [Table((voice.say("Предмет"), *titles), rows, title, tuple(map(_sheet_line, rows)))]


def _row(voice: Voice, finals: Sequence[Final], subject: str, terms: Sequence[str], today: date) -> tuple[Line, ...]:
    own = {one.term: one for one in finals if one.subject == subject}
    return tuple(_cell(voice, own.get(term), today) for term in terms)


def _cell(voice: Voice, final: Final | None, today: date) -> Line:
    """«**5**», «**н/а** (отсрочка до 15 декабря)», «—» where there is none yet."""
    if final is None:
        return line("—")
    until = final.deferred_until
    deferred = voice.say("отсрочка до {day}", day=voice.day(until, today.year)) if until else ""
    return line(bold(final.value), f" ({deferred})" if deferred else "")


def _sheet_line(cells: tuple[Line, ...]) -> Line:
    subject, *values = cells
    joined = [span for n, cell in enumerate(values) for span in ((Span(" · "), *cell) if n else cell)]
    return line("• ", *subject, " ", *joined)


def final_line(voice: Voice, final: Final, today: date, was: str | None = None) -> Line:
    """«Алгебра **5**»; known to the reader otherwise: «Алгебра: было 4 → стало **5**»"""
    until = final.deferred_until
    deferred = voice.say(" · отсрочка до {day}", day=voice.day(until, today.year)) if until else ""
    if was is None or was == final.value:
        return line(f"{final.subject} ", bold(final.value), deferred)
    return line(f"{final.subject}: ", voice.say("было {value} → стало ", value=was), bold(final.value), deferred)


def final_sections(
    voice: Voice, finals: Sequence[Final], today: date, was: Mapping[int, str] | None = None
) -> list[Listing]:
    """A list per term, in the order in which the terms come, subjects by alphabet. `was`: what the reader knows, by
    the id of the final mark."""
    known = was or {}
    terms = dict.fromkeys(final.term for final in finals)
    return [
        Listing(
            tuple(
                final_line(voice, final, today, known.get(final.id))
                for final in sorted(finals, key=lambda one: one.subject)
                if final.term == term
            ),
            line(bold(voice.say("Итог: {term}", term=small(term)))),
        )
        for term in terms
    ]
