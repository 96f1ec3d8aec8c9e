"""`audit verify` and `audit show`: who did or saw what, and whether anybody changed the record of it."""

import re
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import day_of
from bot.commands.printing import AsJson, complain, print_json, print_table, put

if TYPE_CHECKING:
    from actions.restoring import Restore
    from bot.commands.session import Session
    from storage.audit import Break, Head

HEAD = typer.Option(
    "--head", metavar="N:SEAL", help="Конец журнала из сообщения администратору, например 1234:9f3a77…."
)


def verify(head: Annotated[str | None, HEAD] = None, as_json: AsJson = False) -> None:
    """Проверить журнал действий: не изменён ли, не переставлен ли, не вставлено ли и не убрано ли что-нибудь.

    Конец журнала сверяется с файлом audit.head в папке данных, а с --head — и с тем, что получил администратор.
    Код выхода 1 — журнал правили; названа первая запись, которая не сходится.
    """
    from bot.commands.session import within

    told = _head(head)
    good, broken, found = within(lambda session: _verified(session, told))
    if as_json:
        print_json({"whole": broken is None, "rows": good, "break": broken, "restores": found})
    elif broken is None:
        put(f"Журнал действий цел. Записей: {good}, ни одна не изменена и не убрана.")
    else:
        complain(_sentence(good, broken))
    for one in () if as_json else found:
        put(_restored(one))
    if broken and told and any(one.copied < told.rows <= one.before for one in found):
        complain("Этот конец журнала был до восстановления: сверьте его с прежней базой, её файл назвала restore.")
    if broken:
        raise typer.Exit(1)


def show(
    student: Annotated[str | None, typer.Option(metavar="ID", help="Только об этом ученике.")] = None,
    since: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="С этого дня (по времени школы).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Показать, кто что сделал или увидел, и что кому было отправлено: по времени, без содержания."""
    from actions.auditing import traces
    from bot.commands.session import within

    found = within(lambda session: traces(session.database, student=student, since=since))
    if as_json:
        print_json([asdict(one) for one in found])
    elif found:
        rows = [(f"{one.at:%d.%m.%Y %H:%M:%S}", one.row, one.actor, _act(one.act), one.subject) for one in found]
        print_table(("Когда (UTC)", "Запись", "Кто", "Что", "О ком"), rows)
    else:
        put("Записей нет.")


@cache
def _act(act: str) -> str:
    """In words; of what was told, the kind, and whether nobody knows that it arrived."""
    from console.acts import act_words
    from console.stuck import kind_words
    from locales import voice

    if not act.startswith("tell_"):
        return act_words(voice("ru"), act)
    doubt = " (неизвестно, дошло ли)" if act.endswith("?") else ""
    return f"отправлено: {kind_words(voice('ru'), act.removeprefix('tell_').rstrip('?'))}{doubt}"


async def _verified(session: "Session", told: "Head | None") -> "tuple[int, Break | None, tuple[Restore, ...]]":
    from actions.restoring import restores
    from bot.anchor import Forged, read_anchor
    from storage.audit import Break, first_break

    try:
        anchor = read_anchor(session.settings.data_dir, session.key)
    except Forged:
        return 0, Break("forged", 0, None), ()
    async with session.database.read() as connection:
        good, broken = await first_break(connection, session.key, anchor)
        if broken is None and told:
            good, broken = await first_break(connection, session.key, told)
    return good, broken, await restores(session.database)


def _restored(one: "Restore") -> str:
    """What the audit itself says of a restore."""
    lost = f"записей, которых больше нет: {one.lost}" if one.lost else "записи после копии сохранены"
    return f"Запись {one.row}: {one.at:%d.%m.%Y %H:%M} UTC база восстановлена из копии, {lost}."


def _head(text: str | None) -> "Head | None":
    from storage.audit import Head

    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d+):((?:[0-9a-f]{2}){4,32})\s*", text.lower())
    if found is None:
        raise typer.BadParameter(
            f"«{text}» — нужно число записей, двоеточие и печать, как в сообщении", param_hint="--head"
        )
    return Head(int(found[1]), 0, bytes.fromhex(found[2]))


def _sentence(good: int, broken: "Break") -> str:
    words: dict[str, Any] = {
        "tampered": f"Запись {broken.row} не продолжает запись {broken.after or '—'}: её изменили или вставили, "
        "или убрали записи перед ней.",
        "truncated": f"Журнал укорочен или переписан с конца: записи {broken.row}, которая была, больше нет.",
        "forged": "Файл audit.head в папке данных подделан, или сменился секретный ключ: концу журнала верить нельзя.",
    }
    return f"ЖУРНАЛ ДЕЙСТВИЙ НЕ ЦЕЛ. {words[broken.what]} Исправных записей с начала: {good}."
