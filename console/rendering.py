"""Templates into HTML: everything that is not markup of ours is escaped."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent


def render(template: str, **values: Any) -> str:
    """A template of this folder with its values. Raises UndefinedError when one is missing."""
    return _environment().get_template(template).render(**values)


@cache
def static_address(name: str) -> str:
    """Where a file of static/ is; it changes with the file, so browsers may keep it for ever."""
    seal = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={seal}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_address
    return made
