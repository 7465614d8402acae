# Kring: `make run` starts it, `make test` tests it. For GNU make 3.81 and up, on Linux and macOS.

SHELL := /bin/bash
PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install --quiet --require-hashes
UV_LOCK := -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

# A virtual environment whose Python has gone (an upgrade, a moved home folder) is made anew.
$(shell test -x $(PYTHON) || rm -f .venv/.made .venv/.run .venv/.test)

.PHONY: help run test drills try-deploy bench soak screenshots desk accessible lint lock chromium strace clean

help:
	@echo "make run    start Kring; pass settings as ARGS=\"--port 9000\" (make run ARGS=--help lists them)"
	@echo "make test   run all tests; choose some with ARGS=\"tests/test_settings.py\""
	@echo "make drills ARGS=--help  go wrong on purpose: kill the server, fill the disk, cut the Wi-Fi, attack"
	@echo "make try-deploy  run Kring behind a real Caddy, on this computer only"
	@echo "make bench  measure how fast Kring is here; choose with ARGS=\"--phones 150 --only votes\""
	@echo "make soak   play evening after evening and watch the memory; ARGS=\"--minutes 2 --people 150\""
	@echo "make screenshots  lead a meeting and photograph every screen of it into screenshots/"
	@echo "make desk   order three hundred cards in four browser windows, with mouse, finger, keyboard and taps"
	@echo "make accessible  lead meetings and hold every page of them against WCAG 2.2, in both languages"
	@echo "make lint   check style and types"
	@echo "make lock   pin the packages of pyproject.toml; newest versions with ARGS=--upgrade"
	@echo "make clean  remove the virtual environment and everything made from the sources"

run: .venv/.run
	@exec $(PYTHON) run.py $(ARGS)

# All tests run in two processes, a file in one of them; chosen ones in one, where they can be watched.
test: .venv/.test chromium strace
	@$(PYTHON) -m pytest $(if $(ARGS),$(ARGS),--numprocesses 2 --dist loadfile)

drills: .venv/.test
	@$(PYTHON) -m meeting.words >/dev/null
	@PYTHONPATH=tests nice $(PYTHON) -m faults $(ARGS)

try-deploy: .venv/.test chromium
	@command -v caddy >/dev/null || { echo "This needs Caddy. Debian or Ubuntu: sudo apt-get install caddy"; exit 1; }
	@$(PYTHON) -m pytest tests/deploy/try_caddy.py $(ARGS)

bench: .venv/.test
	@$(PYTHON) -m meeting.words >/dev/null
	@$(PYTHON) -m tests.bench $(ARGS)

soak: .venv/.test
	@$(PYTHON) -m meeting.words >/dev/null
	@$(PYTHON) -m tests.bench.soak $(ARGS)

screenshots: .venv/.test chromium
	@$(PYTHON) -m meeting.words >/dev/null
	@$(PYTHON) -m tests.pictures $(ARGS)

desk: .venv/.test chromium
	@$(PYTHON) -m meeting.words >/dev/null
	@$(PYTHON) -m tests.pictures.desk $(ARGS)

accessible: .venv/.test chromium
	@$(PYTHON) -m meeting.words >/dev/null
	@$(PYTHON) -m tests.pictures.sweep $(ARGS)

lint: .venv/.test
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

# uv pins for every platform at once; it lives in a folder of its own, outside the project's environment.
lock: .venv/.made
	@set -e; uv=$$(mktemp -d); trap 'rm -rf "$$uv"' EXIT; \
	$(PYTHON) -m venv "$$uv"; "$$uv/bin/python" -m pip --disable-pip-version-check install --quiet uv; \
	"$$uv/bin/python" $(UV_LOCK) $(ARGS) --output-file requirements.txt; \
	"$$uv/bin/python" $(UV_LOCK) $(ARGS) --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find meeting tests run.py \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +

# The newest Python that really runs: a name on the PATH may be a shim without a Python behind it.
.venv/.made:
	@for name in python3.13 python3.12 python3.11 python3; do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Kring needs Python 3.11 or newer, and none was found."; \
		echo "Debian or Ubuntu: sudo apt-get install python3 python3-venv    macOS: brew install python@3.13"; \
		exit 1; \
	fi; \
	rm -rf .venv; \
	if ! problem=$$("$$found" -m venv .venv 2>&1); then \
		rm -rf .venv; \
		version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$$found cannot make a virtual environment. On Debian or Ubuntu, type this and try again:"; \
		echo "    sudo apt-get install python$$version-venv"; \
		echo "What Python said: $$problem"; \
		exit 1; \
	fi; \
	touch $@

.venv/.run: requirements.txt | .venv/.made
	@echo "Installing Kring's packages. This happens once and takes a minute or two."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt | .venv/.made
	@echo "Installing the packages for the tests. This happens once and takes a minute or two."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/.run

chromium:
	@for name in "$$KRING_CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable \
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
		"/Applications/Chromium.app/Contents/MacOS/Chromium"; do \
		if [ -n "$$name" ] && command -v "$$name" >/dev/null; then exit 0; fi; \
	done; \
	if ! command -v apt-get >/dev/null; then \
		echo "The tests need Chromium or Chrome. Install one (macOS: brew install --cask google-chrome),"; \
		echo "or name its program: make test KRING_CHROMIUM=/path/to/chromium"; \
		exit 1; \
	fi; \
	echo "Installing Debian's Chromium for the tests."; \
	if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core

# One test reads from the kernel whether the disk was asked to keep a vote before its phone was told.
strace:
	@if [ "$$(uname)" != Linux ] || command -v strace >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "The tests need strace. Install it with your package manager."; exit 1; fi; \
	echo "Installing Debian's strace for the tests."; \
	if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace
