"""The panel at the start: the same facts everywhere, and a code that a phone can read."""

import io

import pytest
from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode
from rich.console import Console

from meeting import network, settings, terminal
from meeting.network import Adapter, Links, Network
from meeting.settings import Settings
from meeting.words import translator

LINKS = Links(
    console="http://localhost:8080/in/AbCdEfGhIjKlMnOpQrStUv",
    room="http://localhost:8080/in/ZyXwVuTsRqPoNmLkJiHgFe",
    phone="http://192.168.178.23:8080/482913",
)
FOUND = Network(
    phones="http://192.168.178.23:8080",
    local="http://localhost:8080",
    adapter=Adapter("wlan0", "192.168.178.23"),
    others=(Adapter("eth0", "10.0.0.4"),),
)
HALVES = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KRING_{name.upper()}", raising=False)


def shown(width: int = 80, colours: str | None = None, language: str = "nl", **more: object) -> str:
    out = io.StringIO()
    screen = Console(file=out, force_terminal=True, width=width, color_system=colours, highlight=False)  # type: ignore[arg-type]
    chosen = settings.read(language=language, data="kring-data")
    terminal.show(
        more.get("links", LINKS),  # type: ignore[arg-type]
        more.get("network", FOUND),  # type: ignore[arg-type]
        chosen,
        screen,
    )
    return out.getvalue()


def drawn(text: str, size: int) -> list[list[bool]]:
    """The squares of the QR code found in the text, True where a block stands."""
    lines = text.splitlines()
    top = next(number for number, line in enumerate(lines) if "█" * size in line)
    left = lines[top].index("█" * size)
    rows = [[HALVES[sign] for sign in line[left : left + size]] for line in lines[top : top + (size + 1) // 2]]
    return [[cell[half] for cell in row] for row in rows for half in (0, 1)][:size]


def expected(address: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(address)
    return code.get_matrix()


@pytest.mark.parametrize("width", [40, 80, 100])
def test_code_is_whole_at_every_width(width: int) -> None:
    wanted = expected(LINKS.phone)
    squares = drawn(shown(width, links=Links("c", "", LINKS.phone)), len(wanted))
    assert [[not block for block in row] for row in squares] == wanted


def test_code_is_black_on_white_whatever_the_terminal_looks_like() -> None:
    lines = (len(expected(LINKS.phone)) + 1) // 2
    assert shown(colours="truecolor").count("\x1b[38;2;0;0;0;48;2;255;255;255m") == lines


def test_code_is_left_out_where_it_would_be_cut() -> None:
    assert "█" not in shown(width=24)


def test_no_code_when_phones_cannot_come_in() -> None:
    text = shown(network=Network("http://localhost:8080", "http://localhost:8080", only_here=True))
    assert "█" not in text
    assert translator("nl")("terminal.only_here") in text


@pytest.mark.parametrize("width", [24, 60, 80, 140])
def test_links_are_never_broken(width: int) -> None:
    text = shown(width)
    for link in (LINKS.console, LINKS.room, LINKS.phone):
        assert link in text


def test_panel_fits_an_ordinary_terminal() -> None:
    lines = shown(80).splitlines()
    assert {len(line) for line in lines if line.startswith(("╭", "│", "╰"))} == {len(lines[0])}
    assert lines[0].startswith("╭")
    assert "Ctrl+C" in lines[-1]


def test_pipe_gets_plain_lines() -> None:
    out = io.StringIO()
    terminal.show(LINKS, FOUND, settings.read(data="kring-data"), Console(file=out, force_terminal=False, width=20))
    lines = out.getvalue().splitlines()
    assert f"Console: {LINKS.console}" in lines
    assert not set("█│\x1b") & set(out.getvalue())
    assert any(line.endswith("kring.db") for line in lines)


def test_network_is_named_with_its_alternatives() -> None:
    text = shown(language="en")
    assert "192.168.178.23 (wlan0)" in text
    assert "10.0.0.4 (eth0)" in text


def test_address_set_by_hand_is_said_to_be_so() -> None:
    found = network.find(settings.read(address="https://kring.example.nl"), 8080)
    assert translator("en")("terminal.by_hand") in shown(language="en", network=found)


def test_adapter_name_is_text_not_markup() -> None:
    odd = Network("p", "l", adapter=Adapter("[red]wlan0[/red]", "192.168.1.2"))
    assert "[red]wlan0[/red]" in shown(network=odd)
