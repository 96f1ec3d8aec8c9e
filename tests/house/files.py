"""What no file of ours may be or hold: too long, a path of somebody's machine, the address of a package registry.

python -m tests.house.files
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house import PACKAGES, ROOT

LONGEST = 350  # lines
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:work|root|home|Users)/\w[\w./-]*")
REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b|--(?:extra-)?index-url|--find[-]links")
NOT_OURS = {".git", ".venv", "__pycache__", "data"}


def tracked() -> list[Path]:
    """The files that git knows; without git (an unpacked archive), all that are not made here."""
    try:
        listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(p for p in ROOT.rglob("*") if p.is_file() and not NOT_OURS & set(p.relative_to(ROOT).parts))
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def problems(paths: Iterable[Path], root: Path = ROOT) -> Iterator[str]:
    """One line for each thing that is wrong in these files, as `file:line: what`. Binary files are passed over."""
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        name = path.relative_to(root)
        if _is_code(name) and len(lines) > LONGEST:
            yield f"{name}:{len(lines)}: longer than {LONGEST} lines — split it by what it is about"
        for number, line in enumerate(lines, 1):
            if found := MACHINE_PATH.search(line):
                yield f"{name}:{number}: a path of one machine: {found[0]}"
            if found := REGISTRY.search(line):
                yield f"{name}:{number}: names a package registry: {found[0]}"


def _is_code(name: Path) -> bool:
    return name.suffix == ".py" and name.parts[0] in PACKAGES and "migrations" not in name.parts


if __name__ == "__main__":
    found_problems = list(problems(tracked()))
    print("\n".join(found_problems))
    sys.exit(bool(found_problems))
