"""Imports run one way, from the edge down to the pure procedure (docs: architecture)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "meeting"
STARTING = {"settings", "network", "instance", "__version__"}
DRAWING = {"qr", "brand"}
MAY_IMPORT = {
    "procedure": set(),
    "views": {"procedure"},
    "likeness": set(),
    "words": set(),
    "store": {"procedure"},
    "live": {"procedure", "views", "store", "likeness", "__version__"},
    "harvest": {"procedure", "words"} | DRAWING,
    "paper": {"procedure", "words"} | DRAWING,
    "web": {"procedure", "views", "words", "store", "live", "harvest", "paper"} | STARTING | DRAWING,
    "rehearsal": {"words"} | STARTING,
}
PURE = {"procedure": {"immutables", "regex"}, "views": set(), "likeness": {"regex"}}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "service"}


def imported(path: Path) -> set[str]:
    """Every module a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= (
                {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "meeting" else {node.module}
            )
    return names


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_lies_below_it(package):
    allowed = MAY_IMPORT[package] | {package}
    for path in (ROOT / package).rglob("*.py"):
        ours = {name.split(".")[1] for name in imported(path) if name.startswith("meeting.")}
        assert ours <= allowed, f"{path.relative_to(ROOT)} imports {sorted(ours - allowed)}"


@pytest.mark.parametrize("package", sorted(PURE))
def test_the_rules_know_no_clock_no_chance_and_no_framework(package):
    import sys

    for path in (ROOT / package).rglob("*.py"):
        outside = {name.split(".")[0] for name in imported(path)} - {"meeting"}
        strangers = {name for name in outside if name not in sys.stdlib_module_names} - PURE[package]
        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"
        impure = outside & {"time", "secrets", "os", "socket", "asyncio", "threading", "logging", "uuid"}
        assert not impure, f"{path.relative_to(ROOT)} imports {sorted(impure)}"
        assert ".now(" not in path.read_text(), f"{path.relative_to(ROOT)} reads the clock"


def test_only_the_edge_knows_nicegui_and_only_the_store_knows_sql():
    for path in ROOT.rglob("*.py"):
        package = path.relative_to(ROOT).parts[0]
        outside = {name.split(".")[0] for name in imported(path)}
        if package not in ("web", "app.py"):
            assert not outside & {"nicegui", "fastapi", "starlette"}, path
        if package != "store":
            assert not outside & {"sqlalchemy", "sqlmodel", "alembic", "sqlite3"}, path


def test_modules_are_named_after_what_they_do():
    assert not {path.stem for path in ROOT.rglob("*.py")} & FORBIDDEN_NAMES


def test_only_drawings_of_our_own_reach_a_page_unescaped():
    """A QR code of an own address is a path of numbers; the ring is `Markup`, which escapes what it is given."""
    drawn = {"qr.svg(address)", "qr.svg(report)", "str(picture)"}
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("ui.html", "Html", "ui.add_body_html"):
                assert ast.unparse(node.args[0]) in drawn, f"{path.relative_to(ROOT)}:{node.lineno}"
                found.add(ast.unparse(node.args[0]))
    assert found == drawn


def test_a_qr_code_holds_nothing_of_the_text_of_its_address():
    from meeting import qr

    drawn = qr.svg('https://x/"><script>alert(1)</script>')
    assert "script" not in drawn
    assert drawn.count("<") == qr.svg("https://x/").count("<")
