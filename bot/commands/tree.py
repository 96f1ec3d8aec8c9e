"""The commands in one table: what `python -m bot --help` lists, in this order."""

from collections.abc import Callable
from inspect import getdoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.commands import (
    audit,
    backup,
    check,
    consent,
    deadlines,
    erasing,
    form,
    invite,
    journal,
    paper,
    people,
    proof,
    queue,
    requests,
    restore,
    running,
    school,
)

Command = Callable[..., None]

COMMANDS: dict[str, Command | tuple[str, dict[str, Command]]] = {
    "demo": running.demo,
    "run": running.run,
    "import": journal.take_in,
    "school": ("Школа и её правила.", {"show": school.show, "set": school.change}),
    "people": (
        "Люди школы и их мессенджеры.",
        {
            "": people.people,
            "export": erasing.export,
            "erase": erasing.erase,
            "act": erasing.act,
            "readmit": erasing.readmit,
        },
    ),
    "consent": (
        "Письменные согласия и отказы.",
        {
            "record": consent.record,
            "withdraw": consent.withdraw,
            "list": consent.on_file,
            "paper": paper.paper,
            "form": form.form,
        },
    ),
    "invite": invite.invite,
    "staff": ("Сотрудники: пригласить, показать.", {"invite": invite.invite_staff, "list": invite.list_staff}),
    "requests": ("Заявки на подключение.", {"list": requests.waiting}),
    "deadlines": deadlines.deadlines,
    "proof": proof.proof,
    "audit": ("Журнал действий: кто что сделал и видел.", {"verify": audit.verify, "show": audit.show}),
    "queue": (
        "Очередь сообщений.",
        {"": queue.queue, "retry": queue.retry, "drop": queue.drop, "release": queue.release},
    ),
    "check": check.check,
    "backup": backup.backup,
    "restore": restore.restore,
}

HELP = """Родник рассказывает семьям, как идёт учёба, в мессенджерах, где они уже есть.

Настройки — переменные RODNIK_… или файл .env (см. .env.example).

Код выхода: 0 — сделано, 1 — отказано (причина в stderr), 2 — команда набрана неверно.
"""


_PANELS = {
    "OPTIONS_PANEL_TITLE": "Параметры",
    "ARGUMENTS_PANEL_TITLE": "Что указать",
    "COMMANDS_PANEL_TITLE": "Команды",
    "REQUIRED_LONG_STRING": "[обязательно]",
    "DEFAULT_STRING": "[иначе {}]",
}
_USAGE = {"Usage:": "Как набирать:", "[OPTIONS]": "[ПАРАМЕТРЫ]", "COMMAND [ARGS]": "КОМАНДА [ПАРАМЕТРЫ]"}


class InRussian:
    """Help whose own words are Russian too."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option:
            option.help = "Показать эту справку."
        return option

    def get_usage(self, ctx: Any) -> str:
        said = str(super().get_usage(ctx))  # type: ignore[misc]
        for english, russian in _USAGE.items():
            said = said.replace(english, russian)
        return said

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name, words in _PANELS.items():
            setattr(rich_utils, name, words)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Leaf(InRussian, TyperCommand):
    """A command."""


class InOrder(InRussian, TyperGroup):
    """A group that lists its commands in the order of the table."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in COMMANDS if name in self.commands] or list(self.commands)


def _branch(words: str, *, bare: bool = False) -> typer.Typer:
    """A group; `bare`: it does something by itself. Typer's own tracebacks would print tokens and names: off."""
    return typer.Typer(
        cls=InOrder, help=words, no_args_is_help=not bare, add_completion=False, pretty_exceptions_enable=False
    )


def _tree() -> typer.Typer:
    root = _branch(HELP)
    for name, command in COMMANDS.items():
        if isinstance(command, tuple):
            branch = _branch(command[0], bare="" in command[1])
            for inner, function in command[1].items():
                how = branch.command(inner, cls=Leaf, help=_flowing(function)) if inner else None
                (how or branch.callback(invoke_without_command=True))(function)
            root.add_typer(branch, name=name)
        else:
            root.command(name, cls=Leaf, help=_flowing(command))(command)
    return root


def _flowing(command: Command) -> str:
    """Its docstring, a line for a paragraph: where the code breaks a line is nothing to the terminal."""
    return "\n\n".join(" ".join(lines.split()) for lines in (getdoc(command) or "").split("\n\n"))


app = _tree()
