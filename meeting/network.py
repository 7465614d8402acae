"""Where people find this server: the address phones use, the one for this computer, a free port."""

import errno
import ipaddress
import os
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace

import ifaddr

from meeting.settings import BadSetting, Settings

PORTS_TRIED = 100
# Containers, virtual machines and tunnels: no phone in the hall is on those networks.
_UNREACHABLE = re.compile(r"docker|br-|veth|virbr|vbox|virtualbox|vmnet|vmware|hyper-v|utun|tun|tailscale|wg", re.I)
_PRIVATE = [ipaddress.ip_network(block) for block in ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12")]


@dataclass(frozen=True)
class Links:
    """The full addresses a running server is reached by; `room` is empty while there is no meeting."""

    console: str
    room: str
    phone: str


@dataclass(frozen=True)
class MeetingLinks:
    """One meeting's join code and the full addresses of its three surfaces."""

    code: str
    phone: str
    console: str
    room: str


@dataclass(frozen=True)
class Adapter:
    """One network address of this computer, with the name its user knows the adapter by."""

    name: str
    address: str


@dataclass(frozen=True)
class Network:
    """What phones type before the code (`phones`), what console and room screen use (`local`), and why.

    `adapter` is None when the address was set by hand or only this computer is reached.
    """

    phones: str
    local: str
    adapter: Adapter | None = None
    others: tuple[Adapter, ...] = ()
    only_here: bool = False


class PortTaken(Exception):
    """No port was free to listen on; `port` is the one that was asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


def find(settings: Settings, port: int) -> Network:
    """The addresses of a server that listens on `port`, looked up now: people change Wi-Fi."""
    host = ipaddress.ip_address(settings.host)
    local = here(settings, port)
    found = Network(phones=local, local=local, only_here=host.is_loopback)
    if settings.address:
        hosted = settings.address.startswith("https:")  # then the facilitator sits elsewhere, too
        return Network(phones=settings.address, local=settings.address if hosted else local)
    if host.is_unspecified:
        return over_adapters(found, port, choose(adapters(), default_route_address()))
    if not host.is_loopback:
        return replace(found, adapter=Adapter(_name_of(settings.host), settings.host))
    return found


def here(settings: Settings, port: int) -> str:
    """The address by which this computer reaches its own server; it never leaves the machine."""
    host = ipaddress.ip_address(settings.host)
    return _base("localhost" if host.is_unspecified or host.is_loopback else settings.host, port)


def over_adapters(network: Network, port: int, ranked: list[Adapter]) -> Network:
    if not ranked:
        return replace(network, only_here=True)
    return replace(network, phones=_base(ranked[0].address, port), adapter=ranked[0], others=tuple(ranked[1:]))


def choose(found: Iterable[Adapter], default_route: str | None) -> list[Adapter]:
    """The adapters phones may be able to reach, the most likely one first.

    The default route wins, unless it runs through a tunnel: then it is not in the list at all.
    Private ranges go before public ones, for a hall's network is nearly always private.
    """

    def rank(adapter: Adapter) -> tuple[bool, int]:
        address = ipaddress.ip_address(adapter.address)
        ranges = [number for number, block in enumerate(_PRIVATE) if address in block]
        return (adapter.address != default_route, ranges[0] if ranges else len(_PRIVATE))

    return sorted((adapter for adapter in found if _reachable(adapter)), key=rank)


def adapters() -> list[Adapter]:
    """Every IPv4 address of this computer; phones type it, so IPv6 is left out."""
    return [
        Adapter(ip.nice_name, ip.ip)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str)
    ]


def default_route_address() -> str | None:
    """This computer's address on the way to the internet; connecting a UDP socket sends no packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address


def listen(settings: Settings) -> socket.socket:
    """A listening socket on the chosen port, or on the first free one from the default up.

    The socket itself is handed on, so that nobody can take the port in between. Raises PortTaken,
    and BadSetting when this computer cannot listen there at all.
    """
    last = settings.port if settings.port_is_chosen else min(settings.port + PORTS_TRIED, 65535)
    for port in range(settings.port, last + 1):
        try:
            return _listening(settings.host, port)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                continue
            reason = f"{problem.strerror} (KRING_HOST, KRING_PORT)"
            raise BadSetting(f"Kring cannot listen on {settings.host} port {port}: {reason}.") from None
    raise PortTaken(settings.port)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if port and any(_answers(near, port) for near in ("127.0.0.1", "::1")):
        # Some systems let two servers share a port on different addresses; "localhost" then picks one.
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
    return socket.create_server((host, port), family=family, backlog=2048)


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _reachable(adapter: Adapter) -> bool:
    address = ipaddress.ip_address(adapter.address)
    return not (address.is_loopback or address.is_link_local or _UNREACHABLE.match(adapter.name))


def _name_of(host: str) -> str:
    return next((adapter.name for adapter in adapters() if adapter.address == host), host)


def _base(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
