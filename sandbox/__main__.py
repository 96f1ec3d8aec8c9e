"""python -m sandbox: a local Telegram and VK with two people in them, until Ctrl+C."""

import argparse
import asyncio

from sandbox.server import Sandbox


async def serve(port: int) -> None:
    """Run until cancelled."""
    async with Sandbox(port) as sandbox:
        sandbox.add_person("telegram", "Анна Орлова", phone="+79001234501", role="мама")
        sandbox.add_person("vk", "Пётр Орлов", role="ученик")
        print(f"RODNIK_TELEGRAM_API_URL={sandbox.url}", f"RODNIK_TELEGRAM_TOKEN={sandbox.telegram_token}", sep="\n")
        print(f"RODNIK_VK_API_URL={sandbox.url}", f"RODNIK_VK_TOKEN={sandbox.vk_token}", sep="\n")
        print(f"RODNIK_VK_GROUP_ID={sandbox.vk_group_id}", f"\n{sandbox.url}/", sep="\n", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Telegram and VK with a chat page.")
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1; 0 takes a free one")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
