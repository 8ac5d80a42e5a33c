"""The code stays small: modules, functions and their docstrings have budgets, and the sizes are printed."""

from __future__ import annotations

import ast
from collections.abc import Callable
from statistics import median, quantiles

from tests.lib.tree import Function, Module, kept_files, modules

MODULE_LINES = 400
TEST_MODULE_LINES = 500
FUNCTION_LINES = 60
MEDIAN_FUNCTION_LINES = 10
DOCSTRING_LINES = 15


MIGRATIONS = "src/safelight/infra/migrations/"
"""A migration is a list of columns, written once and never touched again: it may be as long as the table."""


def written() -> list[Module]:
    found = [module for module in modules() if not module.place.startswith(MIGRATIONS)]
    assert found
    return found


def lines_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {module.place: module.text.count("\n") for module in written()}
    assert [f"{place}: {size}" for place, size in sizes.items() if size > MODULE_LINES] == []


def test_no_test_module_is_longer_than_500_lines() -> None:
    tests = [path for path in kept_files() if path.suffix == ".py" and "tests" in path.parts]
    assert tests
    sizes = {path.name: path.read_text().count("\n") for path in tests}
    assert [f"{name}: {size}" for name, size in sizes.items() if size > TEST_MODULE_LINES] == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{module.place}:{function.lineno} {function.name}: {lines_of(function)}"
        for module in written()
        for function in module.functions()
        if lines_of(function) > FUNCTION_LINES
    ]
    assert long == []


def test_the_median_function_has_at_most_10_lines(record_property: Callable[[str, object], None]) -> None:
    sizes = [lines_of(function) for module in written() for function in module.functions()]
    lines = sum(module.text.count("\n") for module in written())
    p90 = quantiles(sizes, n=10)[-1]
    record_property(
        "measured",
        f"{lines} lines in {len(written())} modules; {len(sizes)} functions: median {median(sizes):g} lines, "
        f"p90 {p90:g}, longest {max(sizes)}",
    )
    assert median(sizes) <= MEDIAN_FUNCTION_LINES


def test_every_module_says_what_it_is_in_at_most_15_lines() -> None:
    wordless = [module.place for module in modules() if module.tree.body and not ast.get_docstring(module.tree)]
    assert wordless == []
    wordy = [module.place for module in modules() if docstring_lines(module) > DOCSTRING_LINES]
    assert wordy == []


def docstring_lines(module: Module) -> int:
    return len((ast.get_docstring(module.tree) or "").splitlines())
