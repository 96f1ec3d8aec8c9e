"""Second looks: what a colleague asks, and the export of everything that needs one."""

import asyncio

from fastapi import Response

from actions.exporting import export_everything
from actions.four_eyes import HOLDS_FOR, ask_second_look, decide_look, recent_looks
from console.listing import Listing, listing, row
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


async def rows(visit: Visit) -> Listing:
    """The same as a list."""
    say, plural = visit.voice.say, visit.voice.plural
    columns = (say("Когда"), say("Кто просит"), say("Что"), say("Ответ"))
    made = []
    for one in await recent_looks(visit.database, visit.by.school_id, visit.now):
        if one.what == "export":
            what = plural("Выгрузить всё: {n} строка", "Выгрузить всё: {n} строк", one.count)
        else:
            what = plural("Одобрить сверх нормы: {n} заявка", "Одобрить сверх нормы: {n} заявок", one.count)
        answer = say("подтверждено") if one.agreed else say("отклонено")
        answer = answer if one.decided_at else say("ждёт другого администратора")
        made.append(row(visit.moment(one.asked_at), one.asked_name, what, answer))
    return listing("second-looks", columns, made)


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
