"""A browser of the tests: keeps cookies, fills in forms, follows nothing by itself."""

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import aiohttp
from python_calamine import CalamineWorkbook


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer."""

    status: int
    text: str
    headers: dict[str, str]
    content: bytes

    @property
    def location(self) -> str:
        """Where it leads on to; "" nowhere."""
        return self.headers.get("Location", "")

    @property
    def csrf(self) -> str:
        """What the forms of the page carry; "" when there is none."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        return found[1] if found else ""

    @property
    def sheets(self) -> dict[str, list[list[Any]]]:
        """The workbook that came: rows of each sheet by its name."""
        book = CalamineWorkbook.from_filelike(BytesIO(self.content))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    @property
    def formulas(self) -> int:
        """How many cells of the workbook that came are formulas."""
        with ZipFile(BytesIO(self.content)) as archive:
            return sum(archive.read(name).count(b"<f>") for name in archive.namelist() if "worksheets/" in name)

    @property
    def words(self) -> str:
        """The page's text without markup."""
        return unescape(re.sub(r"<[^>]+>", " ", self.text))


class Browser:
    """One browser; its cookies are its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def get(self, path: str, **options: Any) -> Seen:
        """Look at a page."""
        return await self._ask("GET", path, **options)

    async def post(self, path: str, csrf: str | None = None, *, headers: Any = None, **fields: Any) -> Seen:
        """Send a form, with the token of the page that carries it: `csrf`, or that of one's own page."""
        token = csrf if csrf is not None else (await self.get("/account")).csrf
        return await self._ask("POST", path, data={"csrf": token, **fields}, headers=headers)

    async def upload(self, path: str, name: str, content: bytes) -> Seen:
        """Send a file."""
        form = aiohttp.FormData(quote_fields=False)  # as browsers do
        form.add_field("csrf", (await self.get("/account")).csrf)
        form.add_field("file", content, filename=name)
        return await self._ask("POST", path, data=form)

    async def _ask(self, method: str, path: str, **options: Any) -> Seen:
        async with self.http.request(method, self.url + path, allow_redirects=False, **options) as answer:
            content = await answer.read()
            text = content.decode(errors="replace")
            return Seen(answer.status, text, dict(answer.headers), content)
