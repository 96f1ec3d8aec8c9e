"""vk_api, tamed: our base address and timeouts, no waiting, no recursion, no captcha dialogue, requests in parallel.

vk_api holds a lock while it posts, so every thread has an instance of its own; one pacer stands before them all.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import requests
from jconfig import MemoryConfig  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import NewConnectionError
from vk_api import VkApi
from vk_api.exceptions import ApiError, ApiHttpError
from vk_api.requests_pool import PoolRequest, RequestResult, vk_many_methods

from bot.channels.vk.quotas import Quotas
from bot.channels.vk.refusals import NOT_AN_ANSWER, QUOTA, UNREACHABLE, failure
from school.messenger import TryLater

API_VERSION = "5.199"
THREADS = 12
TIMEOUT = (5.0, 9.0)  # seconds to connect, to answer; a stop waits for the answer, so it is short
Json = dict[str, Any]
Leaving = Callable[[], None]


class Wire:
    """Calls of one community token, each in a thread. `close()` when done."""

    def __init__(self, token: str, api_url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._token, self._base = token, base_of(api_url)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="vk")
        self._mine, self._quotas = threading.local(), Quotas(now)

    def close(self) -> None:
        """Take no more calls; those on the wire end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def call(self, method: str, values: Json, leaving: Leaving) -> Any:
        """The method's `response`. Raises Undeliverable, TryLater, or ValueError for a bug of ours.

        `leaving` is called, in the thread, when the request really leaves.
        """
        answer = await self._in_thread(method, lambda vk: vk.method(method, values, raw=True), leaving)
        self._quotas.allowed(method)
        return answer["response"]

    async def execute(self, method: str, each: list[Json], leaving: Leaving) -> list[Any]:
        """Up to 25 calls of a method in one request: a response or an exception for each, in order."""
        pool = [PoolRequest(method, values, RequestResult()) for values in each]
        answer = await self._in_thread(method, lambda vk: vk_many_methods(vk, pool), leaving)
        if not isinstance(answer["response"], list):
            raise TryLater(2, cause=NOT_AN_ANSWER)
        codes = iter([error.get("error_code", 0) for error in answer.get("execute_errors") or []])
        said = [failure(next(codes, 0)) if one is False else one for one in answer["response"]]
        if any(map(_is_quota, said)):
            return [self._quotas.refused(method) if _is_quota(one) else one for one in said]
        self._quotas.allowed(method)
        return said

    async def _in_thread(self, method: str, work: Callable[[VkApi], Json], leaving: Leaving) -> Json:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, work, leaving)
        except TryLater as later:
            raise (self._quotas.refused(method) if _is_quota(later) else later) from None

    def _answer(self, work: Callable[[VkApi], Json], leaving: Leaving) -> Json:
        vk = self._vk()
        leaving()
        try:
            answer = work(vk)
            if "response" not in answer:
                raise KeyError("response")
        except ApiError as error:
            raise failure(error.code) from None
        except ApiHttpError as error:
            raise TryLater(2, cause=f"status_{error.response.status_code}") from None
        except requests.exceptions.RequestException as error:
            raise _passing(error) from None
        except (ValueError, KeyError, TypeError, AttributeError):  # HTML, a cut body, JSON of another shape
            raise TryLater(2, cause=NOT_AN_ANSWER) from None
        return answer

    def _vk(self) -> VkApi:
        if not hasattr(self._mine, "vk"):
            self._mine.vk = self._tamed()
        return self._mine.vk

    def _tamed(self) -> VkApi:
        session = requests.Session()
        session.mount("https://", _Rewriting(self._base))
        vk = VkApi(token=self._token, api_version=API_VERSION, config=MemoryConfig, session=session)
        vk.RPS_DELAY = 0
        vk.error_handlers.clear()  # error 6 by recursion, a captcha dialogue: the loop decides instead
        return vk


class _Rewriting(HTTPAdapter):
    """Sends what vk_api addresses to VK's host to the base address, and waits only so long."""

    def __init__(self, base: str) -> None:
        self._base = base
        super().__init__()

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        request.url = self._base + urlsplit(request.url or "").path
        options |= {"timeout": TIMEOUT, "proxies": get_environ_proxies(request.url)}
        return super().send(request, **options)


def base_of(api_url: str) -> str:
    """The address before `/method/…`, whether given with or without it."""
    return api_url.rstrip("/").removesuffix("/method").rstrip("/")


def _is_quota(answer: Any) -> bool:
    return isinstance(answer, TryLater) and answer.cause == QUOTA


def _passing(error: requests.exceptions.RequestException) -> TryLater:
    refused = error.args and isinstance(getattr(error.args[0], "reason", None), NewConnectionError)
    if refused or isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return TryLater(1, whole_lane=True, cause=UNREACHABLE)
    return TryLater(1, cause="no_answer")  # it may have arrived; random_id makes the repetition safe
