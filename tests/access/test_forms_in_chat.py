"""The consent form in chat: one's own, or any student's for an administrator; nowhere that names may not be sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from actions.refusal import Refused
from school.access import ContactState
from school.message import File
from tests.handlers.conftest import Office, carried, choices, said
from tests.world import link

Asked = list[tuple[str, str | None]]


def lend(office: Office) -> Asked:
    """Let the desk print, and see of whom."""
    asked: Asked = []

    async def form(student: str, guardian: str | None) -> bytes:
        asked.append((student, guardian))
        if guardian == "G9":
            raise Refused("Такого представителя нет.")
        return f"%PDF {student}".encode()

    printing: Callable[[str, str | None], Awaitable[bytes]] = form
    office.desk = replace(office.desk, form=printing)
    return asked


def contents(files: list[File]) -> list[bytes]:
    return [Path(file.path).read_bytes() for file in files]


async def test_a_guardian_gets_a_form_for_each_child(office: Office) -> None:
    asked = lend(office)
    reply = await office.hears("anna", "бланк")
    assert asked == [("S1", "G1"), ("S2", "G1")]
    files = [file for file in carried(reply) if isinstance(file, File)]
    assert contents(files) == [b"%PDF S1", b"%PDF S2"]
    assert {file.name for file in files} == {"Бланк согласия.pdf"}
    assert {one.act for one in reply.readings} == {"read_form"}


async def test_an_administrator_names_a_student(office: Office) -> None:
    asked = lend(office)
    reply = await office.hears("ilina", "бланк S3", channel="vk")
    assert asked == [("S3", None)]
    assert len(carried(reply)) == 1
    assert reply.readings
    assert "код ученика" in said(await office.hears("ilina", "бланк S99"))
    assert "код ученика" in said(await office.hears("ilina", "бланк"))


async def test_a_button_of_a_request_prints_for_whoever_asks(office: Office) -> None:
    asked = lend(office)
    contact = await link(office.database, office.world, "sergey", "vk", "2002", ContactState.WAITING)
    assert f"form {contact}" in choices(await office.hears("ilina", "заявки"))
    reply = await office.hears("ilina", choice=f"form {contact}")
    assert asked == [("S1", "G2"), ("S2", "G2")]
    assert len(carried(reply)) == 2
    assert len(reply.readings) == 1
    assert carried(await office.hears("ilina", choice="form 98765")) == []
    assert carried(await office.hears("anna", choice=f"form {contact}")) == carried(await office.hears("anna", "бланк"))
    await office.hears("ilina", choice=f"reject {contact} not_recognised")
    assert carried(await office.hears("ilina", choice=f"form {contact}")) == []


async def test_a_button_of_a_request_prints_nothing_where_names_may_not_be_shown(municipal: Office) -> None:
    asked = lend(municipal)
    contact = await link(municipal.database, municipal.world, "sergey", "vk", "2002", ContactState.WAITING)
    assert f"form {contact}" not in choices(await municipal.hears("ilina", "заявки"))
    assert carried(await municipal.hears("ilina", choice=f"form {contact}")) == []
    assert asked == []


@pytest.mark.parametrize("who", ["9999", "viktor", "belova"])
async def test_nobody_else_gets_one(office: Office, who: str) -> None:
    asked = lend(office)
    assert carried(await office.hears(who, "бланк S1")) == []
    assert asked == []


async def test_where_names_may_not_be_sent_no_form_is(municipal: Office) -> None:
    asked = lend(municipal)
    for who in ("anna", "ilina"):
        assert carried(await municipal.hears(who, "бланк S1")) == []
    assert asked == []
    assert carried(await municipal.hears("anna", "бланк", channel="vk"))
