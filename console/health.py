"""Whether the service lives and whether it can work, for a watching machine; no facts, no sign-in."""

from fastapi import FastAPI, Response
from sqlalchemy import text

from storage.database import Database


def health_app(database: Database) -> FastAPI:
    """`/healthz`: the process answers. `/readyz`: the database does too (503 when not)."""
    app = FastAPI(title="Rodnik", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz(response: Response) -> dict[str, str]:
        try:
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:
            response.status_code = 503
            return {"status": "no database"}
        return {"status": "ok"}

    return app
