"""A platform without limits: the engine against bare aiohttp posting the same bodies, the database included."""

import asyncio
import time

import aiohttp

from benchmarks.delivery import rig
from benchmarks.delivery.rig import StandIn, broadcast, rate, share, telegram
from school.messenger import Channel

LATENCIES = (0.05, 0.0)  # seconds: as platforms answer, and where nothing but work takes time
POSTS = (64, 200, 512)  # of bare aiohttp at a time; the engine uses 512. 200 at 50 ms give about what issue 3 names


async def unlimited(seconds: float) -> None:
    """For each kind and each latency, bare aiohttp afterwards on the same stand-in."""
    for latency in LATENCIES:
        for kind in ("announcement", "exam_result", "digest"):
            with rig.stand_in(latency) as platform:
                messages = int(5000 * seconds)
                free = telegram(platform, paid=True, messages_per_second=100_000, chat_interval=0)
                books = await broadcast(platform, free, kind, messages, Channel.TELEGRAM, seconds * 5)
                bodies = [body.encode() for body in platform.ask("/bodies")] * 3
                bare = {number: await _bare(platform, bodies, number) for number in POSTS}
            print(f"unlimited, {latency * 1000:2.0f} ms, {kind:<12} {share(books, max(bare.values())[0])}")
            for number, (fast, cpu) in bare.items():
                compared = (
                    f"{rate(books) / fast:.0%} of {fast:6.0f}/s, CPU {cpu / books['cpu']:.0%} of {cpu * 1e6:.0f} µs"
                )
                print(f"  bare aiohttp, {number:3} at a time: {compared}")


async def _bare(platform: StandIn, bodies: list[bytes], connections: int) -> tuple[float, float]:
    """Messages a second, and the seconds of CPU that each took us."""
    url, headers = f"{platform.url}/bot{rig.TOKEN}/sendMessage", {"Content-Type": "application/json"}
    left = iter(bodies)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def post() -> None:
            for body in left:
                async with http.post(url, data=body, headers=headers) as answer:
                    await answer.json()

        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(post() for _ in range(connections)))
        return len(bodies) / (time.perf_counter() - began), (time.process_time() - cpu) / len(bodies)
