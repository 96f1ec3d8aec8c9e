"""A password with one-time passwords (TOTP), for a desk without a phone: both together, or nothing."""

import asyncio
import base64
import hmac
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from actions.alarming import tell_administrators
from actions.refusal import Refused
from actions.signing_in import count_asking, seat_at, staff_by_number, start_session
from school.institution import Person
from school.seats import Seat
from storage import audit
from storage.database import Database
from storage.people import person_by_id
from storage.sessions import (
    change_desk_key,
    desk_key,
    end_sessions,
    forget_desk_key,
    keep_desk_key,
    spend_step,
)

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from cryptography.fernet import Fernet

SHORTEST, LONGEST = 12, 128  # characters (ASVS 6.2)
FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
STEP = 30  # seconds
COMMON = ("password", "qwerty", "пароль", "йцукен", "123456", "111111", "школа", "school", "rodnik", "родник")


async def set_password(database: Database, person: Person, password: str, *, key: bytes, now: datetime) -> str:
    """Keep a password, not in force before `confirm_password`; the secret for the one-time passwords' app (base32).

    Raises Refused: too short, too long, or what everybody tries first.
    """
    import pyotp

    _check(password, person)
    secret = pyotp.random_base32()
    made = await asyncio.to_thread(_hasher().hash, password)
    async with database.write() as connection:
        await keep_desk_key(connection, person.id, made, _cipher(key).encrypt(secret.encode()))
        subject = f"person:{person.id}"
        await audit.record(connection, key=key, at=now, actor=subject, act="set_password", subject=subject)
    return secret


async def confirm_password(
    database: Database, person: Person, one_time: str, *, session_id: int, key: bytes, now: datetime
) -> None:
    """The first one-time password was typed: from now on both count, and other sessions end. Raises Refused."""
    async with database.write() as connection:
        kept = await desk_key(connection, person.id)
        step = _step(kept.secret, one_time, key, now) if kept else None
        if step is None or not await spend_step(connection, person.id, step):
            raise Refused("Одноразовый пароль не подошёл. Проверьте время на телефоне и введите следующий.")
        await change_desk_key(connection, person.id, confirmed_at=now)
        await end_sessions(connection, person.id, now, but=session_id)
        subject = f"person:{person.id}"
        await audit.record(connection, key=key, at=now, actor=subject, act="confirm_password", subject=subject)


async def sign_in_by_password(
    database: Database, number: str, password: str, one_time: str, source: str, *, key: bytes, now: datetime
) -> str | None:
    """The token of a new session; None for anything that is not right, whatever it is. Five failures lock for a while.

    Somebody unknown costs the same time; `source`, the network address, may not try without end.
    """
    if not await count_asking(database, source, key=key, now=now):
        return None
    async with database.read() as connection:
        person = await staff_by_number(connection, number)
        kept = await desk_key(connection, person.id) if person else None
    good = await asyncio.to_thread(_verifies, kept.password_hash if kept else _nobodys(), password)
    if person is None or kept is None or kept.confirmed_at is None:
        return None
    async with database.write() as connection:
        kept = await desk_key(connection, person.id)
        if kept is None or (kept.locked_until and now < kept.locked_until):
            return None
        step = _step(kept.secret, one_time, key, now) if good else None
        if step is not None and await spend_step(connection, person.id, step):
            return await start_session(connection, person, "password", key, now)
        failures = kept.failures + 1
        locked = now + LOCKED_FOR if failures >= FAILURES else None
        await change_desk_key(connection, person.id, failures=0 if locked else failures, locked_until=locked)
        subject = f"person:{person.id}"
        act = "lock_password" if locked else "fail_password"
        await audit.record(connection, key=key, at=now, actor="system", act=act, subject=subject)
        if locked:
            about = f"{person.id}:{now:%Y-%m-%d}"  # once a day, however long somebody goes on
            await tell_administrators(connection, person.school_id, "alarm_password", about, now, ref_id=person.id)
    return None


async def has_password(database: Database, person: Person) -> bool:
    """Is a password of this person in force?"""
    async with database.read() as connection:
        kept = await desk_key(connection, person.id)
    return kept is not None and kept.confirmed_at is not None


async def forget_password(database: Database, person_id: int, by: Person, *, key: bytes, now: datetime) -> None:
    """The password is gone and every session of the person ends; by oneself, or by an administrator of the school.

    Raises Refused.
    """
    async with database.write() as connection:
        person = await person_by_id(connection, person_id)
        allowed = person is not None and (
            by.id == person_id or await seat_at(connection, by, False) is Seat.ADMINISTRATOR
        )
        if not allowed or person is None or person.school_id != by.school_id:
            raise Refused("Сбросить пароль может сам сотрудник или администратор школы.")
        if not await forget_desk_key(connection, person_id):
            raise Refused("Пароля у этого сотрудника нет.")
        await end_sessions(connection, person_id, now)
        subject = f"person:{person_id}"
        await audit.record(connection, key=key, at=now, actor=f"person:{by.id}", act="forget_password", subject=subject)


def address_of(secret: str, person: Person, school: str) -> str:
    """What the QR code for the one-time passwords' app says."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=f"{school}: {person.code}", issuer_name="Rodnik")


def _check(password: str, person: Person) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused("Пароль — от 12 до 128 знаков. Лучше всего несколько слов подряд.")
    plain = password.lower()
    guessed = (*COMMON, person.code.lower(), person.last_name.lower())
    if len(set(plain)) < 5 or any(word and word in plain and len(plain) < len(word) + 8 for word in guessed):
        raise Refused("Такой пароль подбирают первым. Возьмите несколько слов, не связанных со школой.")


def _step(sealed: bytes, one_time: str, key: bytes, now: datetime) -> int | None:
    """The step that a one-time password belongs to: the present one or its neighbours; None when it fits none."""
    import pyotp

    typed = "".join(filter(str.isdecimal, one_time))
    totp = pyotp.TOTP(_cipher(key).decrypt(sealed).decode())
    present = int(now.timestamp()) // STEP
    near = (present, present - 1, present + 1)
    return next((step for step in near if hmac.compare_digest(totp.at(step * STEP), typed)), None)


def _verifies(kept: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(kept, password[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password, so that looking one up takes as long")


def _cipher(key: bytes) -> "Fernet":
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(sha256(b"desk keys\0" + key).digest()))
