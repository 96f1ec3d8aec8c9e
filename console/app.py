"""The console on the house's HTTP server: its pages, its two static files, and nothing else."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from console.gate import gated, lost
from console.headers import harden
from console.office import Office
from console.rendering import HERE
from console.routes import PAGES

STATIC = {
    "console.css": "text/css; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"


def add_console(web: FastAPI, office: Office) -> None:
    """Put the pages of `console.routes` on the server; what is on it nowhere is answered by a page too."""
    web.add_exception_handler(HTTPException, lost(office))
    web.router.redirect_slashes = False  # it would lead on to whatever Host was sent, past the gate
    for page in PAGES:
        web.add_api_route(page.path, gated(office, page), methods=[page.method], include_in_schema=False)
    for name, media_type in STATIC.items():
        web.add_api_route(f"/static/{name}", _static(name, media_type), methods=["GET"], include_in_schema=False)


def _static(name: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    content = (HERE / "static" / name).read_bytes()

    async def endpoint(_request: Request) -> Response:
        return harden(Response(content, media_type=media_type, headers={"Cache-Control": FOR_EVER}), secure=False)

    return endpoint
