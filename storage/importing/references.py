"""What is wrong with staged rows as a whole: they point at nobody, or are named twice."""

from collections.abc import AsyncIterator, Container
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.importing.rules import Field, SheetRule
from storage.importing.sheets import RULES, SHEETS
from storage.importing.staging import STAGED, spans
from storage.tables import classes, people, terms


@dataclass(frozen=True, slots=True)
class Finding:
    """One value that can't be: in which of the source's sheets, on which row, in which field, and why."""

    sheet: int
    row: int
    field: str
    value: str
    trouble: str  # student | guardian | staff | class | term: unknown; repeated: was there before


_LISTS = {"student": "students", "guardian": "guardians", "staff": "staff"}


async def findings(
    connection: AsyncConnection, school_id: int, keys: Container[str], most: int
) -> AsyncIterator[Finding]:
    """What is wrong with the staged rows of these sheets, one by one; at most `most` of each kind in each sheet."""
    knows_terms = (await connection.execute(_terms(school_id).limit(1))).first() is not None
    for rule in (rule for rule in SHEETS if rule.key in keys):
        questions = [_unknown(rule, field, field.points_at, school_id) for field in rule.fields if field.points_at]
        if rule.key == "finals" and knows_terms:
            questions.append(_unknown(rule, rule.field("term"), "term", school_id))
        if rule.unique:
            questions.append(_repeated(rule))
        for question in questions:
            for row in await connection.execute(question.limit(most)):
                yield Finding(*row)
    for row in await connection.execute(_unknown_span(school_id).limit(most)):
        yield Finding(*row)


def _unknown(rule: SheetRule, field: Field, kind: str, school_id: int) -> Select[Any]:
    staged = STAGED[rule.key]
    value = staged.c[field.staged]
    return (
        _finding(staged, field, kind)
        .where(value.is_not(None), value.not_in(_known(kind, school_id)))
        .order_by(staged.c.seq)
    )


def _finding(staged: Any, field: Field, trouble: str) -> Select[Any]:
    return select(staged.c.sheet, staged.c.row, literal(field.name), staged.c[field.staged], literal(trouble))


def _known(kind: str, school_id: int) -> Any:
    """The codes or titles that the school and the file itself know."""
    if kind == "term":
        return _terms(school_id)
    if kind == "class":
        stored: Select[Any] = select(classes.c.title).where(classes.c.school_id == school_id)
        return union_all(stored, select(STAGED["classes"].c.title))
    stored = select(people.c.code).where(people.c.school_id == school_id, people.c.role == kind)
    return union_all(stored, select(STAGED[_LISTS[kind]].c.code))


def _terms(school_id: int) -> Any:
    return union_all(select(terms.c.title).where(terms.c.school_id == school_id), select(STAGED["terms"].c.title))


def _unknown_span(school_id: int) -> Select[Any]:
    return (
        select(spans.c.sheet, literal(0), literal("student"), spans.c.student, literal("student"))
        .where(spans.c.student.not_in(_known("student", school_id)))
        .distinct()
    )


def _repeated(rule: SheetRule) -> Select[Any]:
    staged = STAGED[rule.key]
    fields = [rule.field(column) for column in rule.unique]
    names = [staged.c[field.staged] for field in fields]
    place: ColumnElement[int] = func.row_number().over(partition_by=names, order_by=staged.c.seq)
    numbered = select(staged, place.label("place")).where(names[-1].is_not(None)).subquery()
    return _finding(numbered, fields[-1], "repeated").where(numbered.c.place > 1).order_by(numbered.c.seq)


async def keep_last_words(connection: AsyncConnection) -> int:
    """Of the preliminary, official, appealed and annulled results of one exam in one file, keep the last word.

    How many weaker ones were dropped.
    """
    rule, staged = RULES["exam_results"], STAGED["exam_results"]
    word = case({"annulled": 3, "appeal": 2, "official": 1}, value=staged.c.status, else_=0)
    best = func.max(word).over(partition_by=[staged.c[rule.field(column).staged] for column in rule.unique])
    ranked = select(staged.c.seq, (word < best).label("weaker")).subquery()
    done = await connection.execute(delete(staged).where(staged.c.seq.in_(select(ranked.c.seq).where(ranked.c.weaker))))
    return done.rowcount
