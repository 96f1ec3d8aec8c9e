"""The gate before every page: the host, the size, who it is, what the seat may, and whether a form is really ours."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

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
    "Что-то пошло не так. Откройте страницу ещё раз; если повторится, скажите тому, кто отвечает за сервер.",
    "Something went wrong. Open the page again; if it happens again, tell whoever looks after the server.",
)
ELSEWHERE = (
    "Консоль открывают по другому адресу: его знает тот, кто отвечает за сервер (RODNIK_CONSOLE_URL в файле .env).",
    "The console has another address: whoever looks after the server knows it (RODNIK_CONSOLE_URL in .env).",
)
UNKNOWN = "(unknown)"  # the path of what is on the server nowhere
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
        """Does a page's script ask for it, or the browser (an icon that is nowhere), not a person?"""
        return self.path.endswith(".json") or self.path == UNKNOWN


def gated(office: Office, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """What the server calls for a page."""

    async def endpoint(request: Request) -> Response:
        if not office.knows_host(request.headers.get("host", "")):
            return harden(_bare(ELSEWHERE, 421), secure=False)
        secure = is_secure(request, office)
        try:
            return harden(await _answer(office, page, request), secure=secure)
        except ClientDisconnect:
            return harden(Response(status_code=400), secure=secure)
        except Exception as bug:
            log.error("%s %s cannot be shown: %s", page.method, page.path, type(bug).__name__)
            return harden(_bare(BROKEN, 500), secure=secure)

    return endpoint


def lost(office: Office) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What the server calls where no page is, and for a method that a page does not know."""

    async def answered(request: Request, wrong: Exception) -> Response:
        code = wrong.status_code if isinstance(wrong, HTTPException) else 404

        async def nowhere(visit: Visit) -> Response:
            say = visit.voice.say
            text = say("Такой страницы нет.") if code == 404 else say("Эту страницу так не открывают.")
            return _refused(visit, code, text)

        answer = await gated(office, Page(UNKNOWN, nowhere, None))(request)
        answer.headers.update(getattr(wrong, "headers", None) or {})  # Allow, of a wrong method
        return answer

    return answered


async def _answer(office: Office, page: Page, request: Request) -> Response:
    now = office.clock.now()
    token = cookie(request, office, SESSION)
    who = await seated(office.database, token, now, used=not page.by_itself) if token else None
    async with office.database.read() as connection:
        schools = await all_schools(connection)
    visit = Visit(office, request, who, schools[0] if schools else None, now)
    visit.for_anybody = page.seats is None and page.path != UNKNOWN
    if page.seats is not None and who is None:
        return _sign_in_first(visit, page)
    if page.seats is not None and who is not None and who.seat not in page.seats:
        return _refused(visit, 403, visit.voice.say("Эта страница — не для вашей роли."))
    try:
        if page.method == "POST":
            visit.form = await _form(visit, page)
            if not _ours(visit):
                text = visit.voice.say("Форма устарела или пришла не из консоли. Откройте страницу заново.")
                return _refused(visit, 403, text)
        return await page.handler(visit)
    except NotFound:
        return _refused(visit, 404, visit.voice.say("Такой страницы нет."))
    except Refused as refused:
        return _refused(visit, 409, refused.said(visit.voice))
    except HTTPException as wrong:
        text = visit.voice.say("Форму не удалось прочитать: она слишком велика или повреждена.")
        return _refused(visit, wrong.status_code, text)


def _refused(visit: Visit, code: int, text: str) -> Response:
    """Why not, and the ways on: back to the page that the form was on, or in."""
    came = _came_from(visit)
    sign_in = f"/sign-in?next={quote(came)}" if came else "/sign-in"
    return visit.page("refused.html", code, text=text, back=came, sign_in=sign_in if code == 401 else "")


def _came_from(visit: Visit) -> str:
    """The page of ours that led here, if it can be opened again; else ""."""
    came = _inside(visit, visit.request.headers.get("referer", ""))
    if came is None or (visit.request.method == "GET" and came.path == visit.request.url.path):
        return ""
    wanted = {"type": "http", "method": "GET", "path": came.path}
    known = any(route.matches(wanted)[0] is Match.FULL for route in visit.request.app.router.routes)
    return came._replace(scheme="", netloc="").geturl() if known else ""


def _inside(visit: Visit, address: str) -> SplitResult | None:
    """An address of ours, in its parts; a web server in front may have changed the Host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    ours = (visit.request.headers.get("host"), urlsplit(visit.office.address).netloc)
    return parts if parts.netloc in ours else None


def _bare(texts: tuple[str, ...], code: int) -> Response:
    """A page that needs nothing of the house: neither its database nor its templates."""
    said = "".join(f"<p>{text}</p>" for text in texts)
    head = '<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return HTMLResponse(f"{head}<title>Rodnik</title>{said}", code)


def _sign_in_first(visit: Visit, page: Page) -> Response:
    if page.method != "GET" or page.by_itself:
        text = visit.voice.say("Вход закрыт, ничего не записано. Войдите и сделайте это ещё раз.")
        return _refused(visit, 401, text)
    asked = visit.request.url
    wanted = f"{asked.path}?{asked.query}" if asked.query else asked.path if asked.path != "/" else ""
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
    if origin and origin != "null" and _inside(visit, origin) is None:
        return False
    if site not in ("same-origin", "none"):
        return False
    return bool(kept) and hmac.compare_digest(visit.given("csrf").encode(), forgery_token(kept, visit.key).encode())
