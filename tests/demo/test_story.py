"""The story as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.stage import Missed
from bot.demo.story import STEPS
from bot.demo.transcript import Transcript
from tests.house import ROOT


def test_the_story_is_played_to_its_end_and_leaves_nothing_behind(tmp_path: Path) -> None:
    strange = {"RODNIK_TELEGRAM_PROXY": "http://127.0.0.1:9", "RODNIK_HTTP_PORT": "1", "TMPDIR": str(tmp_path)}
    command = (sys.executable, "-m", "bot", "demo", "--story")
    played = subprocess.run(
        command, cwd=ROOT, env=os.environ | strange, capture_output=True, text=True, timeout=180, check=False
    )
    assert played.returncode == 0, played.stdout[-3000:] + played.stderr
    assert played.stderr == ""
    for number, (title, _) in enumerate(STEPS, start=1):
        assert f"{number}. {title}" in played.stdout
    assert f"{len(STEPS)} шагов" in played.stdout
    assert "\x1b" not in played.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_does_not_happen_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Transcript().missed(3, "Мама подаёт заявку", Missed("anna слышит «Заявка»", "ничего"))
    shown = capsys.readouterr().out
    assert "Шаг 3 не случился: Мама подаёт заявку" in shown
    assert "anna слышит «Заявка»" in shown
