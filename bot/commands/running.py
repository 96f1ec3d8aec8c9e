"""`run` and `demo`: the processes that stay."""

from typing import Annotated

import typer


def run() -> None:
    """Запустить Родник: все мессенджеры, у которых задан токен, расписание и HTTP. Остановить — Ctrl+C или SIGTERM."""
    import asyncio

    from bot.app import serve
    from bot.commands.session import session
    from bot.recognising import insist
    from bot.settings import load_settings

    async def served() -> None:
        settings = load_settings()
        async with session(settings) as opened:  # a database that can't be used is refused here, in one sentence
            await insist(settings, opened.database)
        await serve(settings)

    asyncio.run(served())


def demo(
    story: Annotated[
        bool, typer.Option("--story", help="Сыграть весь путь в терминале и выйти: 0, только если всё случилось.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Порт страницы; 0 — любой свободный.")] = 8080,
) -> None:
    """Показать вымышленную школу вживую: местные Telegram и ВКонтакте на одной странице, без токенов и интернета."""
    from bot.demo import main

    main(story=story, port=port)
