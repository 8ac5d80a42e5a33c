"""Names say something: no word that fits everything, no module that is a drawer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from tests.lib.tree import Module, modules

BANNED = {
    *("manager", "managers", "helper", "helpers", "handler", "handlers", "processor", "processors"),
    *("util", "utils", "data", "info", "base", "common"),
}
DRAWERS = {*BANNED, "models", "enums", "misc", "tools", "types", "stuff"}

GIVEN: dict[str, str] = {
    "handle_data": "the name html.parser calls",
    "base_rate": "what statistics calls it, and a field of leads.jsonl",
    "BASE_RATE": "the same",
    "BaseRateOption": "the same",
    "common_words": "words that two texts have in common",
    "common_length": "the length two runs of tokens have in common",
}
"""Names that a library demands, each with its reason."""


def words(name: str) -> set[str]:
    """`readWholeBody`, `read_whole_body` and `ReadWholeBody` all have the words read, whole, body."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def defined(module: Module) -> Iterator[tuple[int, str]]:
    """Every class, function, field and constant that the module names."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
            if isinstance(node, ast.ClassDef):
                yield from targets(node.body)
    yield from targets(module.tree.body)


def targets(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    for statement in body:
        found = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        yield from ((target.lineno, target.id) for target in found if isinstance(target, ast.Name))


def test_no_definition_has_a_name_that_fits_everything() -> None:
    names = [(module, line, name) for module in modules() for line, name in defined(module)]
    assert names
    found = [f"{m.place}:{line} {name}" for m, line, name in names if words(name) & BANNED and name not in GIVEN]
    assert found == []


def test_no_module_is_a_drawer() -> None:
    found = [module.place for module in modules() if set(module.name.split(".")) & DRAWERS]
    assert found == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LeadManager", {"lead", "manager"}),
        ("ad_data", {"ad", "data"}),
        ("HTTPHandler", {"http", "handler"}),
        ("database", {"database"}),
        ("BASE_URL", {"base", "url"}),
        ("information", {"information"}),
    ],
)
def test_words_of_a_name(name: str, expected: set[str]) -> None:
    assert words(name) == expected
