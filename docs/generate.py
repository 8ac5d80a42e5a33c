"""Writes the reference pages that can be read off the code: `make docs`.

Pages: command line, errors, workflows, permissions, settings, audit events, numbers. Each is a pure function of
the code, so that a test can compare what is committed with what the code says. Nothing else belongs here:
a page that a person writes lives in tutorials, how-to or explanation.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import get_args

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "safelight"
REFERENCE = ROOT / "docs" / "reference"

sys.path.insert(0, str(ROOT / "src"))

MARK = "<!-- Written by `make docs` from the code. Don't edit: a test compares. -->"

EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
WRITES_ENTRIES = {"_entry", "intent", "event_intent", "entry_for", "AuditEntry", "entry"}
"""Calls whose `action` (or first text) names an audit event."""


@dataclass(frozen=True)
class Said:
    """Something the code says at a place: an error code with its kind and message, or an audit event."""

    code: str
    kind: str
    text: str
    module: str


def page(title: str, intro: str, *parts: str) -> str:
    return "\n\n".join([MARK, f"# {title}", intro, *(part.rstrip() for part in parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def first_paragraph(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())


# --- command line -------------------------------------------------------------------------------


def cli_page() -> str:
    """Every command with its arguments, options and defaults."""
    module = importlib.import_module("safelight.cli")
    apps = [value for value in vars(module).values() if isinstance(value, typer.Typer)]
    if len(apps) != 1:
        raise LookupError(f"safelight.cli holds {len(apps)} command lines, expected one")
    parts = list(command_parts(get_command(apps[0]), "safelight"))
    intro = "Exit codes are on [errors](errors.md); environment variables on [settings](settings.md)."
    return page("Command line", intro, *parts)


def command_parts(command: object, path: str) -> Iterator[str]:
    if getattr(command, "hidden", False):
        return
    if isinstance(command, TyperGroup):
        yield f"## `{path}`\n\n{prose(command.help)}" + parameters(command)
        for name in sorted(command.commands):
            yield from command_parts(command.commands[name], f"{path} {name}")
    elif isinstance(command, TyperCommand):
        yield f"### `{path}{usage(command)}`\n\n{prose(command.help)}" + parameters(command)


def prose(text: str | None) -> str:
    """Help as prose: paragraphs kept, the terminal's own marks removed."""
    paragraphs = inspect.cleandoc((text or "").replace("\b", "")).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def usage(command: TyperCommand) -> str:
    arguments = [each for each in command.params if isinstance(each, TyperArgument) and not each.hidden]
    names = [name_of(each) + ("..." if each.nargs == -1 else "") for each in arguments]
    return "".join(f" {name}" if each.required else f" [{name}]" for name, each in zip(names, arguments, strict=True))


def name_of(argument: TyperArgument) -> str:
    return (argument.metavar or argument.name or "").upper().strip("[]").removesuffix("...")


def parameters(command: TyperCommand | TyperGroup) -> str:
    rows = []
    for each in command.params:
        if isinstance(each, TyperArgument) and not each.hidden and each.help:
            rows.append([f"`{name_of(each)}`", first_paragraph(each.help), ""])
        if isinstance(each, TyperOption) and not each.hidden:
            names = ", ".join(f"`{name}`" for name in [*each.opts, *each.secondary_opts])
            rows.append([names, first_paragraph(each.help), default_of(each)])
    return "\n\n" + table(["option", "meaning", "default"], rows) if rows else ""


def default_of(option: TyperOption) -> str:
    if isinstance(option.show_default, str):
        return option.show_default
    value = option.default
    if value is None or value is False or callable(value) or value in ((), [], ""):
        return ""
    if option.secondary_opts and value is True:
        return f"`{option.opts[0]}`"
    return f"`{value}`"


# --- errors -------------------------------------------------------------------------------------


def errors_page() -> str:
    """The six kinds, how each surface shows them, and every code."""
    from safelight.kernel.errors import KINDS

    surfaces = {name: mapping for name in ("cli", "web", "api") if (mapping := kind_map(name))}
    head = ["kind", "means", *(f"{name}" for name in surfaces)]
    rows = [
        [f"**{kind.__name__}**", first_paragraph(kind.__doc__), *(status(each[kind]) for each in surfaces.values())]
        for kind in KINDS
    ]
    codes = [[f"`{said.code}`", said.kind, said.text, f"`{said.module}`"] for said in raised(KINDS)]
    intro = (
        "Six kinds, closed list. A code is stable and safe to match on; a message is safe to show. `cli` is the exit "
        "code, `web` and `api` the HTTP status. What another tenant may not see is Missing, byte for byte."
    )
    return page("Errors", intro, table(head, rows), "## Codes", table(["code", "kind", "message", "from"], codes))


def status(shown: object) -> str:
    """A surface's number for a kind; a page that also has a heading keeps it beside the number."""
    return str(shown[0] if isinstance(shown, tuple) else shown)


def kind_map(surface: str) -> dict[type, object] | None:
    """The surface's one map from kind to status: a module-level mapping whose keys are the six kinds."""
    from safelight.kernel.errors import KINDS

    names = {kind.__name__ for kind in KINDS}
    for path in sorted((SOURCE / surface).rglob("*.py")):
        dicts = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Dict))
        if any(names <= {ast.unparse(key).split(".")[-1] for key in each.keys if key} for each in dicts):
            values = vars(importlib.import_module(dotted(path))).values()
            return next((each for each in values if isinstance(each, dict) and set(KINDS) <= set(each)), None)
    return None


def raised(kinds: Iterable[type]) -> list[Said]:
    """Every `Kind("code", "message")`, `Refused("code", "reason")` in the code; interpolations shown as …"""
    names = {kind.__name__ for kind in kinds} | {"Refused", "Refusal"}
    found = {}
    for module, call in calls(names):
        if len(call.args) >= 2 and (code := wording(call.args[0])) and EVENT.fullmatch(code.replace("…", "x")):
            kind = {"Refused": "Denied", "Refusal": "Conflict"}.get(called(call), called(call))
            found.setdefault(code, Said(code, kind, wording(call.args[1]) or "(its own words)", module))
    return sorted(found.values(), key=lambda said: said.code)


# --- workflows, permissions, settings, audit events ----------------------------------------------


def workflows_page() -> str:
    """Every workflow as a diagram and a table, from the same rows that decide."""
    parts = []
    for module, flow in workflows():
        moves = [[move.source, f"`{move.verb}`", move.target, f"`{move.audit}`"] for move in flow.moves]
        diagram = f"```mermaid\n{flow.mermaid()}```"
        parts.append(f"## {flow.name.capitalize()}\n\nDecided by `{module}`.\n\n{diagram}")
        parts.append(table(["from", "verb", "to", "audit event"], moves))
    if not parts:
        raise LookupError("no workflow was found")
    return page("Workflows", "A workflow is a table of moves. What is not in it can't be done.", *parts)


def workflows() -> list[tuple[str, object]]:
    from safelight.kernel.workflow import Workflow

    found = {}
    for core in sorted(SOURCE.glob("*/core")):
        for module in walk(dotted(core / "__init__.py")):
            for value in vars(module).values():
                if isinstance(value, Workflow):
                    found.setdefault(value.name, (module.__name__, value))
    return [found[name] for name in sorted(found)]


def permissions_page() -> str:
    """Role by action, one table a kind of tenant."""
    from safelight.access.core.permission import ACTIONS, NEEDS_PURPOSE, TABLE
    from safelight.access.core.purpose import PURPOSE_KINDS
    from safelight.access.core.tenant import KEPT_APART

    def starred(action: str) -> str:
        return f"`{action}` *" if action in NEEDS_PURPOSE else f"`{action}`"

    parts = []
    for kind, roles in TABLE.items():
        given = [action for action in ACTIONS if any(action in actions for actions in roles.values())]
        rows = [[starred(action), *("yes" if action in roles[role] else "" for role in roles)] for action in given]
        parts.append(f"## {kind}\n\n" + table(["action", *(role.replace("_", " ") for role in roles)], rows))
    apart = "; ".join(sorted(" and ".join(sorted(pair)) for pair in KEPT_APART))
    parts.append(f"## Roles one person can't hold together\n\n{apart}.")
    parts.append("## Purposes\n\nClosed list: " + ", ".join(f"`{kind}`" for kind in PURPOSE_KINDS) + ".")
    intro = "Default deny: what stands in no row, nobody may do. A star: needs a purpose, an open case and a reason."
    return page("Permissions", intro, *parts)


def settings_page() -> str:
    """Every environment variable that is read."""
    from safelight.settings import DOCUMENTED

    rows = [[f"`{name}`", meaning] for name, meaning in DOCUMENTED.items()]
    return page("Settings", "Read once, at start. Command-line options win.", table(["variable", "meaning"], rows))


def audit_page() -> str:
    """Every action that an audit entry can name, and where it is written."""
    where: dict[str, set[str]] = defaultdict(set)
    for module, call in calls(WRITES_ENTRIES):
        keywords = [each.value for each in call.keywords if each.arg == "action"]
        texts = [wording(node) for node in [*keywords, *call.args]]
        for text in texts[:5]:
            if text and EVENT.fullmatch(text):
                where[text].add(module)
    for module, flow in workflows():
        for move in flow.moves:
            where[move.audit].add(module)
    from safelight.access.core import permission

    for action in get_args(permission.Action):
        where[action].add(permission.__name__)
    rows = [[f"`{event}`", ", ".join(f"`{module}`" for module in sorted(where[event]))] for event in sorted(where)]
    intro = (
        "Each entry names the action, the subject, tenant, member, session, case, reason and outcome (allowed, denied, "
        "failed). A refusal is written under the action that was refused."
    )
    return page("Audit events", intro, table(["action", "from"], rows))


# --- numbers that decide --------------------------------------------------------------------------


def numbers_page() -> str:
    """Every named number in the pure parts of the systems and in the near-match kernels, with its source."""
    rows = []
    for package in ("safelight.near", "safelight.access.core", "safelight.cases.core", "safelight.ads.core"):
        for module in walk(package):
            rows += [[f"`{name}`", shown, f"`{module.__name__}`", why] for name, shown, why in constants(module)]
    intro = (
        "Thresholds, weights and limits, read off the code with the reason that stands beside each. A number without a "
        "reason is explained by its module."
    )
    return page("Numbers that decide", intro, table(["name", "value", "module", "source"], rows))


def constants(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """Name, value and the text below each public number of a module, in the module's order."""
    body = ast.parse(inspect.getsource(module)).body
    for node, below in zip(body, [*body[1:], ast.Pass()], strict=True):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_"):
            shown = as_number(getattr(module, target.id))
            says = wording(below.value) if isinstance(below, ast.Expr) else None
            if shown:
                yield target.id, shown, " ".join((says or "").split())


def as_number(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, timedelta):
        return f"{value.days} days" if value.days else f"{value.seconds / 60:g} min"
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, Mapping) and value and all(isinstance(each, int | float) for each in value.values()):
        return ", ".join(f"{name} {each:g}" for name, each in value.items())
    return None


# --- facts ----------------------------------------------------------------------------------------


def facts_page() -> str:
    """Every kind of fact: what is counted, by which words, and from which audit events."""
    from safelight.assembly.facts import KINDS, RULES

    parts = []
    for kind in KINDS:
        events = [f"`{rule.action}`" for rule in RULES if rule.kind == kind] or ["counted from the book by week"]
        rows = [[f"`{name}`", ", ".join(words)] for name, words in sorted(kind.attributes.items())]
        words = [table(["attribute", "words"], rows)] if rows else []
        parts.append(
            "\n\n".join([f"## {kind.noun}", f"`{kind.name}`: {kind.counts}.", f"From: {', '.join(events)}.", *words])
        )
    intro = (
        "What the systems count, with nobody in it. Every kind has day, state, county and count besides; a value that "
        "is on no list counts as `unlisted`, one that nobody stated as `not stated`. "
        "[Decision 45](../adr/0045-facts-are-read-off-the-audit-log.md) says why it is done so."
    )
    return page("Facts", intro, *parts)


# --- reading the code ----------------------------------------------------------------------------


def walk(package: str) -> Iterator[ModuleType]:
    """Every importable module of a package, sorted by name; the program's own entry point left out."""
    root = importlib.import_module(package)
    yield root
    names = sorted(found.name for found in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}."))
    for name in names:
        if not name.endswith("__main__") and ".migrations" not in name:
            yield importlib.import_module(name)


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Calls of functions with one of these names, with the module they stand in."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in names:
                yield dotted(path), node


def dotted(path: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def wording(node: ast.expr) -> str | None:
    """The text an expression says; what is filled in shows as …"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (wording(node.left) or "…") + (wording(node.right) or "…")
    return None


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "errors.md": errors_page,
    "workflows.md": workflows_page,
    "permissions.md": permissions_page,
    "settings.md": settings_page,
    "audit-events.md": audit_page,
    "numbers.md": numbers_page,
    "facts.md": facts_page,
}


def main() -> int:
    """Write every page; a page that can't be made is named and the rest is still written."""
    failed = 0
    for name, make in PAGES.items():
        try:
            text = make()
        except (ImportError, LookupError, AttributeError) as error:
            sys.stderr.write(f"{name}: {type(error).__name__}: {error}\n")
            failed += 1
            continue
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
