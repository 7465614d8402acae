"""Files for the browser: each under an address with its own hash, compressed once at the start, kept in memory."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from html import escape
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import Response

from meeting.brand import NO_BRAND, Brand
from meeting.web.scripts import joined
from meeting.words import LANGUAGES, light_words, phone_words

STATIC = Path(__file__).parents[2] / "static"
PAGE = "phone.html"
TOKENS = "tokens.css"
FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".woff2": "font/woff2"}
_TEXT = {".js", ".css", ".json", ".html", ".svg"}
_MENTION = re.compile(rb"\{\{asset:([\w./-]+)\}\}|(?<=[\"'(])\./([\w./-]+)(?=[\"')])")
_FILLED_IN = re.compile(rb"\{\{(\w+)\}\}")


@dataclass(frozen=True, eq=False)
class Asset:
    """One file as it goes over the line; `packed` is None where compressing gains nothing."""

    body: bytes
    packed: bytes | None
    media_type: str
    mark: str

    def response(self, request: Request, cache: str) -> Response:
        """The file, or 304 for who has it."""
        known = f'"{self.mark}"' in request.headers.get("if-none-match", "")
        packs = self.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
        return _prepared(self, cache, known, packs)


@cache
def _prepared(asset: Asset, cache_control: str, known: bool, packs: bool) -> Response:
    """An answer that is made once and given to everybody."""
    headers = {"Cache-Control": cache_control, "ETag": f'"{asset.mark}"', "Vary": "Accept-Encoding"}
    if known:
        return Response(status_code=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.packed if packs else asset.body, media_type=asset.media_type, headers=headers)


class Assets:
    """All files of `static/`, the words of the phone's page, and the colour and logo of the organisation.

    What no address was given for is not served.
    """

    def __init__(self, build: str, folder: Path = STATIC, brand: Brand = NO_BRAND) -> None:
        self._folder = folder
        self.brand = brand
        self._by_path: dict[str, Asset] = {}
        self._address: dict[str, str] = {}
        self._build = build
        self._light: dict[str, Asset] = {}
        self.page = self._page(PAGE, "words", phone_words)

    def url(self, name: str) -> str:
        """The address of a file in `static/`, such as `room.css`. Raises OSError when there is none."""
        if name not in self._address:
            self._load(name, ())
        return self._address[name]

    def light(self, name: str) -> Asset:
        """The light page of who helps: `host` is `host.html`, with the words of the catalogue `host`."""
        if name not in self._light:
            words = partial(light_words, domain=name)
            self._light[name] = self._page(f"{name}.html", f"words.{name}", words)
        return self._light[name]

    def _page(self, file: str, named: str, words: Callable[[str], Mapping[str, object]]) -> Asset:
        """A page that loads its words by itself, in the language of who looks."""
        known = {b"build": self._build.encode(), b"organisation": escape(self.brand.organisation).encode()}
        for language in LANGUAGES:
            self._keep(f"{named}.{language}.json", orjson.dumps(words(language)))
            known[f"words_{language}".encode()] = self.url(f"{named}.{language}.json").encode()
        page = self._with_addresses((self._folder / file).read_bytes(), ())
        return _asset(_FILLED_IN.sub(lambda found: known[found[1]], page), ".html")

    @cached_property
    def logo(self) -> str | None:
        """The address of the organisation's logo; it is shown as a picture only, and never stands in a page itself."""
        if self.brand.logo is None:
            return None
        name = f"logo.{self.brand.logo.kind}"
        self._keep(name, self.brand.logo.body)
        return self._address[name]

    def named(self, name: str) -> Asset:
        """A file in `static/` by its name, for an address that stays the same."""
        return self._by_path[self.url(name).removeprefix("/static/")]

    def find(self, path: str) -> Asset | None:
        """The file under an address that `url` gave out."""
        return self._by_path.get(path)

    def _load(self, name: str, asked_by: tuple[str, ...]) -> None:
        if name in asked_by:
            raise ValueError(f"static files mention each other in a ring: {' → '.join((*asked_by, name))}")
        file = (self._folder / name).resolve()
        if not file.is_relative_to(self._folder.resolve()):
            raise FileNotFoundError(name)
        body = joined(self._folder, name).encode() if file.suffix == ".js" else file.read_bytes()
        if name == TOKENS:
            body += self.brand.tokens().encode()
        if file.suffix in _TEXT:
            body = self._with_addresses(body, (*asked_by, name))
        self._keep(name, body)

    def _with_addresses(self, body: bytes, asked_by: tuple[str, ...]) -> bytes:
        """A text in which every file it mentions stands under its own address."""
        beside = asked_by[-1].rpartition("/")[0] if asked_by else ""

        def address(found: re.Match[bytes]) -> bytes:
            name = (found[1] or found[2]).decode()
            name = name if found[1] or not beside else f"{beside}/{name}"
            if name not in self._address:
                self._load(name, asked_by)
            return self._address[name].encode()

        return _MENTION.sub(address, body)

    def _keep(self, name: str, body: bytes) -> None:
        asset = _asset(body, Path(name).suffix)
        stem, _, ending = name.rpartition(".")
        path = f"{stem}.{asset.mark}.{ending}"
        self._by_path[path] = asset
        self._address[name] = f"/static/{path}"


def _asset(body: bytes, suffix: str) -> Asset:
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if suffix in _TEXT else None
    if packed is not None and len(packed) > len(body) * 0.9:
        packed = None
    return Asset(body, packed, media_type, hashlib.sha256(body).hexdigest()[:16])
