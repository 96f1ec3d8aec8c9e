"""Second looks: what a colleague asks, and the export of everything that needs one."""

import asyncio

from fastapi import Response

from actions.exporting import export_everything
from actions.four_eyes import HOLDS_FOR, ask_second_look, decide_look, recent_looks
from console.sheets import XLSX, workbook
from console.visit import Visit
from storage.everything import count_everything


async def looks(visit: Visit) -> Response:
    """What waits for a second administrator, and what was decided today."""
    found = await recent_looks(visit.database, visit.by.school_id, visit.now)
    async with visit.database.read() as connection:
        rows = await count_everything(connection)
    ready = any(
        one.asked_by == visit.by.id and one.what == "export" and one.agreed and not one.used_at for one in found
    )
    return visit.page(
        "second_looks.html", looks=found, rows=rows, ready=ready, hours=int(HOLDS_FOR.total_seconds() // 3600)
    )


async def ask_export(visit: Visit) -> Response:
    """Ask a colleague to agree to the export of everything."""
    async with visit.database.read() as connection:
        rows = await count_everything(connection)
    await ask_second_look(visit.database, "export", rows, visit.by, key=visit.key, now=visit.now)
    return await visit.go("/second-looks", visit.voice.say("Вопрос записан: подтвердить должен другой администратор."))


async def decide(visit: Visit) -> Response:
    """Agree, or not."""
    agreed = visit.given("answer") == "agree"
    await decide_look(visit.database, visit.number(), agreed, visit.by, key=visit.key, now=visit.now)
    say = visit.voice.say
    return await visit.go("/second-looks", say("Подтверждено.") if agreed else say("Отклонено."))


async def export(visit: Visit) -> Response:
    """Everything, once, after a second administrator agreed."""
    found = await export_everything(visit.database, visit.by, key=visit.key, now=visit.now)
    sheets = {name: (rows[0], rows[1:]) for name, rows in found.items()}
    content = await asyncio.to_thread(workbook, sheets)
    return visit.file(content, f"rodnik-{visit.today:%Y-%m-%d}.xlsx", XLSX)
