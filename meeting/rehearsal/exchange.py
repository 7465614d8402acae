"""Plain HTTP as a phone's page speaks it: one connection that is kept, one request at a time, cookies remembered."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import orjson

PATIENCE = 30.0  # seconds an answer may take; a request for the state waits at most 20


@dataclass(frozen=True)
class Place:
    """Where a server is found: `http://192.168.1.5:8741`."""

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, address: str) -> Place:
        """The place in an address, whatever page it names. Raises ValueError."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address} is not the address of a server")
        return cls(parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))

    @property
    def name(self) -> str:
        """Host and port as they stand in headers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return host if usual else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.name}"

    def socket(self, path: str) -> str:
        """The address of a WebSocket here."""
        return f"{'wss' if self.scheme == 'https' else 'ws'}://{self.name}{path}"

    def is_near(self) -> bool:
        """Whether this is this computer, or one in a private network: never somebody else's server."""
        try:
            found = {entry[4][0] for entry in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)}
        except OSError:
            return False
        addresses = [ipaddress.ip_address(str(each).partition("%")[0]) for each in found]
        return bool(addresses) and all(each.is_private or each.is_loopback for each in addresses)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Exchange:
    """Requests to one place. Raises OSError (TimeoutError too) when there is no answer."""

    def __init__(self, place: Place, cookies: dict[str, str] | None = None) -> None:
        self.place = place
        self.cookies: dict[str, str] = {} if cookies is None else cookies
        self.received = 0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return await self._request("GET", path, b"", headers or {})

    async def post(self, path: str, message: object) -> Reply:
        headers = {"Content-Type": "application/json", "Origin": self.place.origin}
        return await self._request("POST", path, orjson.dumps(message), headers)

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One request; a kept connection that the server closed meanwhile is opened anew, once."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.place.name}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append(f"Cookie: {self.cookie}")
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        kept = self._streams is not None
        try:
            async with asyncio.timeout(PATIENCE):
                try:
                    return await self._sent(message)
                except (ConnectionError, asyncio.IncompleteReadError):
                    if not kept or self._streams is None:  # or we hung up ourselves
                        raise
                    self.close()
                    return await self._sent(message)
        except asyncio.IncompleteReadError as problem:
            self.close()
            raise ConnectionError("no whole answer") from problem
        except BaseException:
            self.close()
            raise

    async def _sent(self, message: bytes) -> Reply:
        if self._streams is None:
            secure = ssl.create_default_context() if self.place.scheme == "https" else None
            self._streams = await asyncio.open_connection(self.place.host, self.place.port, ssl=secure, limit=2**18)
        reader, writer = self._streams
        writer.write(message)
        reply = await self._read(reader)
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers: dict[str, str] = {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                self._remember(value.strip())
            headers[name.lower()] = value.strip()
        body = b"" if status in (204, 304) else await _body(reader, headers)
        self.received += sum(map(len, head)) + len(body)
        return Reply(status, headers, body)

    def _remember(self, header: str) -> None:
        with contextlib.suppress(Exception):  # a cookie nobody can read is no cookie
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    parts = []
    while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
