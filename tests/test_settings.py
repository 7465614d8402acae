"""Settings: what wins, what is refused in plain words, and the secret and lock of a data folder."""

import json
import multiprocessing
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from meeting import instance, settings
from meeting.instance import AlreadyRunning, NotAnswered, Running
from meeting.network import MeetingLinks
from meeting.settings import BadSetting, Limits, Rate, Settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KRING_{name.upper()}", raising=False)


def test_flag_wins_over_environment_and_environment_over_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.read().port == 8080
    monkeypatch.setenv("KRING_PORT", "9001")
    assert settings.read().port == 9001
    assert settings.read(port="9002").port == 9002
    assert settings.read(port=None).port == 9001


def test_port_is_sought_only_when_nobody_chose_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings.read().port_is_chosen
    assert settings.read(port="8080").port_is_chosen
    monkeypatch.setenv("KRING_PORT", "8080")
    assert settings.read().port_is_chosen


def test_empty_environment_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_ADDRESS", "")
    assert settings.read().address is None


def test_database_lies_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert settings.read(data=str(tmp_path)).database == f"sqlite:///{(tmp_path / 'kring.db').as_posix()}"
    assert settings.read(database="sqlite:///other.db").database_place == "other.db"


def test_another_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(BadSetting) as problem:
        settings.read(database="mysql://kring:geheim@db.example.nl/kring")
    assert "geheim" not in str(problem.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://kring.example.nl/", "https://kring.example.nl"),
        ("http://192.168.1.5:8080", "http://192.168.1.5:8080"),
        ("https://Kring.Example.NL", "https://kring.example.nl"),
        ("http://[fd00::5]:8080", "http://[fd00::5]:8080"),
    ],
)
def test_address_is_kept_without_trailing_slash(given: str, kept: str) -> None:
    assert settings.read(address=given).address == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "abc"),
        ("port", "65536"),
        ("port", "-1"),
        ("address", "192.168.1.5"),
        ("address", "ftp://kring.example.nl"),
        ("address", "https://kring.example.nl/zaal"),
        ("address", "https://me:secret@kring.example.nl"),
        ("address", "http://host:99999"),
        ("address", "http://<b>"),
        ("open_browser", "maybe"),
        ("language", "fr"),
        ("host", "kring"),
        ("database", "mysql://x"),
        ("data", "a\0b"),
        ("limits", "connections"),
        ("limits", "connections=0"),
        ("limits", "connections=many"),
        ("limits", "joins=200"),
        ("limits", "joins=200/nan"),
        ("limits", "coffee=2"),
    ],
)
def test_bad_value_is_refused_in_one_sentence_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as problem:
        settings.read(**{name: value})
    sentence = str(problem.value)
    assert f"KRING_{name.upper()}" in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_limits_are_the_usual_ones_with_those_that_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.read().limits == Limits()
    monkeypatch.setenv("KRING_LIMITS", "connections=12000 joins=0400/10000")
    assert settings.read().limits == replace(Limits(), connections=12_000, joins=Rate(400, 10_000))
    assert settings.read(limits="tabs=2").limits == replace(Limits(), tabs=2)


def test_every_setting_is_described() -> None:
    for field in Settings.model_fields.values():
        assert field.description
        assert isinstance(field.json_schema_extra, dict)
        assert field.json_schema_extra["wanted"]


def test_settings_do_not_change_after_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.read().port = 1


def test_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BadSetting, match="KRING_DATA"):
        settings.read(data=str(tmp_path / "file" / "kring")).folder()


def test_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    chosen = settings.read(data=str(tmp_path / "new"))
    secret = chosen.secret()
    assert len(secret) == 32
    assert settings.read(data=str(tmp_path / "new")).secret() == secret
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_first_starts_at_the_same_moment_agree_on_the_secret(tmp_path: Path) -> None:
    data = str(tmp_path)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_secret_of, [data] * 8))) == 1


def _secret_of(data: str) -> bytes:
    return settings.read(data=data).secret()


def test_damaged_secret_is_not_silently_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"half")
    with pytest.raises(BadSetting, match="damaged"):
        settings.read(data=str(tmp_path)).secret()


def test_second_server_on_the_same_folder_learns_where_the_first_is(tmp_path: Path) -> None:
    with instance.hold(tmp_path) as held:
        held.announce(8081, "http://localhost:8081")
        with pytest.raises(AlreadyRunning) as other, instance.hold(tmp_path):
            pass
        assert other.value.running == Running(os.getpid(), 8081, "http://localhost:8081")
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    with instance.hold(tmp_path):
        assert not (tmp_path / "running.json").exists()


def test_folder_of_a_killed_server_is_free_again(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, time\n"
        "from meeting import instance\n"
        "with instance.hold(pathlib.Path(sys.argv[1])) as held:\n"
        "    held.announce(8081, 'http://localhost:8081')\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning), instance.hold(tmp_path):
        pass
    server.kill()
    server.communicate()
    assert (tmp_path / "running.json").exists()
    with instance.hold(tmp_path):
        assert not (tmp_path / "running.json").exists()


def test_holder_that_says_nothing_is_waited_for_only_so_long(tmp_path: Path) -> None:
    with (
        instance.hold(tmp_path),
        pytest.raises(AlreadyRunning) as other,
        instance.hold(tmp_path, patience=0.1),
    ):
        pass
    assert other.value.running is None


def test_running_server_is_asked_with_a_pass_only_its_data_folder_gives(tmp_path: Path) -> None:
    chosen = settings.read(data=str(tmp_path / "a"))
    elsewhere = settings.read(data=str(tmp_path / "b"))
    assert instance.new_meeting_pass(chosen) != instance.new_meeting_pass(elsewhere)
    with _Answering(200, {"code": "482913", "phone": "p", "console": "c", "room": "r"}) as server:
        made = instance.ask_for_meeting(server.running, instance.new_meeting_pass(chosen), {"question": "Wat?"})
    assert made == MeetingLinks(code="482913", phone="p", console="c", room="r")
    assert server.asked == [
        ("/api/meetings", f"Bearer {instance.new_meeting_pass(chosen)}", {"question": "Wat?"}),
    ]


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (422, {"refused": "too_long", "text": "De vraag is te lang."}, "De vraag is te lang."),
        (403, {"refused": "not_allowed"}, "not_allowed"),
        (200, {"code": "482913"}, "KeyError"),
        (200, ["nonsense"], "TypeError"),
    ],
)
def test_refusal_of_the_running_server_is_told(status: int, answer: object, reason: str) -> None:
    with _Answering(status, answer) as server, pytest.raises(NotAnswered, match=reason):
        instance.ask_for_meeting(server.running, "pass", {"question": "Wat?"})


def test_server_that_is_gone_is_told() -> None:
    with _Answering(200, {}) as server:
        gone = server.running
    with pytest.raises(NotAnswered, match="Refused"):
        instance.ask_for_meeting(gone, "pass", {"question": "Wat?"})


class _Answering:
    """A server on a free port of this computer that gives one answer to all."""

    def __init__(self, status: int, answer: object) -> None:
        self.asked: list[tuple[str, str | None, object]] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked.append((self.path, self.headers["Authorization"], body))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        port = self._server.server_port
        self.running = Running(os.getpid(), port, f"http://localhost:{port}")

    def __enter__(self) -> "_Answering":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
