"""Behind a proxy that carries https: whom the server believes, and what it then hands out."""

from __future__ import annotations

import json
import re
import socket

import httpx
import pytest
from websockets.sync.client import connect

from deploy.running import Kring, Staff

NAME = "kring.example.nl"
FORWARDED = {"Host": NAME, "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def kring(tmp_path_factory):
    kring = Kring(tmp_path_factory.mktemp("installed") / "data", KRING_ADDRESS=f"https://{NAME}")
    kring.start()
    yield kring
    kring.stop()


@pytest.fixture(scope="module")
def links(kring):
    return kring.new()


def test_a_meeting_made_from_the_terminal_has_the_public_address(links):
    assert links["phone"] == f"https://{NAME}/{links['code']}"
    assert links["console"].startswith(f"https://{NAME}/in/")


def test_over_https_every_cookie_is_bound_to_this_host(kring, links):
    with httpx.Client(base_url=kring.base, headers=FORWARDED) as client:
        joined = client.post(f"/api/{links['code']}/join", json={}, headers={"Origin": f"https://{NAME}"})
        staff = client.get("/in/" + links["console"].rpartition("/")[2])
    assert joined.headers["strict-transport-security"]
    for name, answer in (("seat", joined), (f"staff-facilitator-{links['code']}", staff)):
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"__Host-{name}=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_a_seat_and_a_right_count_over_https(kring, links):
    staff = Staff(kring.base, links, headers=FORWARDED)
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in staff.client.cookies.items())}
    with httpx.Client(base_url=kring.base, headers={**FORWARDED, **cookie}) as client:
        assert client.get(f"/api/{links['code']}/state?as=facilitator").status_code == 200
        assert client.get(f"/console/{links['code']}").status_code == 200
        joined = client.post(f"/api/{links['code']}/join", json={})
    seat = joined.headers["set-cookie"].partition(";")[0]
    headers = {"Cookie": seat, "X-Forwarded-Proto": "https"}
    address, line = f"ws://{NAME}:80/api/{links['code']}/socket", socket.create_connection(("127.0.0.1", kring.port))
    with connect(address, sock=line, additional_headers=headers, origin=f"https://{NAME}") as line:
        assert json.loads(line.recv(5))["view"]["secure"] is True


@pytest.mark.parametrize("origin", [f"http://{NAME}", "https://evil.example", f"https://{NAME}.evil.example"])
def test_only_its_own_https_origin_may_ask_something(kring, links, origin):
    with httpx.Client(base_url=kring.base, headers={**FORWARDED, "Origin": origin}) as client:
        assert client.post(f"/api/{links['code']}/join", json={}).status_code == 403


def test_what_a_stranger_forwards_is_not_believed(kring, links):
    """Another address than 127.0.0.1 is no proxy of ours, whatever it claims."""
    stranger = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(base_url=kring.base, transport=stranger, headers={"X-Forwarded-Proto": "https"}) as client:
        answer = client.post(f"/api/{links['code']}/join", json={})
    assert answer.headers["set-cookie"].startswith("seat=")
    assert "Secure" not in answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers


def test_no_prefix_and_no_host_of_a_proxy_reach_a_page(kring, links):
    sent = {**FORWARDED, "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
    with httpx.Client(base_url=kring.base, headers=sent) as client:
        staff = client.get("/in/" + links["console"].rpartition("/")[2]).headers["set-cookie"].partition(";")[0]
        page = client.get(f"/console/{links['code']}", headers={"Cookie": staff})
    assert page.status_code == 200
    assert "evil" not in page.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_file_a_console_names_is_there(kring, language):
    made = kring.type("new", "--question", "What is needed?", "--language", language, "--json")
    staff = Staff(kring.base, json.loads(made.stdout), headers=FORWARDED)
    cookies = "; ".join(f"{name}={value}" for name, value in staff.client.cookies.items())
    page = staff.client.get(f"/console/{staff.code}", headers={"Cookie": cookies}).text
    files = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css|svg))"', page)
    assert any(f"/lang/{language}" in file for file in files)
    assert [file for file in files if staff.client.get(file).status_code != 200] == []
