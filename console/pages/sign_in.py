"""Coming in and going out: by a link in one's messenger, or by a password with a one-time password."""

import asyncio
import secrets
from typing import Any
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse

from actions.desk_keys import sign_in_by_password
from actions.signing_in import ask_to_sign_in, code_of, confirm_link, enter, hashed, link_stands, sign_out
from console.cookies import BROWSER, SESSION, cookie, give, take
from console.visit import Visit
from locales import voice
from school.wording.entering import sign_in_link

_writing: set["asyncio.Task[None]"] = set()  # links on their way: nobody waits for them, so answers take the same time


async def sign_in(visit: Visit) -> Response:
    """Who are you? The form binds itself to this browser."""
    if visit.seated:
        return await visit.go("/")
    given = cookie(visit.request, visit.office, BROWSER) or secrets.token_urlsafe(32)
    return _bound(visit, given, "sign_in.html", next=_inside(visit.asked("next")))


async def ask(visit: Visit) -> Response:
    """A link is on its way, if there is somebody to send it to: the page says the same to everybody."""
    source = visit.request.client.host if visit.request.client else ""
    asked = await ask_to_sign_in(visit.database, visit.given("number", 60), source, key=visit.key, now=visit.now)
    for to, language in asked.to:
        text = sign_in_link(voice(language), f"{visit.office.address}/enter/{asked.link}", visit.office.address)
        task = asyncio.create_task(visit.office.lent.post(to, text))
        _writing.add(task)
        task.add_done_callback(_writing.discard)
    wanted = _inside(visit.given("next"))
    response = RedirectResponse(f"/sign-in/wait?next={quote(wanted)}" if wanted else "/sign-in/wait", 303)
    give(response, visit.request, visit.office, BROWSER, asked.browser)
    return response


async def wait(visit: Visit) -> Response:
    """The code of this browser; once the link is confirmed the browser comes in."""
    browser = cookie(visit.request, visit.office, BROWSER)
    if not browser:
        return await visit.go("/sign-in")
    token = await enter(visit.database, browser, key=visit.key, now=visit.now)
    wanted = _inside(visit.asked("next"))
    if token:
        return _seated(visit, token, wanted or "/")
    again = f"/sign-in/wait?next={quote(wanted)}" if wanted else "/sign-in/wait"
    return visit.page("sign_in_wait.html", code=code_of(hashed(browser), visit.key), again=again)


async def opened(visit: Visit) -> Response:
    """The link from the messenger. Looking at it does nothing: messengers look at links themselves."""
    link, browser = str(visit.request.path_params["link"])[:100], cookie(visit.request, visit.office, BROWSER)
    where = await link_stands(visit.database, link, browser, visit.now)
    if where is None:
        return visit.page("link_gone.html", 410)
    given = browser or secrets.token_urlsafe(32)
    return _bound(visit, given, "enter.html", where=where, link=link, wrong=False)


async def confirmed(visit: Visit) -> Response:
    """The press: come in here, or let the browser that asked come in."""
    link, browser = str(visit.request.path_params["link"])[:100], cookie(visit.request, visit.office, BROWSER)
    code = visit.given("code", 20)
    done = await confirm_link(visit.database, link, browser, code, key=visit.key, now=visit.now)
    if done == "wrong":
        return visit.page("enter.html", 403, where="elsewhere", link=link, wrong=True)
    if done is None:
        return visit.page("link_gone.html", 410)
    if done == "elsewhere":
        return visit.page("enter_elsewhere.html")
    token = await enter(visit.database, browser, key=visit.key, now=visit.now)
    return _seated(visit, token, "/") if token else visit.page("link_gone.html", 410)


async def password(visit: Visit) -> Response:
    """The form for a desk without a phone."""
    given = cookie(visit.request, visit.office, BROWSER) or secrets.token_urlsafe(32)
    return _bound(visit, given, "sign_in_password.html", wrong=False)


async def password_given(visit: Visit) -> Response:
    """All three are right, or nothing is said about which was wrong."""
    number, word, one_time = visit.given("number", 60), str(visit.form.get("password", "")), visit.given("one_time", 20)
    source = visit.request.client.host if visit.request.client else ""
    token = await sign_in_by_password(visit.database, number, word, one_time, source, key=visit.key, now=visit.now)
    return _seated(visit, token, "/") if token else visit.page("sign_in_password.html", 403, wrong=True)


async def leave(visit: Visit) -> Response:
    """Out, here or everywhere."""
    everywhere = visit.given("everywhere") == "yes"
    await sign_out(visit.database, visit.here.session, everywhere=everywhere, key=visit.key, now=visit.now)
    response = RedirectResponse("/sign-in", 303)
    take(response, visit.request, visit.office, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _seated(visit: Visit, token: str, path: str) -> Response:
    response = RedirectResponse(path, 303)
    give(response, visit.request, visit.office, SESSION, token)
    take(response, visit.request, visit.office, BROWSER)
    return response


def _bound(visit: Visit, browser: str, template: str, **values: Any) -> Response:
    """The page with a form bound to this browser's cookie, which it gets with the page if it had none."""
    visit.fresh_token = browser
    response = visit.page(template, **values)
    give(response, visit.request, visit.office, BROWSER, browser)
    return response


def _inside(path: str) -> str:
    """A path of ours to go on to; "" for anything that leads elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and ":" not in path
    return path if plain and len(path) < 200 else ""
