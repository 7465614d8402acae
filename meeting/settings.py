"""Kring's settings, read once: a flag wins over the environment, the environment over the default."""

import ipaddress
import os
import re
import secrets
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from meeting.brand import LARGEST_LOGO, LONGEST_NAME, Brand, Unusable, read_logo, readable_colour

SECRET_BYTES = 32


class BadSetting(Exception):
    """A setting Kring cannot work with; its text is one sentence for the person who typed it."""


def read(**flags: Any) -> "Settings":
    """The settings, with the flags that were given (those not None) before the environment.

    Raises BadSetting for the first value that cannot be used.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as problem:
        raise BadSetting(_sentence(problem)) from None


def default_data() -> Path:
    """The folder where this platform keeps a person's application data."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "Kring"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Kring"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "kring"


def sqlite_file(data: Path) -> str:
    return f"sqlite:///{(data / 'kring.db').as_posix()}"


class Rate(NamedTuple):
    """How often something may happen: so many times a second, after so many at once."""

    a_second: float
    at_once: float


@dataclass(frozen=True)
class Limits:
    """How much one, and all together, may ask. None is per address: a whole hall shares one."""

    connections: int = 6_000
    tabs: int = 6
    joins: Rate = Rate(200, 5_000)
    commands: Rate = Rate(2_000, 6_000)
    seat: Rate = Rate(2, 20)
    staff: Rate = Rate(50, 500)
    codes: Rate = Rate(1, 100)

    @classmethod
    def read(cls, text: str) -> "Limits":
        """The usual limits with the ones in this text. Raises ValueError."""
        kinds = {field.name: type(field.default) for field in fields(cls)}
        given = dict(part.split("=", 1) for part in text.split())
        if not given.keys() <= kinds.keys():
            raise ValueError
        return cls(**{name: _limit(kinds[name], value) for name, value in given.items()})


def _limit(kind: type, value: str) -> Any:
    numbers = [float(number) for number in value.split("/")]
    if not all(1 <= number <= 1e9 for number in numbers) or len(numbers) != (2 if kind is Rate else 1):
        raise ValueError
    return Rate(*numbers) if kind is Rate else int(numbers[0])


class Settings(BaseSettings):
    """Everything that can be set; each description serves --help, the README and the tests."""

    model_config = SettingsConfigDict(env_prefix="KRING_", env_ignore_empty=True, frozen=True, extra="forbid")

    port: int = Field(
        8080,
        ge=0,
        le=65535,
        description="Port to listen on. Without it: the first free one from 8080 up.",
        json_schema_extra={"wanted": "a number from 0 to 65535 (0 takes any free port)"},
    )
    data: Path = Field(
        default_factory=default_data,
        description="Folder for the database and the secret. Without it: your user's data folder.",
        json_schema_extra={"wanted": "a folder you may write in"},
    )
    address: str | None = Field(
        None,
        description="Address phones use, such as https://kring.example.nl or http://192.168.1.5:8080. "
        "Without it: this computer's address on the network.",
        json_schema_extra={"wanted": "an address like https://kring.example.nl or http://192.168.1.5:8080"},
    )
    open_browser: bool = Field(
        True,
        description="Whether the console opens in your browser at the start.",
        json_schema_extra={"wanted": "true or false"},
    )
    database: str = Field(
        default_factory=lambda earlier: sqlite_file(earlier["data"]),
        description="Database: sqlite:///file. Without it: kring.db in the data folder.",
        json_schema_extra={"wanted": "an address like sqlite:///kring.db"},
        repr=False,  # it may hold a password
    )
    language: Literal["nl", "en"] = Field(
        "nl",
        description="Language of the terminal and of new meetings: nl or en.",
        json_schema_extra={"wanted": "nl or en"},
    )
    host: str = Field(
        "0.0.0.0",  # noqa: S104 - phones must be able to reach it
        description="Network address to listen on. Without it 0.0.0.0: all; 127.0.0.1: only this computer.",
        json_schema_extra={"wanted": "an IP address, such as 0.0.0.0 or 127.0.0.1"},
    )

    limits: Annotated[Limits, NoDecode] = Field(
        Limits(),
        description="Limits other than the usual ones, such as: connections=12000 joins=400/10000. "
        "Without it: those in docs/operating.md.",
        json_schema_extra={"wanted": "limits such as connections=12000 joins=400/10000 (a second/at once)"},
    )

    organisation: str = Field(
        "",
        max_length=LONGEST_NAME,
        description="Name of your organisation, small on phones, the room screen, paper and the report.",
        json_schema_extra={"wanted": f"a name on one line, of at most {LONGEST_NAME} letters"},
    )
    colour: str | None = Field(
        None,
        description="Colour of your organisation for buttons and links, such as #0b5a6f. Without it: Kring's own.",
        json_schema_extra={"wanted": "a colour such as #0b5a6f"},
    )
    logo: Path | None = Field(
        None,
        description="Logo of your organisation: a PNG or SVG file of at most 200 kB. Without it: none.",
        json_schema_extra={"wanted": f"a PNG or SVG file of at most {LARGEST_LOGO // 1000} kB"},
    )
    form: Literal["je", "u"] = Field(
        "je",
        description="How people who take part are addressed in Dutch: je or u.",
        json_schema_extra={"wanted": "je or u"},
    )

    @field_validator("organisation")
    @classmethod
    def _one_line(cls, organisation: str) -> str:
        if not organisation.isprintable():
            raise ValueError
        return organisation.strip()

    @field_validator("colour")
    @classmethod
    def _readable(cls, colour: str | None) -> str | None:
        return readable_colour(colour) if colour else None

    @field_validator("logo")
    @classmethod
    def _a_picture(cls, logo: Path | None, info: ValidationInfo) -> Path | None:
        if logo is None:
            return None
        if not info.data.get("organisation"):
            raise Unusable("set together with KRING_ORGANISATION: who cannot see the logo hears the name")
        logo = logo.expanduser().absolute()
        read_logo(logo)
        return logo

    @field_validator("limits", mode="before")
    @classmethod
    def _known_limits(cls, limits: Any) -> Any:
        return Limits.read(limits) if isinstance(limits, str) else limits

    @field_validator("data")
    @classmethod
    def _whole_path(cls, data: Path) -> Path:
        if "\0" in str(data):
            raise ValueError
        try:
            return data.expanduser().absolute()
        except RuntimeError as no_home:
            raise ValueError from no_home

    @field_validator("address")
    @classmethod
    def _scheme_host_and_port(cls, address: str | None) -> str | None:
        if address is None:
            return None
        parts = urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", parts.hostname or ""):
            raise ValueError
        if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0:
            raise ValueError
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("database")
    @classmethod
    def _known_database(cls, database: str) -> str:
        if not database.startswith("sqlite:///"):
            raise ValueError
        return database

    @field_validator("host")
    @classmethod
    def _ip_address(cls, host: str) -> str:
        return str(ipaddress.ip_address("127.0.0.1" if host == "localhost" else host))

    @property
    def port_is_chosen(self) -> bool:
        """Whether somebody asked for this very port, so that no other will do."""
        return "port" in self.model_fields_set

    @property
    def database_place(self) -> str:
        """Where the data lies, for a person to read."""
        return self.database.removeprefix("sqlite:///")

    @property
    def brand(self) -> Brand:
        """What the organisation lends to every page and sheet."""
        return Brand(self.organisation, self.colour, read_logo(self.logo) if self.logo else None)

    def folder(self) -> Path:
        """The data folder, made when it is not there; only its owner may look into a new one."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise BadSetting(f"Kring cannot use the folder {self.data} (KRING_DATA): {reason}.") from None
        if not os.access(self.data, os.W_OK | os.X_OK):
            raise BadSetting(f"Kring may not write in the folder {self.data} (KRING_DATA).")
        return self.data

    def secret(self) -> bytes:
        """The 32 random bytes of this data folder, made at first use; all signatures hang on them.

        Raises BadSetting when the file was damaged: a new secret would silently end every session.
        """
        path = self.folder() / "secret"
        if not path.exists():
            _make_once(path, secrets.token_bytes(SECRET_BYTES))
        secret = path.read_bytes()
        if len(secret) != SECRET_BYTES:
            raise BadSetting(f"The file {path} is damaged; put back a copy, or remove it to start with a new one.")
        return secret


def write_private(path: Path, content: bytes) -> None:
    """Replaces a file in one go; only its owner may read it, and nobody ever sees half of it."""
    draft = _draft_beside(path, content)
    os.replace(draft, path)


def _make_once(path: Path, content: bytes) -> None:
    """Makes a private file unless another process was first; then that one stands."""
    draft = _draft_beside(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a USB stick knows no links; two first starts at once are unlikely there
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _draft_beside(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sentence(problem: ValidationError) -> str:
    error = problem.errors(include_url=False)[0]
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    cause = error.get("ctx", {}).get("error")
    wanted = str(cause) if isinstance(cause, Unusable) else extra["wanted"]
    given = f" {str(error['input'])!r}" if field.repr else " this value"
    return f"Kring cannot use{given} for {name.replace('_', ' ')} (KRING_{name.upper()}): it must be {wanted}."
