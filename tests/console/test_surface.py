"""The whole HTTP surface under made-up input: whatever comes, the console answers, never with an error of its own."""

import asyncio
import re
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from console.cookies import SESSION
from console.routes import PAGES
from tests.console.conftest import Console

EACH = 12  # inputs made up for a page
TEXT = {"type": "string", "maxLength": 60}


def openapi() -> dict[str, Any]:
    """Every page, its path and its form, as schemathesis wants to hear of it."""
    paths: dict[str, Any] = {}
    for page in PAGES:
        known: list[str] = re.findall(r"\{(\w+)\}", page.path)
        number = {"anyOf": [{"type": "integer", "minimum": -1, "maximum": 40}, TEXT | {"minLength": 1}]}
        parameters = [{"name": name, "in": "path", "required": True, "schema": number} for name in known]
        asked = (
            "q",
            "class",
            "role",
            "state",
            "about",
            "act",
            "since",
            "before",
            "code",
            "event",
            "next",
            "from",
            "to",
        )
        if page.method == "GET":
            parameters += [{"name": name, "in": "query", "schema": TEXT} for name in asked]
        operation: dict[str, Any] = {"parameters": parameters, "responses": {"200": {"description": "answered"}}}
        if page.method == "POST" and page.path != "/sign-out" and not page.path.endswith("/forget"):
            properties = {name: {"anyOf": [TEXT, {"enum": ["yes", "1", "2026-11-23"]}]} for name in page.fields}
            form = {"schema": {"type": "object", "properties": properties, "additionalProperties": False}}
            operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": form}}
        paths.setdefault(page.path, {})[page.method.lower()] = operation
    return {"openapi": "3.0.2", "info": {"title": "console", "version": "1"}, "paths": paths}


def attack(url: str, cookie: str, csrf: str) -> list[str]:
    """Ask every page in many ways, with an administrator's rights; what answered with an error of the server."""
    broken: list[str] = []
    schema = schemathesis.openapi.from_dict(openapi())
    schema.config.update(base_url=url)
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in ("/sign-out", "/account/password/forget", "/account/password"):
            continue

        @settings(
            max_examples=EACH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def probe(case: Any) -> None:
            if isinstance(case.body, dict):
                case.body = case.body | {"csrf": csrf}
            answer = case.call(cookies={SESSION: cookie}, allow_redirects=False)
            if answer.status_code >= 500:
                broken.append(f"{case.method} {case.formatted_path}: {answer.status_code}")

        probe()
    return broken


async def test_no_input_breaks_a_page(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    cookie = next(one.value for one in browser.http.cookie_jar if one.key == SESSION)
    csrf = (await browser.get("/account")).csrf
    assert await asyncio.to_thread(attack, one_console.url, cookie, csrf) == []
    assert (await browser.get("/")).status == 200
