"""`proof`: one document that shows who was told what about a student, when, on what ground — or why not."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.arguments import StudentCode
from bot.commands.printing import print_json, put
from bot.commands.writing import write_privately

if TYPE_CHECKING:
    from actions.proving import Proof

EVENT = typer.Option(metavar="EVENT", help="Только одно событие: exam:ID, final:ID или announcement:ID.")
OUT = typer.Option("--out", metavar="FILE", help="Куда: FILE.pdf — документ, FILE.json — данные, - — JSON на экран.")


def proof(student: StudentCode, out: Annotated[Path, OUT], event: Annotated[str | None, EVENT] = None) -> None:
    """Доказать, что и кому сообщено об ученике: событие, согласие, контакт, мессенджер, номер сообщения, принято,
    прочитано, ознакомлен — или почему не сообщено и кто сказал семье лично.

    Документ содержит личные данные: храните его как личное дело.
    """
    from actions.proving import prove
    from bot.commands.session import within

    if str(out) != "-" and out.suffix not in (".pdf", ".json"):
        raise typer.BadParameter("имя файла должно кончаться на .pdf или .json", param_hint="--out")
    made = within(lambda session: prove(session.database, student, event=event, key=session.key, now=session.now))
    if str(out) == "-":
        print_json(_facts(made))
        return
    write_privately(out, _bytes(made, out.suffix, event))
    put(f"Справка записана: {out}, событий — {len(made.events)}.")


def _bytes(made: "Proof", suffix: str, event: str | None) -> bytes:
    import json

    from bot.commands.printing import plain
    from bot.papers.press import pdf
    from bot.papers.proof import proof_paper

    if suffix == ".json":
        return json.dumps(_facts(made), ensure_ascii=False, indent=2, default=plain).encode()
    return pdf("proof", proof_paper(made, event))


def _facts(made: "Proof") -> dict[str, Any]:
    """Stable keys; instants are UTC in ISO 8601."""
    head = made.audit
    return {
        "school": made.school.name,
        "timezone": made.school.zone.key,
        "student": {"id": made.student.code, "name": made.student.name, "class": made.student.school_class or None},
        "made_at": made.made_at,
        "audit": {"rows": head.rows, "seal": head.mark, "whole": made.audit_whole} if head else None,
        "events": [asdict(one) for one in made.events],
        "everyday": [asdict(one) for one in made.everyday],
        "consents": [asdict(word) | {"guardian": name} for word, name in made.words],
    }
