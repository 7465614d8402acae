"""What the terminal shows once Kring runs: one calm panel with the links and a code to scan."""

import io
from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from meeting import __version__
from meeting.network import Adapter, Links, Network
from meeting.settings import Settings
from meeting.words import Words, translator

OTHERS_SHOWN = 3
EDGES = 4  # columns of border and padding around what a panel holds
GAP = 3


@dataclass(frozen=True)
class Fact:
    """One line to know, with what explains it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    is_link: bool = False


def show(links: Links, network: Network, settings: Settings, screen: Console | None = None) -> None:
    """Prints the panel, or plain lines where nobody looks at a terminal."""
    screen = screen or Console(highlight=False)
    words = translator(settings.language)
    told = facts(links, network, settings, words)
    if not screen.is_terminal:
        for fact in told:
            screen.print(Text(f"{fact.label}: {fact.value}"), soft_wrap=True)
        screen.print(Text(words("terminal.stop")), soft_wrap=True)
        return
    code = None if network.only_here else qr_text(links.phone, screen)
    _print_panel(screen, told, code, words("terminal.stop"))


def facts(links: Links, network: Network, settings: Settings, words: Words) -> list[Fact]:
    def say(adapter: Adapter) -> str:
        return words("terminal.adapter", address=adapter.address, name=adapter.name)

    told = [Fact(words("terminal.console"), links.console, (words("terminal.console_note"),), is_link=True)]
    if links.room:
        told.append(Fact(words("terminal.room"), links.room, is_link=True))
    told.append(Fact(words("terminal.phones"), links.phone, (words("terminal.phones_note"),), is_link=True))
    if network.only_here:
        told.append(Fact(words("terminal.network"), words("terminal.only_here")))
    elif network.adapter is None:
        told.append(Fact(words("terminal.network"), words("terminal.by_hand")))
    else:
        others = ", ".join(say(other) for other in network.others[:OTHERS_SHOWN])
        notes = (words("terminal.others", others=others),) if others else ()
        told.append(Fact(words("terminal.network"), say(network.adapter), (*notes, words("terminal.wrong"))))
    told.append(Fact(words("terminal.data"), settings.database_place))
    return told


def qr_text(address: str, screen: Console) -> Text | None:
    """A QR code of half blocks, or None where the screen cannot show it whole.

    Black on white is set outright, so that a light and a dark terminal show the same code. Without
    colours the light parts are drawn, as for a dark terminal, the usual one.
    """
    coloured = screen.color_system is not None and not screen.no_color
    code = QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(address)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=not coloured)
    lines = drawn.getvalue().rstrip("\n").replace("\xa0", " ").split("\n")
    if not screen.encoding.lower().startswith("utf") or len(lines[0]) > screen.width:
        return None
    style = Style(color="#000000", bgcolor="#ffffff") if coloured else Style()
    return Text("\n").join(Text(line, style=style, no_wrap=True) for line in lines)


def _print_panel(screen: Console, told: list[Fact], code: Text | None, stop: str) -> None:
    title = f"Kring {__version__}"
    width = max(cell_len(fact.label) for fact in told) + 2
    width += max(cell_len(line) for fact in told for line in (fact.value, *fact.notes))
    beside = width + GAP + _width(code) + EDGES <= screen.width
    if max(width, _width(code)) + EDGES > screen.width:
        _print_narrow(screen, told, code, title, stop)
        return
    body: RenderableType = _grid(told)
    if code and beside:
        pair = Table.grid(padding=(0, GAP, 0, 0))
        pair.add_row(body, code)
        body = pair
    elif code:
        body = Group(body, Text(), code)
    screen.print(Panel(body, title=title, subtitle=stop, title_align="left", subtitle_align="left", expand=False))


def _grid(told: list[Fact]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for fact in told:
        grid.add_row(Text(fact.label, style="dim"), _value(fact))
        for note in fact.notes:
            grid.add_row("", Text(note, style="dim", no_wrap=True))
    return grid


def _print_narrow(screen: Console, told: list[Fact], code: Text | None, title: str, stop: str) -> None:
    """Without a border: the terminal itself then breaks a long link, which stays one to copy."""
    screen.print(Text(title, style="bold"))
    for fact in told:
        screen.print(Text(fact.label, style="dim"))
        screen.print(_value(fact), soft_wrap=True)
        for note in fact.notes:
            screen.print(Text(note, style="dim"))
    if code:
        screen.print(code)
    screen.print(Text(stop))


def _value(fact: Fact) -> Text:
    return Text(fact.value, style=f"bold link {fact.value}" if fact.is_link else "", no_wrap=True)


def _width(code: Text | None) -> int:
    return cell_len(code.plain.split("\n")[0]) if code else 0
