"""The house: our names are ours alone, every package says what may enter, the Makefile stays small, the pins agree."""

import importlib
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house import PACKAGES, ROOT, check, files

TARGET = re.compile(r"^([a-z][a-z-]*):.*?(?:## (.*))?$", re.MULTILINE)
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_name_is_nobody_elses(name: str) -> None:
    assert name not in sys.stdlib_module_names
    assert name not in packages_distributions()


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_what_may_enter(name: str) -> None:
    assert re.search(r"\b(?:May import|Imports) \w+", importlib.import_module(name).__doc__ or "")


def test_every_package_is_under_the_contracts() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")[2]
    roots = re.findall(r'"(\w+)"', contracts.partition("]")[0])
    assert sorted(roots) == list(PACKAGES)
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == {*PACKAGES, "tests", "benchmarks"}


def test_make_prints_all_of_its_at_most_ten_targets() -> None:
    targets = dict(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    printed = subprocess.run(("make", "--no-print-directory"), cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line.split(maxsplit=2) for line in printed.stdout.splitlines()]
    assert len(targets) <= 10
    assert {line[1]: line[2] for line in lines} == targets


def test_ci_makes_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make test"]
    assert lines[-1] == "make test"


def test_development_installs_exactly_what_runs() -> None:
    runtime, dev = (
        dict(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")))
        for name in ("runtime", "dev")
    )
    assert runtime
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert all("--hash=sha256:" in pin for pin in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:])
    assert "://" not in text


def test_no_tracked_file_is_too_long_or_names_a_machine_or_a_registry() -> None:
    assert list(files.problems(files.tracked())) == []


@pytest.mark.parametrize(
    "text",
    [
        "open('" + "/ro" + "ot/x.db')",
        "cd " + "/wo" + "rk/main",
        "https://" + "pypi" + ".org/simple",
        "--index" + "-url x",
    ],
)
def test_it_finds_paths_and_registries(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.md").write_text(f"one\n{text}\n", encoding="utf-8")
    (found,) = files.problems([tmp_path / "notes.md"], tmp_path)
    assert found.startswith("notes.md:2: ")


def test_it_leaves_ordinary_addresses_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(
        "https://example.org/work/1 /etc/rodnik ~/home/x data/root/x\n", encoding="utf-8"
    )
    assert list(files.problems([tmp_path / "notes.md"], tmp_path)) == []


def test_it_finds_a_file_that_grew_too_long(tmp_path: Path) -> None:
    code = tmp_path / "school" / "marks.py"
    code.parent.mkdir()
    code.write_text("x = 1\n" * 350, encoding="utf-8")
    assert list(files.problems([code], tmp_path)) == []
    code.write_text("x = 1\n" * 351, encoding="utf-8")
    assert len(list(files.problems([code], tmp_path))) == 1


def test_a_check_that_fails_fails_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    well, ill = (sys.executable, "-c", "print('unseen')"), (sys.executable, "-c", "raise SystemExit('the reason')")
    assert check.main({"one": well}) == 0
    assert check.main({"one": well, "other": ill}) == 1
    printed = capsys.readouterr().out
    assert "FAILED other" in printed
    assert "the reason" in printed
    assert "unseen" not in printed
