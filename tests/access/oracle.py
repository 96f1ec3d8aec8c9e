"""Who may know what, written a second time and in another way: plain loops over whole tables, no code of the house.

`Oracle` is what the tables said at one moment. `tests.access.machine` holds every message that left against it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from storage import tables
from storage.database import Database

NAMES = ("contacts", "accounts", "people", "guardianships", "consents", "schools", "classes")
ORDER = ("off", "ping", "pseudonym", "full")


@dataclass(frozen=True)
class Oracle:
    """The tables as lists of dictionaries, at an instant."""

    rows: dict[str, list[dict[str, Any]]]
    now: datetime

    @classmethod
    async def of(cls, database: Database, now: datetime) -> "Oracle":
        async with database.read() as connection:
            rows = {
                name: [dict(row) for row in (await connection.execute(select(getattr(tables, name)))).mappings()]
                for name in NAMES
            }
        return cls(rows, now)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.rows["schools"][0]["timezone"])).date()

    def level(self, channel: str, kind: str) -> str:
        """The policy in force, by its own reading of the rules."""
        school = self.rows["schools"][0]
        lawful = "ping" if channel == "telegram" and school["legal_form"] != "private" else "full"
        for name in (f"{channel}_{kind}", channel):
            rule = school["channel_rules"].get(name)
            if rule is None:
                continue
            lower = ORDER.index(rule["level"]) <= ORDER.index(lawful)
            begun = rule.get("number") and date.fromisoformat(rule["day"]) <= self.today
            over = rule.get("until") and date.fromisoformat(rule["until"]) < self.today
            if lower or (begun and not over):
                return str(rule["level"])
        return lawful

    def people_of(self, channel: str, chat: str) -> list[dict[str, Any]]:
        """The people whom the school approved behind a chat."""
        accounts = [one["id"] for one in self.rows["accounts"] if (one["channel"], one["chat"]) == (channel, chat)]
        links = [one for one in self.rows["contacts"] if one["account_id"] in accounts and one["state"] == "approved"]
        return [one for one in self.rows["people"] if one["id"] in {link["person_id"] for link in links}]

    def staff(self, channel: str, chat: str) -> bool:
        return any(one["role"] == "staff" for one in self.people_of(channel, chat))

    def may_know(self, channel: str, chat: str, child: int, kind: str, *, farewell: bool = False) -> bool:
        """May whoever sits at this chat be told facts of a kind about a child now? A farewell, for three days more."""
        student = next((one for one in self.rows["people"] if one["id"] == child), None)
        if student is None:  # erased
            return False
        days = 3 if farewell else 0
        if student["left_on"] and self.today > student["left_on"] + timedelta(days=days):
            return False
        return any(self._covers(person, student, channel, kind) for person in self.people_of(channel, chat))

    def signed_for(self, channel: str, chat: str, child: int) -> bool:
        """Did whoever the school once approved here sign anything about a child? That may be read back to them."""
        accounts = [one["id"] for one in self.rows["accounts"] if (one["channel"], one["chat"]) == (channel, chat)]
        links = [one for one in self.rows["contacts"] if one["account_id"] in accounts]
        signers = {link["person_id"] for link in links if link["state"] in ("approved", "stopped")}
        return any(one["student_id"] == child and one["guardian_id"] in signers for one in self.rows["consents"])

    def _covers(self, person: dict[str, Any], student: dict[str, Any], channel: str, kind: str) -> bool:
        if person["id"] == student["id"]:
            return any(
                self._signed(one["guardian_id"], student, channel, "student_access") for one in self._kin(student)
            )
        kin = any(one["guardian_id"] == person["id"] for one in self._kin(student))
        return kin and self._signed(person["id"], student, channel, kind)

    def _kin(self, student: dict[str, Any]) -> list[dict[str, Any]]:
        """Guardianships that are alive and that no court restricts."""
        return [
            one
            for one in self.rows["guardianships"]
            if one["student_id"] == student["id"]
            and not one["restriction"]
            and (one["until"] is None or one["until"] >= self.today)
        ]

    def _signed(self, guardian: int, student: dict[str, Any], channel: str, purpose: str) -> bool:
        """Is the last word of a guardian on this a signature?"""
        words = [
            one
            for one in self.rows["consents"]
            if (one["guardian_id"], one["student_id"], one["channel"], one["purpose"])
            == (guardian, student["id"], channel, purpose)
        ]
        return bool(words) and max(words, key=lambda one: one["id"])["state"] == "signed"
