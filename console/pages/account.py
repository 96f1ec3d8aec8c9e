"""One's own desk: where one is signed in, and the password for a desk without a phone."""

from fastapi import Response
from markupsafe import Markup

from actions.desk_keys import address_of, confirm_password, forget_password, has_password, set_password
from actions.refusal import Refused
from actions.signing_in import IDLE
from console.visit import Visit
from storage.sessions import sessions_since


async def account(visit: Visit) -> Response:
    """Who I am here."""
    async with visit.database.read() as connection:
        found = await sessions_since(connection, visit.by.id, visit.now - IDLE)
    open_ = [one for one in found if one.ended_at is None and one.ends_at > visit.now]
    has = await has_password(visit.database, visit.by)
    return visit.page("account.html", sessions=open_, has=has)


async def new_password(visit: Visit) -> Response:
    """A password, and the secret for the app of one-time passwords: shown once, in force after the first of them."""
    if visit.here.session.way != "link":
        raise Refused("Сначала войдите по ссылке из мессенджера: пароль меняют только так.")
    word = str(visit.form.get("password", ""))
    secret = await set_password(visit.database, visit.by, word, key=visit.key, now=visit.now)
    drawn = Markup(_qr(address_of(secret, visit.by, visit.the_school.name)))
    return visit.page("password_new.html", secret=secret, qr=drawn, trouble="")


async def first_one_time(visit: Visit) -> Response:
    """From now on both count; a wrong one is asked for again."""
    session = visit.here.session.id
    one_time = visit.given("one_time", 20)
    try:
        await confirm_password(visit.database, visit.by, one_time, session_id=session, key=visit.key, now=visit.now)
    except Refused as refused:
        return visit.page("password_new.html", 409, secret="", qr="", trouble=refused.said(visit.voice))
    return await visit.go("/account", visit.voice.say("Пароль действует; остальные входы закрыты."))


async def no_password(visit: Visit) -> Response:
    """The password ends, and with it every session of mine."""
    await forget_password(visit.database, visit.by.id, visit.by, key=visit.key, now=visit.now)
    return await visit.go("/sign-in")


def _qr(text: str) -> str:
    import segno

    drawn: str = segno.make(text, error="m", micro=False).svg_inline(scale=5, border=2, dark="#10151c", light="#ffffff")
    return drawn
