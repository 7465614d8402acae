"""The commands as a person types them, as far as they go without a server."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from meeting import instance
from meeting.procedure.templates import OFFERED, USUAL
from meeting.settings import Settings

ROOT = Path(__file__).parent.parent


def kring(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=ROOT,
        env={**clean, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_help_names_the_commands_and_every_setting() -> None:
    assert {"start", "new"} <= set(kring("--help").stdout.split())
    told = kring("start", "--help").stdout
    for name in Settings.model_fields:
        assert f"KRING_{name.upper()}" in told


def test_version_is_told() -> None:
    assert kring("--version").stdout == "Kring 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--port", "abc"], {}),
        (["start", "--port", "99999"], {}),
        ([], {"KRING_LANGUAGE": "fr"}),
        (["new", "--question", "Wat?", "--address", "kring"], {}),
    ],
)
def test_bad_setting_is_one_sentence_and_status_2(arguments: list[str], environment: dict[str, str]) -> None:
    done = kring(*arguments, **environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Kring cannot use")
    assert len(done.stderr.splitlines()) == 1


def test_flag_repairs_what_the_environment_broke(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = kring("--language", "en", "--data", str(tmp_path / "file" / "x"), KRING_LANGUAGE="fr")
    assert "KRING_DATA" in done.stderr
    assert done.returncode == 2


def test_new_names_the_run_sheets_to_choose_from_and_makes_nothing_for_another(tmp_path: Path) -> None:
    told = kring("new", "--help").stdout
    assert set(OFFERED) <= set(re.findall(r"[a-z]+", told))
    assert f"[default: {USUAL}]" in told
    done = kring("new", "--question", "Wat?", "--template", "bingo", KRING_DATA=str(tmp_path), KRING_LANGUAGE="nl")
    assert done.returncode == 1
    assert "Dit draaiboek is er niet meer" in done.stderr


def test_new_wants_a_question() -> None:
    done = kring("new", "--json")
    assert done.returncode == 2
    assert "--question" in done.stderr


def test_new_tells_when_the_running_server_does_not_answer(tmp_path: Path) -> None:
    with instance.hold(tmp_path) as held:
        held.announce(1, "http://localhost:1")
        done = kring("new", "--question", "Wat?", "--data", str(tmp_path), "--language", "en")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "not made" in done.stderr
    assert "Traceback" not in done.stderr


def test_new_with_nothing_to_ask_is_one_sentence(tmp_path: Path) -> None:
    done = kring("new", "--question", "   ", "--data", str(tmp_path / "kring"), "--language", "nl")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_export_gives_the_log_of_a_meeting_that_can_be_read_again(tmp_path: Path) -> None:
    from meeting.store.codec import CODEC

    data = ("--data", str(tmp_path), "--language", "en")
    code = json.loads(kring("new", "--question", "Wat is er nodig?", "--json", *data).stdout)["code"]
    done = kring("export", code, *data)
    (opened,) = CODEC.from_lines(done.stdout.splitlines())
    assert opened.question == "Wat is er nodig?"  # type: ignore[attr-defined]
    assert "no ballots" in done.stderr
    kept = tmp_path / "log.jsonl"
    assert kring("export", code, "--to", str(kept), *data).returncode == 0
    assert kept.read_text() == done.stdout
    assert kring("export", "000000", *data).returncode == 1
