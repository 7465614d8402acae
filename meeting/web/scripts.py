"""A page's script and all that it imports as one file: modules for who reads, one request for who comes in."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r"^import \{[^}]*\} from '\./([\w./-]+)';\n", re.M)
_EXPORT = re.compile(r"^export (?=async |function |const |let |class )", re.M)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.M)
_NAME = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.M)


def joined(folder: Path, name: str) -> str:
    """The script with what it imports before it, in the order in which a browser would run them.

    Together they share one scope. Raises ValueError for a ring, for a name that two of them give to different things,
    and for an import or export that is written in another way.
    """
    modules: dict[str, str] = {}
    _gather(folder, name, (), modules)
    _with_a_name_each(modules)
    return "".join(modules.values())


def _gather(folder: Path, name: str, asked_by: tuple[str, ...], modules: dict[str, str]) -> None:
    if name in asked_by:
        raise ValueError(f"scripts import each other in a ring: {' → '.join((*asked_by, name))}")
    if name in modules:
        return
    text = (folder / name).read_text()
    for imported in _IMPORT.findall(text):
        _gather(folder, imported, (*asked_by, name), modules)
    modules[name] = _bare(name, text)


def _bare(name: str, text: str) -> str:
    """A module without its imports and exports: in one scope everything is there already."""
    bare = _EXPORT.sub("", _IMPORT.sub("", text))
    if left := _LEFT.search(bare):
        raise ValueError(f"{name} is not made to be joined: {left[0]}")
    return bare


def _with_a_name_each(modules: dict[str, str]) -> None:
    given: dict[str, str] = {}
    for module, text in modules.items():
        for name in _NAME.findall(text):
            if name in given:
                raise ValueError(f"{given[name]} and {module} both have a {name}")
            given[name] = module
