"""Every check of the house, two at a time, a line each; the output of those that failed follows. Exit 1 if any did.

python -m tests.house.check
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tests.house import PACKAGES, ROOT

PYTHON = (sys.executable, "-m")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# The longest first: the others run beside it.
CHECKS: dict[str, tuple[str, ...]] = {
    "types (mypy)": (*PYTHON, "mypy", "--no-error-summary", *PACKAGES, "benchmarks", "tests/house"),
    "contracts (import-linter)": (sys.executable, "-c", LINT_IMPORTS),
    "models equal migrations": (*PYTHON, "tests.house.migrations"),
    "catalogues complete": (*PYTHON, "tests.house.catalogues"),
    ".env.example equals settings": (*PYTHON, "tests.house.env_example"),
    "files: lengths, paths, hosts": (*PYTHON, "tests.house.files"),
    "lint (ruff)": (*PYTHON, "ruff", "check", "--quiet", "--output-format=concise", "."),
    "format (ruff)": (*PYTHON, "ruff", "format", "--check", "--output-format=concise", "."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check went: its exit code, what it printed, and seconds."""

    name: str
    code: int
    output: str
    seconds: float


def outcome(name: str, command: tuple[str, ...]) -> Outcome:
    """Run the command in the project's folder and wait for it."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return Outcome(name, done.returncode, done.stdout.strip(), time.monotonic() - started)


def main(checks: dict[str, tuple[str, ...]]) -> int:
    """Print a line per check as it ends; 1 if any failed, else 0."""
    failed: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(outcome, name, command) for name, command in checks.items()]):
            result = future.result()
            print(f"{'FAILED' if result.code else 'ok':<7}{result.name:<32}{result.seconds:5.1f} s", flush=True)
            if result.code:
                failed.append(result)
    for result in failed:
        print(f"\n{result.name}\n{result.output}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(CHECKS))
