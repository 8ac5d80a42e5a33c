"""Permission is a value: only access makes a scope, every store demands one, every change carries its intent, and
the closed list of purposes has no value against consenting adults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from tests.lib.tree import Function, Module, modules

from safelight.access.core.permission import ACTIONS, NEEDS_PURPOSE, TABLE
from safelight.access.core.purpose import PURPOSE_KINDS

SCOPE_HOME = "safelight.access.core.permission"

WRITES = {"insert", "update", "delete", "upsert", "insert_or_ignore", "insert_or_count"}

FORBIDDEN_PURPOSES = re.compile(
    r"prostitut|solicit|vice|sex_?work|immigra|deport|asylum|visa|border|evict|housing|tenan|debt|collection|tax",
    re.IGNORECASE,
)


class Verb(NamedTuple):
    """One public function of a store, or public method of a public class there."""

    module: Module
    name: str
    function: Function

    @property
    def place(self) -> str:
        return f"{self.module.place}:{self.function.lineno} {self.name}"

    @property
    def takes(self) -> dict[str, str]:
        arguments = self.function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return {each.arg: ast.unparse(each.annotation) if each.annotation else "" for each in every}

    @property
    def writes(self) -> bool:
        """Whether it builds an INSERT, UPDATE or DELETE, by a function of that name or by a method of a table, or names
        one that was built once for the module."""
        called = [node.func for node in ast.walk(self.function) if isinstance(node, ast.Call)]
        by_name = {each.id for each in called if isinstance(each, ast.Name)}
        methods = [each for each in called if isinstance(each, ast.Attribute)]
        by_table = {each.attr for each in methods if isinstance(each.value, ast.Name) and each.value.id.isupper()}
        used = {node.id for node in ast.walk(self.function) if isinstance(node, ast.Name)}
        return bool((by_name | by_table) & WRITES) or bool(used & written_once(self.module))


def written_once(module: Module) -> set[str]:
    """Names of a module's statements that write, built when it is loaded: `_ADD = insert(THINGS)`."""
    found = set()
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            inside = [each.func for each in ast.walk(node.value) if isinstance(each, ast.Call)]
            if {each.id for each in inside if isinstance(each, ast.Name)} & WRITES:
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def stores() -> list[Module]:
    return [module for module in modules() if "store" in module.name.split(".")]


def verbs(module: Module) -> Iterator[Verb]:
    for node in module.tree.body:
        if isinstance(node, Function):
            yield Verb(module, node.name, node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not is_row(node):
            methods = (each for each in node.body if isinstance(each, Function))
            yield from (Verb(module, f"{node.name}.{each.name}", each) for each in methods)


def is_row(node: ast.ClassDef) -> bool:
    """A dataclass without a connection among its fields: a value that a store hands out; it can reach no table."""
    fields = [ast.unparse(each.annotation) for each in node.body if isinstance(each, ast.AnnAssign)]
    marked = any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    return marked and not any(re.search(r"Connection|Book|Engine", kind) for kind in fields)


def public(module: Module) -> list[Verb]:
    return [verb for verb in verbs(module) if not verb.name.split(".")[-1].startswith("_")]


def reasons(module: Module, constant: str) -> dict[str, str]:
    """A module's `TENANTLESS = {"name": "reason"}`, read without importing it."""
    for node in module.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == constant:
            return dict(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return {}


def scope_names(module: Module) -> set[str]:
    """What the module calls access's Scope (not Starlette's type of the same name)."""
    if module.name == SCOPE_HOME:
        return {"Scope"}
    imports = (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and node.module)
    known = {SCOPE_HOME, "safelight.access.core", "safelight.access"}
    found = (alias for node in imports if node.module in known for alias in node.names if alias.name == "Scope")
    return {alias.asname or alias.name for alias in found}


def scopes_made(module: Module) -> list[str]:
    names = scope_names(module)
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            copied = call.split(".")[-1] == "replace" and node.args and ast.unparse(node.args[0]).endswith("scope")
            if call in names or call.endswith("permission.Scope") or copied:
                found.append(f"{module.place}:{node.lineno}")
    return found


def test_only_access_makes_a_scope() -> None:
    made = {place for module in modules() for place in scopes_made(module)}
    assert any(place.startswith("src/safelight/access/core/permission.py") for place in made), "nothing was inspected"
    assert [place for place in made if not place.startswith("src/safelight/access/")] == []


def test_every_public_function_of_a_store_takes_a_scope_or_says_why_not() -> None:
    inspected = [verb for module in stores() for verb in public(module)]
    assert {"safelight.access.store", "safelight.ads.store", "safelight.cases.store"} <= {
        ".".join(verb.module.name.split(".")[:3]) for verb in inspected
    }, "a store was not inspected"
    unscoped = [
        verb.place
        for verb in inspected
        if verb.takes.get("scope") != "Scope" and verb.name not in reasons(verb.module, "TENANTLESS")
    ]
    assert unscoped == []


def test_every_change_in_a_store_takes_its_intent_or_says_why_not() -> None:
    writing = [verb for module in stores() for verb in public(module) if verb.writes]
    assert writing, "nothing was inspected"
    silent = [
        verb.place
        for verb in writing
        if not any("Intent" in kind for kind in verb.takes.values())
        and verb.name not in reasons(verb.module, "UNAUDITED")
    ]
    assert silent == []


@pytest.mark.parametrize("constant", ["TENANTLESS", "UNAUDITED"])
def test_every_listed_exception_exists_and_has_a_reason(constant: str) -> None:
    for module in stores():
        listed = reasons(module, constant)
        assert set(listed) <= {verb.name for verb in public(module)}
        assert all(len(reason.split()) >= 3 for reason in listed.values())


def test_the_purposes_are_a_closed_list_without_a_value_against_consenting_adults() -> None:
    assert set(PURPOSE_KINDS) == {
        *("trafficking", "exploited_minor", "missing_person", "third_party_exploitation"),
        *("content_deconfliction", "referral"),
    }
    assert [kind for kind in PURPOSE_KINDS if FORBIDDEN_PURPOSES.search(kind)] == []


def test_no_action_serves_a_purpose_that_may_not_be() -> None:
    assert [action for action in ACTIONS if FORBIDDEN_PURPOSES.search(action)] == []


def test_search_reveal_and_export_need_a_purpose() -> None:
    assert {"ads.search", "ads.reveal", "ads.export"} <= NEEDS_PURPOSE


def test_no_role_is_given_an_action_that_does_not_exist() -> None:
    given = {action for roles in TABLE.values() for actions in roles.values() for action in actions}
    assert given <= set(ACTIONS)
    assert not set(ACTIONS) - given, "an action nobody may do"


def test_a_scope_made_elsewhere_is_found() -> None:
    text = (
        "from safelight.access.core.permission import Scope as Proof\n"
        "from dataclasses import replace\nx = Proof(1)\ny = replace(self.scope, action=2)\n"
    )
    assert scopes_made(Module("planted", "planted.py", text, ast.parse(text))) == ["planted.py:3", "planted.py:4"]
    innocent = "from starlette.types import Scope\nx = Scope()\n"
    assert scopes_made(Module("planted", "planted.py", innocent, ast.parse(innocent))) == []
