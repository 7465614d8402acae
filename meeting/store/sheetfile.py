"""A run sheet as a file that people read, change and pass on: YAML, written and read strictly.

Reading makes no objects out of what stands in the file: it looks at the file's own tree, so that everything that is
wrong is told with its line, its block and its field.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum
from typing import Any

import yaml

from meeting.procedure import text
from meeting.procedure.arranging import MOST_BLOCKS, OWN_WORDS, own_words, sound, tidy
from meeting.procedure.core import Refused
from meeting.procedure.state import PHONE_BUDGET, Block, RunSheet

FORMAT = 1
LONGEST = 65_536  # bytes
DEEPEST = 8  # a sheet has three levels; what is wrong on a few more is told by its field
MOST_PROBLEMS = 10

_KEYS = ("kring", "name", "phone_budget", "blocks")
_LEFT_OUT = ("skipped",)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the key of its sentence with its values, and where, as far as that can be said."""

    key: str
    values: Mapping[str, Any]
    line: int | None = None
    block: int | None = None
    field: str | None = None


class Unusable(Exception):
    """A file that holds no run sheet; `problems` says why, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)[:MOST_PROBLEMS]


def write(sheet: RunSheet, about: str = "") -> str:
    """A run sheet as a file, without its skipped blocks. `about` explains it to whoever opens it."""
    blocks = [_written(block) for block in sheet.blocks if not block.skipped]
    body = {"kring": FORMAT, "name": sheet.name, "phone_budget": sheet.budget, "blocks": blocks}
    head = "".join(f"# {line}\n" for line in about.splitlines())
    return head + yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000)


def _written(block: Block) -> dict[str, Any]:
    """The fields of a block that differ from what they are without being said."""
    values = {field.name: getattr(block, field.name) for field in _own()}
    defaults = {field.name: field.default for field in _own()}
    said = {name: value for name, value in values.items() if value != defaults[name]}
    return {name: value.value if isinstance(value, Enum) else value for name, value in said.items()}


def _own() -> list[Field[Any]]:
    return [field for field in fields(Block) if field.name not in _LEFT_OUT]


def read(raw: str) -> RunSheet:
    """The run sheet in a file. Raises Unusable."""
    if len(raw.encode("utf-8", "replace")) > LONGEST:
        raise Unusable([Problem("too_long", {"most": LONGEST // 1024})])
    reader = _Reader(_tree(raw))
    sheet = reader.sheet()
    if reader.problems:
        raise Unusable(reader.problems)
    try:
        return sound(sheet)
    except Refused as refused:
        raise Unusable([Problem(refused.reason, refused.values)]) from None


def _tree(raw: str) -> yaml.Node:
    """The tree of the file: small, and without references from one place to another. Raises Unusable."""
    try:
        deep = 0
        for event in yaml.parse(raw, yaml.SafeLoader):
            deep += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if deep > DEEPEST or isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Unusable([Problem("no_sheet", {}, line=_line(event))])
        tree = yaml.compose(raw, yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        raise Unusable([Problem("not_yaml", {}, line=line)]) from None
    except yaml.YAMLError:  # a character that no such file may hold
        raise Unusable([Problem("not_yaml", {})]) from None
    if not isinstance(tree, yaml.MappingNode):
        raise Unusable([Problem("no_sheet", {}, line=1)])
    return tree


class _Reader:
    """Reads one tree, and gathers what is wrong on the way."""

    def __init__(self, tree: yaml.Node) -> None:
        self._tree = tree
        self.problems: list[Problem] = []

    def sheet(self) -> RunSheet:
        parts = self._parts(self._tree, _KEYS, None)
        for key in _KEYS:
            if key not in parts and key != "phone_budget":
                self._wrong("field_missing", self._tree, None, key)
        if self._number(parts, "kring", FORMAT, None) != FORMAT:
            self._wrong("other_version", parts["kring"], None, "kring")
        return RunSheet(
            name=self._clean(parts["name"], None, "name") if "name" in parts else "",
            blocks=tuple(self._blocks(parts["blocks"])) if "blocks" in parts else (),
            budget=self._number(parts, "phone_budget", PHONE_BUDGET, None),
        )

    def _blocks(self, node: yaml.Node) -> Iterator[Block]:
        if not isinstance(node, yaml.SequenceNode):
            self._wrong("blocks_list", node, None, "blocks")
            return
        for number, each in enumerate(node.value[: MOST_BLOCKS + 1], 1):
            block = self._block(each, number)
            if block is not None:
                yield block

    def _block(self, node: yaml.Node, number: int) -> Block | None:
        before = len(self.problems)
        parts = self._parts(node, tuple(field.name for field in _own()), number)
        if len(self.problems) > before and not parts:
            return None
        values: dict[str, Any] = {"id": f"block-{number}"}
        for field in _own():
            if field.name in parts:
                values[field.name] = self._value(parts[field.name], _HINTS[field.name], number, field.name)
            elif field.default is MISSING and field.name not in values:
                self._wrong("field_missing", node, number, field.name)
        if len(self.problems) > before:
            return None
        try:
            return tidy(Block(**values))
        except Refused as refused:
            self.problems.append(Problem(refused.reason, refused.values, _line(node), number))
            return None

    def _parts(self, node: yaml.Node, known: tuple[str, ...], number: int | None) -> dict[str, yaml.Node]:
        """The fields of a mapping by name; what has another name, or stands there twice, is wrong."""
        if not isinstance(node, yaml.MappingNode):
            self._wrong("block_fields", node, number, None)
            return {}
        parts: dict[str, yaml.Node] = {}
        for name, value in node.value:
            said = name.value if isinstance(name, yaml.ScalarNode) else ""
            if said not in known:
                self._wrong("field_unknown", name, number, said[:40], known=", ".join(known))
            elif said in parts:
                self._wrong("field_twice", name, number, said)
            else:
                parts[said] = value
        return parts

    def _value(self, node: yaml.Node, hint: Any, number: int, field: str) -> Any:
        if hint is int:
            return self._number({field: node}, field, 0, number)
        if hint is bool:
            return self._one_of(node, {"true": True, "false": False}, number, field)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._one_of(node, {member.value: member for member in hint}, number, field)
        return self._clean(node, number, field)

    def _number(self, parts: Mapping[str, yaml.Node], field: str, other: int, number: int | None) -> int:
        if field not in parts:
            return other
        said = parts[field].value if isinstance(parts[field], yaml.ScalarNode) else ""
        if said.isascii() and said.isdecimal() and len(said) < 10:
            return int(said)
        self._wrong("field_number", parts[field], number, field)
        return other

    def _one_of(self, node: yaml.Node, choices: Mapping[str, Any], number: int, field: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in choices:
            return choices[node.value]
        self._wrong("field_choice", node, number, field, choices=", ".join(choices))
        return None

    def _clean(self, node: yaml.Node, number: int | None, field: str) -> str:
        """A text; what people would read is judged as if they had typed it."""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong("field_text", node, number, field)
            return ""
        said = str(node.value)
        try:
            if number is None:
                return text.clean(said, text.NAME)
            return own_words(field, said) if field in OWN_WORDS else said
        except Refused as refused:
            self.problems.append(Problem(refused.reason, refused.values, _line(node), number, field))
            return ""

    def _wrong(self, key: str, node: yaml.Node, block: int | None, field: str | None, **values: str) -> None:
        self.problems.append(Problem(key, values, _line(node), block, field))


def _line(place: yaml.Node | yaml.Event) -> int:
    return int(place.start_mark.line) + 1 if place.start_mark else 1


_HINTS = typing.get_type_hints(Block)
