"""The gate before every page: the host, the size, who it is, what the seat may, and whether a form is really ours."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from actions.refusal import Refused
from actions.signing_in import seated
from actions.uploading import LARGEST
from console.cookies import SESSION, cookie, forgery_token, is_secure
from console.headers import harden
from console.office import Office
from console.visit import Handler, NotFound, Visit
from school.seats import Seat
from storage.schools import all_schools

log = logging.getLogger(__name__)
LARGEST_FORM = 64 * 1024  # bytes of a form without a file
BROKEN = (
    "Что-то пошло не так. Откройте страницу ещё раз; если повторится, скажите тому, кто отвечает за сервер.<br>"
    "Something went wrong. Open the page again; if it happens again, tell whoever looks after the server."
)
Seats = frozenset[Seat]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where, who answers, from which seats it may be used (None: by anybody), and the fields of its form."""

    path: str
    handler: Handler
    seats: Seats | None
    method: str = "GET"
    fields: tuple[str, ...] = field(default=())
    upload: bool = False

    @property
    def by_itself(self) -> bool:
        """Does a page's script ask for it, not a person?"""
        return self.path.endswith(".json")


def gated(office: Office, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """What the server calls for a page."""

    async def endpoint(request: Request) -> Response:
        if not office.knows_host(request.headers.get("host", "")):
            return harden(HTMLResponse("Misdirected request: set RODNIK_CONSOLE_URL.", 421), secure=False)
        secure = is_secure(request, office)
        try:
            return harden(await _answer(office, page, request), secure=secure)
        except ClientDisconnect:
            return harden(Response(status_code=400), secure=secure)
        except Exception as bug:
            log.error("%s %s cannot be shown: %s", page.method, page.path, type(bug).__name__)
            return harden(HTMLResponse(BROKEN, 500), secure=secure)

    return endpoint


def lost(office: Office) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What the server calls where no page is, and for a method that a page does not know."""

    async def answered(request: Request, wrong: Exception) -> Response:
        code = wrong.status_code if isinstance(wrong, HTTPException) else 404

        async def nowhere(visit: Visit) -> Response:
            say = visit.voice.say
            text = say("Такой страницы нет.") if code == 404 else say("Эту страницу так не открывают.")
            return visit.page("refused.html", code, text=text)

        answer = await gated(office, Page("(unknown)", nowhere, None))(request)
        answer.headers.update(getattr(wrong, "headers", None) or {})  # Allow, of a wrong method
        return answer

    return answered


async def _answer(office: Office, page: Page, request: Request) -> Response:
    now = office.clock.now()
    token = cookie(request, office, SESSION)
    who = await seated(office.database, token, now, used=not page.by_itself) if token else None
    async with office.database.read() as connection:
        schools = await all_schools(connection)
    visit = Visit(office, request, who, schools[0] if schools else None, now, for_anybody=page.seats is None)
    if page.seats is not None and who is None:
        return _sign_in_first(visit, page)
    if page.seats is not None and who is not None and who.seat not in page.seats:
        return visit.page("refused.html", 403, text=visit.voice.say("Эта страница — не для вашей роли."))
    try:
        if page.method == "POST":
            visit.form = await _form(visit, page)
            if not _ours(visit):
                text = visit.voice.say("Форма устарела или пришла не из консоли. Откройте страницу заново.")
                return visit.page("refused.html", 403, text=text)
        return await page.handler(visit)
    except NotFound:
        return visit.page("refused.html", 404, text=visit.voice.say("Такой страницы нет."))
    except Refused as refused:
        return visit.page("refused.html", 409, text=refused.said(visit.voice))
    except HTTPException as wrong:
        text = visit.voice.say("Форму не удалось прочитать: она слишком велика или повреждена.")
        return visit.page("refused.html", wrong.status_code, text=text)


def _sign_in_first(visit: Visit, page: Page) -> Response:
    if page.method != "GET" or page.by_itself:
        text = visit.voice.say("Вход закрыт, ничего не записано. Войдите и сделайте это ещё раз.")
        return visit.page("refused.html", 401, text=text)
    path = visit.request.url.path
    wanted = path if path != "/" else ""
    return RedirectResponse(f"/sign-in?next={quote(wanted)}" if wanted else "/sign-in", 303)


async def _form(visit: Visit, page: Page) -> dict[str, Any]:
    """The texts and files of a form. Raises HTTPException when it is too large, or no form."""
    request, most = visit.request, (LARGEST if page.upload else 0) + LARGEST_FORM
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal() or int(declared) > most:
        raise HTTPException(413 if declared.isdecimal() else 411)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        if int(declared):
            raise HTTPException(415)
        return {}
    try:
        form = await request.form(max_files=1, max_fields=200, max_part_size=LARGEST_FORM)
        return {name: form.getlist(name) if name == "chosen" else value for name, value in form.items()}
    except HTTPException:
        raise
    except (ValueError, KeyError, UnicodeError, AssertionError) as broken:
        raise HTTPException(400) from broken


def _ours(visit: Visit) -> bool:
    """Does the form carry what only our own page for this browser could give it, and come from our own page?"""
    request, kept = visit.request, visit.browser_token()
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    ours = (request.headers.get("host"), urlsplit(visit.office.address).netloc)  # a web server may change the Host
    if origin and origin != "null" and urlsplit(origin).netloc not in ours:
        return False
    if site not in ("same-origin", "none"):
        return False
    return bool(kept) and hmac.compare_digest(visit.given("csrf").encode(), forgery_token(kept, visit.key).encode())
