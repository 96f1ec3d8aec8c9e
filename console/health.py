"""Whether the service lives, whether it can work, and its numbers: for a watching machine; no facts, no sign-in.

It binds to RODNIK_HTTP_HOST, 127.0.0.1 unless set otherwise: whoever opens it to a network opens these pages too.
"""

from datetime import datetime, timedelta

from fastapi import FastAPI, Response

from console.metrics import CONTENT_TYPE, Readings, metrics
from school.clock import Clock, SystemClock
from storage.database import Database
from storage.gauges import last_written

DEAF = 120.0  # seconds without an answer to a poll that holds for 25
AMISS = timedelta(minutes=5)  # a clock that much before what it wrote itself was set back


def health_app(database: Database, clock: Clock | None = None, readings: Readings | None = None) -> FastAPI:
    """`/healthz`: the process answers. `/readyz`: it can work (503 with the word for why not). `/metrics`: numbers."""
    app = FastAPI(title="Rodnik", docs_url=None, redoc_url=None, openapi_url=None)
    clock, readings = clock or SystemClock(), readings or Readings()

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz(response: Response) -> dict[str, str]:
        trouble = await _trouble(database, clock.now(), readings)
        if trouble:
            response.status_code = 503
        return {"status": trouble or "ok"}

    @app.get("/metrics")
    async def numbers() -> Response:
        try:
            return Response(await metrics(database, clock, readings), media_type=CONTENT_TYPE)
        except Exception:  # its text may quote the address of the database
            return Response("no database\n", status_code=503, media_type=CONTENT_TYPE)

    return app


async def _trouble(database: Database, now: datetime, readings: Readings) -> str:
    """Why the service cannot work, "" when it can."""
    try:
        async with database.read() as connection:
            written = await last_written(connection)
    except Exception:
        return "no database"
    if written and now < written - AMISS:
        return "clock set back"
    silent = readings.silent_for()
    if readings.heard and not any(seconds < DEAF for seconds in silent.values()):
        return "no listener"
    return ""
