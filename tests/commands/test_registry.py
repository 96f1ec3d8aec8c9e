"""Consents, invitations, people and the school's rules, as staff keep them."""

import asyncio
import re
from datetime import UTC, datetime

from sqlalchemy import select

from storage import tables
from storage.database import Database
from tests.commands.shell import Shell
from tests.world import add

PAIR = ("--guardian", "g1", "--student", "s1")
PAPER = ("--number", "12", "--date", "2026-09-01")


def test_a_consent_is_recorded_listed_and_withdrawn(school: Shell) -> None:
    recorded = school("consent", "record", *PAIR, "--channel", "vk", *PAPER, "--json").json
    assert (recorded["purpose"], recorded["state"], recorded["signed_on"]) == ("service", "signed", "2026-09-01")
    assert school("consent", "record", *PAIR, "--channel", "telegram", *PAPER, "--refused").code == 0
    listed = school("consent", "list", "--student", "s1", "--json").json
    assert {one["channel"]: one["state"] for one in listed} == {"telegram": "refused", "vk": "signed"}
    (withdrawn,) = school("consent", "withdraw", *PAIR, "--json").json
    assert (withdrawn["channel"], withdrawn["state"]) == ("vk", "withdrawn")
    again = school("consent", "withdraw", *PAIR, "--json")
    assert (again.code, again.out) == (1, "")


def test_a_consent_of_a_stranger_is_refused(school: Shell) -> None:
    said = school("consent", "record", "--guardian", "g9", "--student", "s1", "--channel", "vk", *PAPER)
    assert said.code == 1
    assert "g9" in said.err


def test_an_invitation_carries_one_code_in_both_links(school: Shell) -> None:
    said = school("invite", "g1", "--json", telegram_bot_name="@rodnik_bot", vk_token="x", vk_group_id="5")
    assert list(said.json) == ["code", "telegram", "vk", "expires_at"]
    bare = said.json["code"].replace("-", "")
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", bare)
    assert said.json["telegram"] == f"https://t.me/rodnik_bot?start={bare}"
    assert said.json["vk"] == f"https://vk.me/club5?ref={bare}"


def test_an_invitation_does_not_need_a_messenger(school: Shell) -> None:
    dark = {"telegram_token": "1:secret", "telegram_api_url": "http://127.0.0.1:1"}
    said = school("staff", "invite", "t1", "--json", **dark)
    assert said.code == 0
    assert said.json["telegram"] is None
    assert "RODNIK_TELEGRAM_BOT_NAME" in said.err
    assert "secret" not in said.err


def test_staff_are_invited_through_their_own_door(school: Shell) -> None:
    assert school("invite", "t1", "--json").code == 1
    assert school("staff", "invite", "g1", "--json").code == 1


def test_people_of_a_class_are_its_students_their_guardians_and_its_teacher(school: Shell) -> None:
    found = school("people", "--class", "7-а", "--json").json
    assert {one["code"] for one in found} == {"s1", "g1", "t1"}
    (mother,) = [one for one in found if one["role"] == "guardian"]
    assert mother["wards"] == ["s1"]
    assert mother["phone"] == "+7 *** ***-30-01"
    assert school("people", "--class", "8Б", "--json").json == []


def test_rules_are_set_all_or_none_and_shown(school: Shell) -> None:
    changed = school("school", "set", "digest_time=18:30", "quiet_hours=22:00-06:30", "--json").json
    assert {one["key"]: one["after"] for one in changed} == {"digest_time": "18:30", "quiet_hours": "22:00-06:30"}
    assert school("school", "set", "digest_time=19:00", "results_within=soon").code == 1
    shown = school("school", "show", "--json").json
    assert shown["profile"]["digest_time"] == "18:30"
    assert (shown["name"], shown["channels"]["telegram"]["level"]) == ("Школа № 7", "full")


def test_the_audit_says_what_was_done_in_words_and_in_codes_for_machines(school: Shell) -> None:
    assert "загружен журнал" in school("audit", "show").out
    assert "import_journal" in {one["act"] for one in school("audit", "show", "--json").json}


def test_nobody_waits_in_a_new_school(school: Shell) -> None:
    assert school("requests", "list", "--json").json == []


async def ask_in_two_messengers(url: str) -> None:
    """The guardian is linked in Telegram and asks in VK as well."""
    database, at = Database(url), datetime(2026, 11, 22, 12, tzinfo=UTC)
    async with database.write() as connection:
        anna = (await connection.execute(select(tables.people.c.id).where(tables.people.c.code == "g1"))).scalar_one()
        for channel, state in (("telegram", "approved"), ("vk", "waiting")):
            own = {"chat": "1", "language": "ru", "reachable": True, "digest": True, "created_at": at}
            account = await add(connection, tables.accounts, channel=channel, **own)
            values = {"state": state, "requested_at": at, "decided_at": at if state == "approved" else None}
            await add(connection, tables.contacts, account_id=account, person_id=anna, **values)
    await database.close()


def test_who_waits_is_said_to_scripts(school: Shell) -> None:
    school("consent", "record", *PAIR, "--channel", "vk", *PAPER)
    asyncio.run(ask_in_two_messengers(f"sqlite+aiosqlite:///{school.folder / 'data' / 'rodnik.db'}"))
    (one,) = school("requests", "list", "--json").json
    assert (one["name"], one["channel"], one["phone"]) == ("Орлова Анна", "vk", "+7 *** ***-30-01")
    assert (one["requested_at"], one["open_by"]) == ("2026-11-22T12:00:00+00:00", "2026-12-02T12:00:00+00:00")
    assert one["linked"] == [{"channel": "telegram", "since": "2026-11-22"}]
    (child,) = one["students"]
    assert (child["name"], child["class"], child["consent"], child["number"]) == ("Орлова Мария", "7А", "signed", "12")
