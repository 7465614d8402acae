"""The address phones get, chosen from the adapters a computer may have; and a free port."""

import socket

import pytest

from meeting import network, settings
from meeting.network import Adapter, PortTaken
from meeting.settings import BadSetting, Settings

WIFI = Adapter("wlan0", "192.168.178.23")
CABLE = Adapter("eth0", "10.0.0.4")
PUBLIC = Adapter("ens3", "145.12.3.4")
NOISE = [
    Adapter("lo", "127.0.0.1"),
    Adapter("docker0", "172.17.0.1"),
    Adapter("br-3f2a", "172.18.0.1"),
    Adapter("veth1a2b", "172.19.0.1"),
    Adapter("vboxnet0", "192.168.56.1"),
    Adapter("VirtualBox Host-Only Ethernet Adapter", "192.168.57.1"),
    Adapter("vmnet8", "192.168.99.1"),
    Adapter("utun3", "10.9.0.2"),
    Adapter("tun0", "10.8.0.2"),
    Adapter("tailscale0", "100.101.102.103"),
    Adapter("eth1", "169.254.10.20"),
]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KRING_{name.upper()}", raising=False)


def test_containers_tunnels_and_addresses_without_a_network_are_never_offered() -> None:
    assert network.choose([*NOISE, WIFI], WIFI.address) == [WIFI]
    assert network.choose(NOISE, None) == []


def test_adapter_of_the_default_route_goes_first() -> None:
    assert network.choose([WIFI, CABLE], CABLE.address) == [CABLE, WIFI]
    assert network.choose([CABLE, WIFI], WIFI.address) == [WIFI, CABLE]


def test_default_route_through_a_tunnel_does_not_win() -> None:
    assert network.choose([*NOISE, CABLE, WIFI], "10.8.0.2") == [WIFI, CABLE]


def test_private_network_goes_before_a_public_one_without_default_route() -> None:
    assert network.choose([PUBLIC, CABLE, WIFI], None) == [WIFI, CABLE, PUBLIC]


def test_found_adapters_become_addresses_to_type() -> None:
    chosen = settings.read(host="127.0.0.1")
    alone = network.find(chosen, 8080)
    assert alone.only_here
    assert alone.phones == alone.local == "http://localhost:8080"
    found = network.over_adapters(alone, 8080, [WIFI, CABLE])
    assert (found.phones, found.adapter, found.others) == ("http://192.168.178.23:8080", WIFI, (CABLE,))


def test_address_set_by_hand_always_wins() -> None:
    found = network.find(settings.read(address="http://192.168.1.5:8080"), 8123)
    assert (found.phones, found.local, found.adapter) == (
        "http://192.168.1.5:8080",
        "http://localhost:8123",
        None,
    )


def test_hosted_server_gives_console_and_room_screen_its_public_address() -> None:
    chosen = settings.read(address="https://kring.example.nl", host="127.0.0.1")
    found = network.find(chosen, 8080)
    assert found.phones == found.local == "https://kring.example.nl"
    assert not found.only_here
    assert network.here(chosen, 8080) == "http://localhost:8080"


def test_this_computer_gets_an_answer_about_itself() -> None:
    found = network.find(settings.read(), 8080)
    assert found.local == "http://localhost:8080"
    assert found.only_here or found.phones == f"http://{found.adapter.address}:8080"  # type: ignore[union-attr]
    assert any(adapter.address == "127.0.0.1" for adapter in network.adapters())


def test_next_free_port_is_taken_when_nobody_chose_one() -> None:
    chosen = settings.read(host="127.0.0.1")
    with network.listen(chosen) as first, network.listen(chosen) as second:
        assert 8080 <= first.getsockname()[1] < second.getsockname()[1]


def test_chosen_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as taken:
            network.listen(settings.read(host="0.0.0.0", port=port))  # noqa: S104
    assert taken.value.port == port


def test_port_zero_takes_any_free_port() -> None:
    with network.listen(settings.read(host="127.0.0.1", port=0)) as found:
        assert found.getsockname()[1] > 0


def test_host_of_another_computer_is_refused_plainly() -> None:
    with pytest.raises(BadSetting, match="KRING_HOST"):
        network.listen(settings.read(host="198.51.100.7", port=0))
