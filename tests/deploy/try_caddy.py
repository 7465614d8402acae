"""The real Caddy with the very Caddyfile of deploy/, the real server behind it, curl's way and a browser's.

Not part of `make test`, because it wants Caddy: `make try-deploy`. Caddy signs for kring.localhost itself, and
keeps its authority in a temporary folder that no browser or system is told to trust.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import time

import httpx
import pytest
from playwright.sync_api import sync_playwright
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from deploy.running import ROOT, Kring, Staff, free_port

HOST = "kring.localhost"
FOR_TRIALS = "\tskip_install_trust\n\tadmin off\n\tauto_https disable_redirects\n"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--ignore-certificate-errors"]
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


class Near(httpx.HTTPTransport):
    """The way to Caddy on this computer, also where the name of the trial leads nowhere."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, extensions = request.url.copy_with(host="127.0.0.1"), {**request.extensions, "sni_hostname": HOST}
        near = httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)
        return super().handle_request(near)


class Site:
    """Caddy with Kring behind it."""

    def __init__(self, folder) -> None:
        self.port = free_port()
        self.base = f"https://{HOST}:{self.port}"
        self.kring = Kring(folder / "data", KRING_ADDRESS=self.base)
        self.log = folder / "caddy.log"
        written = (ROOT / "deploy" / "Caddyfile").read_text()
        (folder / "Caddyfile").write_text(written.replace("{\n", "{\n" + FOR_TRIALS, 1))
        own = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self._environment = {**os.environ, **own, "KRING_SITE": self.base, "KRING_PORT": str(self.kring.port)}
        self._folder = folder
        self._caddy: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.kring.start()
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(self._folder / "Caddyfile")]
        with self.log.open("w") as log:
            self._caddy = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while True:
            try:
                assert self.client().get("/health").status_code == 200
                return
            except httpx.TransportError:
                assert time.monotonic() < deadline, self.log.read_text()

    def stop(self) -> None:
        if self._caddy:
            self._caddy.terminate()
            self._caddy.wait(10)
        self.kring.stop()

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.base, transport=Near(verify=TRUSTING), timeout=30, headers=headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="module")
def links(site):
    return site.kring.new()


@pytest.fixture(scope="module")
def browser():
    found = os.environ.get("KRING_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


def joined(site, links, client):
    answer = client.post(f"/api/{links['code']}/join", json={}, headers={"Origin": site.base})
    assert answer.status_code == 204
    return answer


def test_caddy_knows_the_file_and_finds_it_well_laid_out():
    file = str(ROOT / "deploy" / "Caddyfile")
    assert subprocess.run(["caddy", "validate", "--adapter", "caddyfile", "--config", file]).returncode == 0
    assert subprocess.run(["caddy", "fmt", file], capture_output=True).returncode == 0


def test_cookies_are_bound_to_the_host_and_travel_over_https_only(site, links):
    with site.client() as client:
        seat = joined(site, links, client).headers["set-cookie"]
        staff = client.get("/in/" + links["console"].rpartition("/")[2]).headers["set-cookie"]
    for cookie in (seat, staff):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie


def test_links_and_code_carry_the_public_address(site, links):
    assert links["phone"] == f"{site.base}/{links['code']}"
    assert any(f"{site.base}/in/" in line for line in site.kring.said)
    with site.client() as client:
        assert client.get(f"/qr/{links['code']}.svg").status_code == 200
        assert client.get("/").headers["strict-transport-security"]


@pytest.mark.parametrize("origin", ["https://evil.example", f"http://{HOST}", "null"])
def test_a_foreign_page_asks_nothing(site, links, origin):
    with site.client(Origin=origin) as client:
        assert client.post(f"/api/{links['code']}/join", json={}).status_code == 403


def test_what_a_visitor_claims_about_itself_reaches_nothing(site, links):
    claims = {"X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
    with site.client(**claims) as client:
        assert "Secure" in joined(site, links, client).headers["set-cookie"]
        client.get("/in/" + links["console"].rpartition("/")[2])
        page = client.get(f"/console/{links['code']}")
    assert page.status_code == 200
    assert "evil" not in page.text


def test_files_are_compressed_and_kept_by_the_browser(site, links):
    with site.client(**{"Accept-Encoding": "gzip"}) as client:
        client.get("/in/" + links["console"].rpartition("/")[2])
        console, phone = client.get(f"/console/{links['code']}").text, client.get("/").text
        files = {part.partition('"')[0] for page in (console, phone) for part in page.split('"/')[1:]}
        kept = sorted(name for name in files if name.startswith(("_nicegui/3", "static/")) and name.endswith(".js"))
        assert {name.partition("/")[0] for name in kept} == {"_nicegui", "static"}
        for name in kept:
            answer = client.get(f"/{name}")
            assert answer.status_code == 200, name
            assert "immutable" in answer.headers["cache-control"], name
            assert answer.headers.get("content-encoding") == "gzip" or len(answer.content) < 1024, name


def test_what_is_a_phones_own_keeps_its_padded_length(site, links):
    """Compressed, its length would tell what somebody chose."""
    with site.client(**{"Accept-Encoding": "zstd, gzip"}) as client:
        joined(site, links, client)
        answer = client.get(f"/api/{links['code']}/state")
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) % 512 == 0


def test_a_socket_of_a_foreign_origin_is_refused_and_our_own_let_in(site, links):
    with site.client() as client:
        cookie = joined(site, links, client).headers["set-cookie"].partition(";")[0]
    address = f"wss://{HOST}:{site.port}/api/{links['code']}/socket"
    for origin, welcome in ((site.base, True), ("https://evil.example", False)):
        line = socket.create_connection(("127.0.0.1", site.port))
        given = {"sock": line, "ssl": TRUSTING, "origin": origin, "additional_headers": {"Cookie": cookie}}
        if welcome:
            with connect(address, **given) as opened:
                assert json.loads(opened.recv(5))["view"]["secure"] is True
        else:
            with pytest.raises(InvalidStatus, match="403"):
                connect(address, **given)


def test_a_phone_and_the_room_screen_work_in_a_browser_and_come_back_after_a_crash(site, links, browser):
    sockets, refused = [], []
    context = browser.new_context(ignore_https_errors=True, locale="nl-NL")
    context.set_default_timeout(30_000)
    phone, room = context.new_page(), context.new_page()
    for page in (phone, room):
        page.on("websocket", lambda line: sockets.append(line.url))
        page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    phone.goto(f"{site.base}/{links['code']}")
    phone.get_by_text("Verbonden", exact=True).wait_for()
    room.goto(links["room"])
    room.get_by_text(links["code"][:3]).first.wait_for()
    assert room.url == f"{site.base}/room/{links['code']}"
    room.wait_for_function("window.socket && window.socket.connected")
    assert any(url.startswith("wss:") and url.endswith("/socket") for url in sockets)
    assert any(url.startswith("wss:") and "_nicegui_ws" in url for url in sockets)
    staff = Staff(site.base, links, transport=Near(verify=TRUSTING))
    staff.go_on_to("gathering")
    phone.get_by_role("textbox").first.wait_for()
    site.kring.kill()
    site.kring.start()
    phone.get_by_text("Verbonden", exact=True).wait_for()
    phone.get_by_role("textbox").first.fill("Ik ben er weer.")
    phone.get_by_role("button", name="Verstuur").first.click()
    phone.get_by_text("Ik ben er weer.").first.wait_for()
    room.wait_for_function("window.socket && window.socket.connected")
    assert refused == []
    context.close()


def test_a_visitor_who_sends_drop_by_drop_is_let_go(site):
    started = time.monotonic()
    with (
        socket.create_connection(("127.0.0.1", site.port)) as raw,
        TRUSTING.wrap_socket(raw, server_hostname=HOST) as line,
    ):
        line.settimeout(20)
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        while line.recv(1000):
            pass
    assert time.monotonic() - started < 15


def test_while_kring_is_down_people_read_a_sentence_and_no_log_learns_who_asked(site, links):
    site.kring.stop()
    try:
        with site.client() as client:
            answer = client.get(f"/{links['code']}")
            assert client.get("/in/" + links["console"].rpartition("/")[2]).status_code == 502
    finally:
        site.kring.start()
    assert answer.status_code == 502
    assert "Probeer het zo nog eens" in answer.text
    for log in (site.log.read_text(), site.kring.log):
        for private in (links["code"], links["console"].rpartition("/")[2], "127.0.0.1:", "Ik ben er weer"):
            assert private not in log, private
