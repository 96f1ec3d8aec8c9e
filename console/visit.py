"""One request of one person at the console, with everything that a page needs to answer it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from actions.signing_in import Seated, leave_notice
from console.cookies import BROWSER, SESSION, cookie, forgery_token, is_secure
from console.labels import seat_words
from console.listing import Listing
from console.office import Office
from console.rendering import render
from console.sheets import XLSX, sheet_of
from locales import Voice, voice
from school.clock import today
from school.file_names import file_name
from school.institution import Person, School
from school.seats import Seat
from storage import audit
from storage.database import Database


class NotFound(Exception):
    """There is no such page, or it is not for this person: both look alike."""


@dataclass
class Visit:
    """`form` holds the texts of a POST, and its files. Instants are aware UTC."""

    office: Office
    request: Request
    seated: Seated | None
    school: School | None
    now: datetime
    form: Mapping[str, Any] = field(default_factory=dict)
    fresh_token: str = ""  # of a browser that gets its cookie with this answer
    for_anybody: bool = False  # the page asks for no session, so its forms are bound to the other cookie

    @cached_property
    def voice(self) -> Voice:
        wanted = self.request.headers.get("accept-language", "ru").lower()
        return voice(self.seated.language if self.seated else "en" if wanted.startswith("en") else "ru")

    @property
    def database(self) -> Database:
        return self.office.database

    @property
    def key(self) -> bytes:
        return self.office.key

    @property
    def here(self) -> Seated:
        """Who sits here; pages for nobody in particular must not ask."""
        assert self.seated is not None
        return self.seated

    @property
    def by(self) -> Person:
        return self.here.person

    @property
    def the_school(self) -> School:
        assert self.school is not None  # nobody is seated before the first import
        return self.school

    @property
    def is_administrator(self) -> bool:
        return self.here.seat is Seat.ADMINISTRATOR

    @property
    def today(self) -> date:
        return today(self.now, self.the_school.zone)

    def number(self, name: str = "id") -> int:
        """A number of the path. Raises NotFound when it is none that we give."""
        word = str(self.request.path_params.get(name, ""))
        if not (word.isascii() and word.isdecimal() and 0 < len(word) < 10):
            raise NotFound
        return int(word)

    def asked(self, name: str) -> str:
        """A word of the address after «?», trimmed and not too long; control characters are dropped."""
        return clean(self.request.query_params.get(name, ""))

    def given(self, name: str, longest: int = 500) -> str:
        """A text of the form, trimmed; "" when it is missing."""
        value = self.form.get(name, "")
        return clean(value, longest) if isinstance(value, str) else ""

    def moment(self, at: datetime | None) -> str:
        """«23 ноября, 16:40» in the school's zone; a dash of none."""
        return self.voice.moment(self.the_school.local(at), self.today) if at else "—"

    def browser_token(self) -> str:
        """The cookie that forms of this browser are bound to."""
        return self.fresh_token or cookie(self.request, self.office, BROWSER if self.for_anybody else SESSION)

    def page(self, template: str, code: int = 200, /, **values: Any) -> Response:
        """A page."""
        shown = {"visit": self, "voice": self.voice, "say": self.voice.say, "plural": self.voice.plural}
        shown["seat"] = seat_words(self.voice, self.seated.seat) if self.seated else ""
        shown |= {"csrf": forgery_token(self.browser_token(), self.key), "seated": self.seated, "school": self.school}
        shown |= {"plain_way": not is_secure(self.request, self.office), "path": self.request.url.path}
        return HTMLResponse(render(template, **shown | values), code)

    async def go(self, path: str, notice: str = "") -> Response:
        """On to another page, which says the notice, once."""
        if notice and self.seated:
            await leave_notice(self.database, self.seated.session.id, notice)
        return RedirectResponse(path, 303)

    def file(self, content: bytes, name: str, media_type: str) -> Response:
        """A file to keep. The name may be in any letters."""
        name = file_name(name)
        plain = "".join(one if one.isascii() and (one.isalnum() or one in ".-_") else "_" for one in name)
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
        return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

    async def sheet(self, listing: Listing) -> Response:
        """A list as a file; that it was taken away is written down."""
        await self.note("export_list", f"school:{self.the_school.id} list:{listing.name}")
        return self.file(sheet_of(listing), f"{listing.name}-{self.today:%Y-%m-%d}.xlsx", XLSX)

    async def note(self, act: str, subject: str) -> None:
        """A row in the audit: what this person saw or took away."""
        async with self.database.write() as connection:
            actor = f"person:{self.by.id}"
            await audit.record(connection, key=self.key, at=self.now, actor=actor, act=act, subject=subject)


def clean(text: str, longest: int = 500) -> str:
    """Printable letters and line breaks only, trimmed, at most so many."""
    return "".join(letter for letter in text[: longest * 2] if letter.isprintable() or letter == "\n").strip()[:longest]


Handler = Callable[[Visit], Awaitable[Response]]
