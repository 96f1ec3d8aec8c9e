"""What a claimed row tells of, read set by set when its words are made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from school.facts import ExamResult, Final
from storage.tables import exam_results, finals, outbox


async def exam_results_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, ExamResult]:
    """These exam results as they stand now, by id; those gone are missing."""
    rows = await connection.execute(select(exam_results).where(exam_results.c.id.in_(ids)))
    return {row.id: _exam(row) for row in rows}


async def finals_by_id(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Final]:
    """These final marks as they stand now, by id; those gone are missing."""
    rows = await connection.execute(select(finals).where(finals.c.id.in_(ids)))
    return {
        row.id: Final(row.id, row.student_id, row.subject, row.term, row.value, row.received_at, row.deferred_until)
        for row in rows
    }


async def cards_sent(connection: AsyncConnection, kind: str, pairs: Sequence[tuple[int, int]]) -> dict[int, str]:
    """The platform ids of sent messages of a kind by contact id, for (contact id, ref id) pairs: to be edited."""
    contact_ids, refs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    about = (outbox.c.kind == kind) & outbox.c.contact_id.in_(contact_ids) & outbox.c.ref_id.in_(refs)
    query = select(outbox.c.contact_id, outbox.c.ref_id, outbox.c.message_id).where(about).order_by(outbox.c.id)
    rows = await connection.execute(query.where(outbox.c.message_id.is_not(None)))
    return {row.contact_id: row.message_id for row in rows if (row.contact_id, row.ref_id) in set(pairs)}


async def sent_of(
    connection: AsyncConnection, kinds: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """The platform id of the last sent message of these kinds by (contact id, ref id): to be edited."""
    contact_ids, refs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    about = outbox.c.kind.in_(kinds) & outbox.c.contact_id.in_(contact_ids) & outbox.c.ref_id.in_(refs)
    query = select(outbox.c.contact_id, outbox.c.ref_id, outbox.c.message_id).where(about).order_by(outbox.c.id)
    rows = await connection.execute(query.where(outbox.c.message_id.is_not(None)))
    return {(row.contact_id, row.ref_id): row.message_id for row in rows}


def _exam(row: Any) -> ExamResult:
    return ExamResult(
        id=row.id,
        student_id=row.student_id,
        exam=row.exam,
        subject=row.subject,
        day=row.day,
        received_at=row.received_at,
        primary_score=row.primary_score,
        test_score=row.test_score,
        mark=row.mark,
        status=row.status,
    )
