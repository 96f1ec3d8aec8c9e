"""The press: a typst template of this folder and its data, as PDF. typst is loaded at the first use."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The paper `template`.typ with its data (`sys.inputs.data`, JSON). The fonts are typst's own: alike everywhere."""
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes = typst.compile(HERE / f"{template}.typ", root=HERE, sys_inputs=inputs, ignore_system_fonts=True)
    return made
