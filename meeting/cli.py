"""The commands of the terminal: `kring start` (the default), `new`, `restore`, `export` and `rehearse`."""

import _thread
import json
import os
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from meeting import __version__, descriptors, instance, network, settings
from meeting.network import Links, MeetingLinks
from meeting.settings import Settings

if TYPE_CHECKING:
    from meeting.store.restore import Copy
    from meeting.words import Words

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Kring: a live meeting room for Deep Democracy dialogues. "
    "Without a command it starts: `start --help` tells which settings there are.",
)


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; without the name of one, `start`."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or (given[0].startswith("-") and given[0] not in ("--help", "--version")):
        given = ["start", *given]
    app(args=given, prog_name="kring")


def _setting(name: str, *flags: str) -> typer.models.OptionInfo:
    about = f"{Settings.model_fields[name].description} Environment: KRING_{name.upper()}."
    option: typer.models.OptionInfo = typer.Option(
        *(flags or (f"--{name}",)), help=about, show_default=False, metavar="" if flags else name.upper()
    )
    return option


Port = Annotated[str | None, _setting("port")]
Data = Annotated[str | None, _setting("data")]
Address = Annotated[str | None, _setting("address")]
OpenBrowser = Annotated[bool | None, _setting("open_browser", "--browser/--no-browser")]
Database = Annotated[str | None, _setting("database")]
Language = Annotated[str | None, _setting("language")]
Host = Annotated[str | None, _setting("host")]
Limits = Annotated[str | None, _setting("limits")]
Organisation = Annotated[str | None, _setting("organisation")]
Colour = Annotated[str | None, _setting("colour")]
Logo = Annotated[str | None, _setting("logo")]
Form = Annotated[str | None, _setting("form")]


@app.callback(invoke_without_command=True)
def kring(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"Kring {__version__}")
        raise typer.Exit


@app.command()
def start(
    port: Port = None,
    data: Data = None,
    address: Address = None,
    open_browser: OpenBrowser = None,
    database: Database = None,
    language: Language = None,
    host: Host = None,
    limits: Limits = None,
    organisation: Organisation = None,
    colour: Colour = None,
    logo: Logo = None,
    form: Form = None,
) -> None:
    """Start Kring on this computer. A flag wins over the environment."""
    with _plain_errors():
        chosen = settings.read(
            port=port,
            data=data,
            address=address,
            open_browser=open_browser,
            database=database,
            language=language,
            host=host,
            limits=limits,
            organisation=organisation,
            colour=colour,
            logo=logo,
            form=form,
        )
        chosen.folder()
        _serve(chosen)


@app.command()
def new(
    question: Annotated[str, typer.Option(help="The central question, in your own words.")],
    title: Annotated[str | None, typer.Option(help="A short name for the meeting.")] = None,
    place: Annotated[str | None, typer.Option(help="Where people meet.")] = None,
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When people meet.")] = None,
    template: Annotated[str, typer.Option(help="Run sheet: conflict, neighbourhood or opgaven.")] = "neighbourhood",
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead.")] = False,
    port: Port = None,
    data: Data = None,
    address: Address = None,
    database: Database = None,
    language: Language = None,
    host: Host = None,
) -> None:
    """Make a meeting and print its code and links, whether or not Kring is running."""
    with _plain_errors():
        chosen = settings.read(port=port, data=data, address=address, database=database, language=language, host=host)
        spoken = chosen.language if "language" in chosen.model_fields_set else None  # else the server's own
        day = date.date().isoformat() if date else None
        wishes = {"question": question, "title": title, "place": place, "date": day, "language": spoken}
        wishes["template"] = template
        made = _new_meeting(chosen, {name: wish for name, wish in wishes.items() if wish is not None})
        if as_json:
            typer.echo(json.dumps(asdict(made)))
            return
        typer.echo(f"{_say(chosen, 'terminal.code')}: {made.code}")
        typer.echo(f"{_say(chosen, 'terminal.phones')}: {made.phone}")
        typer.echo(f"{_say(chosen, 'terminal.console')}: {made.console}")
        typer.echo(f"{_say(chosen, 'terminal.room')}: {made.room}")


@app.command()
def restore(
    backup: Annotated[str | None, typer.Argument(help="Which backup. Without it: the newest good one.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Only show which backups there are.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    data: Data = None,
    database: Database = None,
    language: Language = None,
) -> None:
    """Put a backup in the place of a damaged database. What stood there is kept for a day."""
    from meeting.store.opening import StoreError  # here, because it loads the whole database layer
    from meeting.store.restore import copies
    from meeting.store.restore import restore as put_back

    with _plain_errors():
        chosen = settings.read(data=data, database=database, language=language)
        try:
            with instance.hold(chosen.folder(), patience=2):
                found = copies(chosen.database)
                for copy in found:
                    typer.echo(_backup_line(chosen, copy))
                if only_list:
                    return
                picked = _picked(chosen, backup, found)
                if not (yes or _agreed(chosen, _when(picked.made_at))):
                    _stop(_say(chosen, "restore.left"), 1)
                aside = put_back(chosen.database, picked.path)
        except instance.AlreadyRunning as other:
            _stop(_already(chosen, other), 1)
        except StoreError as problem:
            _stop(str(problem), 1)
        typer.echo(_say(chosen, "restore.done", time=_when(picked.made_at)))
        typer.echo(_say(chosen, "restore.aside", folder=aside))


def _backup_line(chosen: Settings, copy: "Copy") -> str:
    if copy.meetings is None:
        return f"{_when(copy.made_at)}  {_say(chosen, 'restore.damaged')}  {copy.path.name}"
    held = _words(chosen).n("restore.good", copy.meetings)
    return f"{_when(copy.made_at)}  {held}  {copy.path.name}"


def _picked(chosen: Settings, wish: str | None, found: "list[Copy]") -> "Copy":
    """The backup with this name or path, or the newest good one."""
    from meeting.store.restore import Copy, examined

    good = [copy for copy in found if copy.sound]
    if wish is None:
        if not good:
            _stop(_say(chosen, "restore.none", folder=chosen.database_place), 1)
        return good[0]
    named = next((copy for copy in found if copy.path.name == wish), None)
    picked: Copy | None = named or (examined(Path(wish).absolute()) if Path(wish).is_file() else None)
    if picked is None or not picked.sound:
        _stop(_say(chosen, "restore.unusable", name=wish), 2)
    return picked


def _agreed(chosen: Settings, time: str) -> bool:
    if not sys.stdin.isatty():
        _stop(_say(chosen, "restore.say_yes"), 2)
    answer = typer.prompt(_say(chosen, "restore.ask", time=time), default="", show_default=False)
    return answer.strip().lower()[:1] in ("y", "j")


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


@app.command()
def export(
    code: Annotated[str, typer.Argument(help="The join code of the meeting.")],
    to: Annotated[Path | None, typer.Option(help="A file to write. Without it: to the screen.")] = None,
    data: Data = None,
    database: Database = None,
    language: Language = None,
) -> None:
    """Print the log of a meeting as lines of JSON, whether or not Kring is running."""
    from meeting.store.opening import StoreError  # here, because it loads the whole database layer

    with _plain_errors():
        chosen = settings.read(data=data, database=database, language=language)
        try:
            lines = _log_of(chosen, code.replace(" ", ""))
            if to is not None:
                settings.write_private(to, "".join(f"{line}\n" for line in lines).encode())
        except (StoreError, OSError) as problem:
            _stop(str(problem), 1)
        if to is None:
            for line in lines:
                typer.echo(line)
        typer.echo(_say(chosen, "export.about"), err=True)


def _log_of(chosen: Settings, code: str) -> list[str]:
    """The lines of the log, from the server that runs or from the file."""
    from meeting.store.export import read_lines

    try:
        with instance.hold(chosen.folder(), patience=2):
            lines = read_lines(chosen.database, code)
    except instance.AlreadyRunning as other:
        if other.running is None:
            _stop(_already(chosen, other), 1)
        try:
            lines = instance.ask_for_log(other.running, instance.new_meeting_pass(chosen), code)
        except instance.NotAnswered as problem:
            _stop(_say(chosen, "export.not_read", reason=problem), 1)
    if not lines:
        _stop(_say(chosen, "refused.unknown_code"), 1)
    return lines


@app.command()
def rehearse(
    people: Annotated[int, typer.Option(min=1, max=10_000, help="How many people come.")] = 60,
    lead: Annotated[bool, typer.Option("--lead", help="Lead the whole evening too.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Nobody takes time to read, to think or to talk.")] = False,
    brisk: Annotated[
        bool, typer.Option("--brisk", help="A minute to write and no pauses: what people do, without waiting.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same hall.")] = None,
    server: Annotated[str | None, typer.Option("--address", help="A server, as http://192.168.1.5:8741.")] = None,
    code: Annotated[str | None, typer.Option(help="The join code of a meeting there. Without it: a new one.")] = None,
    console: Annotated[str | None, typer.Option(help="The link to that meeting's console.")] = None,
    polls: Annotated[float, typer.Option(min=0, max=1, help="Share of phones without sockets.")] = 0.0,
    calm: Annotated[bool, typer.Option("--calm", help="No phone reloads, sleeps or loses its network.")] = False,
    template: Annotated[str, typer.Option(help="Run sheet of a new meeting: conflict, neighbourhood or opgaven.")] = "",
    tables: Annotated[int, typer.Option(min=0, max=200, help="Tables with hosts, and an ordering desk.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead.")] = False,
    mine: Annotated[bool, typer.Option("--yes-this-is-my-server", help="Go to an address elsewhere.")] = False,
    leash: Annotated[bool, typer.Option("--leash", help="Stop when the input ends.", hidden=True)] = False,
    data: Data = None,
    language: Language = None,
) -> None:
    """Fill a practice hall with simulated people, over the network as real phones."""
    from meeting.rehearsal import evening  # here, because only this command needs it

    with _plain_errors():
        chosen = settings.read(data=data, language=language)
        if leash:
            threading.Thread(target=_stop_when_input_ends, daemon=True).start()
        if code is None or server is None:
            made = _practice_meeting(chosen, template)
            code, console, server = made.code, made.console, made.console
        if (lead or tables) and console is None:
            _stop(_say(chosen, "rehearse.needs_console"), 2)
        wish = evening.Wish(
            server, code, console, people, lead, fast, brisk, seed=seed, polls=polls, calm=calm, tables=tables
        )
        try:
            outcome = evening.rehearse(wish, _words(chosen), anywhere=mine, quiet=as_json)
        except evening.NotAllowed as problem:
            _stop(_say(chosen, "rehearse.not_near", address=problem), 2)
        except (evening.Refusal, OSError) as problem:
            _stop(_say(chosen, "rehearse.not_in", reason=problem), 1)
        if as_json:
            typer.echo(outcome.line())
        else:
            evening.summary(outcome, _words(chosen))
        raise typer.Exit(1 if outcome.broken or outcome.stuck else 0)


def _stop_when_input_ends() -> None:
    """Whoever started this holds the other end: it closes even when that process is killed."""
    sys.stdin.buffer.read()
    _thread.interrupt_main()


def _practice_meeting(chosen: Settings, template: str) -> MeetingLinks:
    """A meeting to practise in, on the server that runs on this data folder."""
    from meeting.procedure.templates import USUAL  # here, because it loads the whole procedure

    try:
        with instance.hold(chosen.folder()):
            _stop(_say(chosen, "rehearse.no_server", folder=chosen.data), 1)
    except instance.AlreadyRunning as other:
        if other.running is None:
            _stop(_already(chosen, other), 1)
        wishes: dict[str, object] = {name: _say(chosen, f"rehearse.{name}") for name in ("question", "title")}
        wishes |= {"practice": True, "template": template or USUAL}
        try:
            return instance.ask_for_meeting(other.running, instance.new_meeting_pass(chosen), wishes)
        except instance.NotAnswered as problem:
            _stop(_say(chosen, "terminal.not_made", reason=problem), 1)


def _serve(chosen: Settings) -> None:
    from meeting import terminal
    from meeting.app import serve  # here, because it loads the whole web server

    def ready(links: Links) -> None:
        terminal.show(links, network.find(chosen, chosen.port), chosen)
        if chosen.open_browser:
            _open_in_browser(links.console)

    from meeting.store.opening import StoreError

    limit = descriptors.raise_limit()
    if limit is not None and descriptors.phones(limit) < descriptors.HALL:
        typer.echo(_say(chosen, "limits.few_files", limit=limit, phones=descriptors.phones(limit)), err=True)
    try:
        serve(chosen, ready)
    except StoreError as problem:
        _stop(str(problem), 1)
    except KeyboardInterrupt:
        pass
    except network.PortTaken as taken:
        _stop(
            _say(
                chosen,
                "terminal.port_taken" if chosen.port_is_chosen else "terminal.no_port",
                port=taken.port,
            ),
            2,
        )
    except instance.AlreadyRunning as other:
        _stop(_already(chosen, other), 1)
    typer.echo(_say(chosen, "terminal.stopped"))


def _new_meeting(chosen: Settings, wishes: dict[str, str]) -> MeetingLinks:
    from meeting.procedure.core import Refused
    from meeting.store.opening import StoreError

    try:
        with instance.hold(chosen.folder()):
            from meeting.app import new_meeting  # here, because it loads the whole web server

            made: MeetingLinks = new_meeting(chosen, **wishes)
            return made
    except Refused as refused:
        reason = _say(chosen, f"refused.{refused.reason}", **refused.values)
        _stop(_say(chosen, "terminal.not_made", reason=reason), 1)
    except StoreError as problem:
        _stop(str(problem), 1)
    except instance.AlreadyRunning as other:
        if other.running is None:
            _stop(_already(chosen, other), 1)
        try:
            return instance.ask_for_meeting(other.running, instance.new_meeting_pass(chosen), wishes)
        except instance.NotAnswered as problem:
            _stop(_say(chosen, "terminal.not_made", reason=problem), 1)


def _open_in_browser(address: str) -> None:
    """Only where somebody sits at a screen: elsewhere a text browser would take over the terminal."""
    sees_windows = sys.platform in ("win32", "darwin") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if sys.stdout.isatty() and sees_windows:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _already(chosen: Settings, other: instance.AlreadyRunning) -> str:
    if other.running:
        return _say(chosen, "terminal.already_running", address=other.running.address)
    return _say(chosen, "terminal.busy", folder=chosen.data)


def _say(chosen: Settings, key: str, **values: object) -> str:
    return _words(chosen)(key, **values)


def _words(chosen: Settings) -> "Words":
    from meeting.words import translator

    return translator(chosen.language)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except settings.BadSetting as problem:
        _stop(str(problem), 2)


def _stop(sentence: str, status: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(status)
