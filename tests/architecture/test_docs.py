"""Documentation that can be wrong is generated or tested: reference pages, links, commands, floors, promises."""

from __future__ import annotations

import re
import shlex
import textwrap
import tomllib
from pathlib import Path

import pytest
import typer
from docs import generate
from tests.lib.tree import ROOT, kept_files
from typer.core import TyperGroup
from typer.main import get_command

DOCS = ROOT / "docs"


PAGES = [path for path in kept_files() if path.suffix == ".md"]

PARTS = ["Context", "Decision", "Consequences", "Alternatives"]

COMMAND = re.compile(r"^(?:    |\$ )?(?:\.venv/bin/)?safelight [a-z-].*|`safelight [a-z-][^`]*`", re.MULTILINE)
"""Command lines in blocks, and in running text between backticks."""

SHELL = {"|", "||", "&&", ">", "<", ";"}
"""Where a command ends and the shell goes on."""


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    page = DOCS / "reference" / name
    assert page.exists(), "run `make docs`"
    assert page.read_text(encoding="utf-8") == generate.PAGES[name](), "run `make docs`"


def test_every_workflow_diagram_in_the_documentation_is_one_of_the_tables() -> None:
    tables = {flow.mermaid() for _, flow in generate.workflows()}
    shown = [
        diagram
        for page in PAGES
        for diagram in re.findall(r"```mermaid\n(.*?)```", page.read_text(), re.DOTALL)
        if diagram.startswith("stateDiagram")
    ]
    assert shown
    assert set(shown) <= tables


def test_every_error_kind_has_its_line() -> None:
    from safelight.kernel.errors import KINDS

    page = (DOCS / "reference" / "errors.md").read_text()
    assert [kind.__name__ for kind in KINDS if f"| **{kind.__name__}** |" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_resolve(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (page.parent / target).exists()] == []


def commands() -> list[tuple[str, str]]:
    """Every `safelight ...` that a page tells somebody to type, with the page's name; generated pages left out."""
    found = []
    for page in PAGES:
        if page.parent.name == "reference" and page.name in generate.PAGES:
            continue
        for match in COMMAND.finditer(page.read_text()):
            line = match.group().strip("` \n").removeprefix("$ ").removeprefix(".venv/bin/").split("  #")[0].strip()
            found.append((page.name, line))
    return found


@pytest.mark.parametrize(("page", "line"), commands(), ids=lambda value: str(value)[:60])
def test_every_command_that_a_page_names_exists(page: str, line: str) -> None:
    assert problem(shlex.split(line.replace("…", ""))[1:]) is None, f"{page}: {line}"


def problem(words: list[str]) -> str | None:
    """What is wrong with the words after `safelight`: an unknown command or an unknown option."""
    import safelight.cli as surface

    app = next(value for value in vars(surface).values() if isinstance(value, typer.Typer))
    command = get_command(app)
    options = {name for each in command.params for name in [*each.opts, *each.secondary_opts]}
    for place, word in enumerate(words):
        if word in SHELL:
            return None
        ends = isinstance(command, TyperGroup) and command.invoke_without_command and words[place - 1].startswith("-")
        if isinstance(command, TyperGroup) and not word.startswith("-") and not ends:
            if word not in command.commands:
                return f"no command {word}"
            command = command.commands[word]
            options |= {name for each in command.params for name in [*each.opts, *each.secondary_opts]}
        elif word.startswith("--") and word.split("=")[0] not in options | {"--help"}:
            return f"no option {word}"
    return None


def test_the_command_check_sees_a_wrong_command() -> None:
    assert problem(["fly"]) == "no command fly"
    assert problem(["ads", "process", "--fly"]) == "no option --fly"
    assert problem(["content", "notices", "--after", "1", "|", "tee"]) is None
    assert problem(["content", "notices", "fly"]) == "no command fly"


def test_the_floors_in_the_documentation_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"] == "The house has floors")
    standing = [" | ".join(room for room in layer.split(" | ") if not room.startswith("(")) for layer in layers]
    floors = " > ".join(layer for layer in standing if layer != "__main__")
    for page in (DOCS / "explanation" / "architecture.md", ROOT / "CONTRIBUTING.md"):
        assert floors in " ".join(page.read_text().split()), page.name


def test_every_promise_names_a_module_and_a_test_that_exist() -> None:
    rows = re.findall(r"^\| (P\d+) \|.*\| `([\w.]+)` \| `([\w./]+)` \|$", (DOCS / "threat-model.md").read_text(), re.M)
    assert [int(number[1:]) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 5
    missing = [number for number, module, test in rows if not exists(module) or not (ROOT / test).exists()]
    assert missing == []


def exists(module: str) -> bool:
    path = ROOT / "src" / Path(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def test_the_worked_scores_are_those_of_the_code() -> None:
    from safelight.ads.core.score import order

    text = (DOCS / "explanation" / "scoring.md").read_text()
    rows = re.findall(r"^\| ([\d.]+) \| ([\d.]+) \| (yes|no) \| ([\d.]+) \|$", text, re.M)
    assert len(rows) >= 5
    for control, risk, children, expected in rows:
        assert order(float(control), float(risk), children == "yes") == pytest.approx(float(expected))


def test_the_signs_and_thresholds_in_the_explanation_are_those_of_the_code() -> None:
    from safelight.ads.core import activity, control, lead, score

    text = (DOCS / "explanation" / "scoring.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.M)) == set(control.WEIGHT)
    flat = " ".join(text.split())
    assert f"sum({score.WEIGHT} * share)" in flat
    assert f"validated risk reaches {lead.RISK_THRESHOLD}" in flat
    assert f"two people or more and control of at least {activity.CONTROLLED:g}" in flat


def test_the_recipe_in_the_documentation_can_be_read() -> None:
    from safelight.ads.sources.recipe import read_recipe

    block = re.search(r"```toml\n(.*?)```", (DOCS / "how-to" / "add-a-page-recipe.md").read_text(), re.DOTALL)
    assert block is not None
    recipe = read_recipe(tomllib.loads(textwrap.dedent(block.group(1))), "mysite")
    assert recipe.ad is not None
    assert recipe.listing is not None


FIRST_OF_A_SYSTEM = {1, 14, 17, 20, 28, 30, 35, 37, 40, 45, 50, 52, 54, 56, 59, 63, 66, 68}
"""Decisions on the whole house, then on ads, content, textline, stats: each system counts on by itself. Four count
several times: how ads are linked from 14, what the home does with them from 17, how fast they are read from 50,
scripts from 52 and 66, the home's days from 54, names from 56, ranks from 63, a lead's page from 68; what the
content network does from 20, how fast from 28; the textline's core and desk from 30, its console from 35, its carriers
from 37; tests of stats from 40, its rooms from 45 and 59."""


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    pages = sorted((DOCS / "adr").glob("*.md"))
    index = (DOCS / "index.md").read_text()
    numbers = [int(page.name[:4]) for page in pages]
    assert len(numbers) == len(set(numbers))
    assert [number for number in numbers if number not in FIRST_OF_A_SYSTEM and number - 1 not in numbers] == []
    assert [page.name for page in pages if f"adr/{page.name}" not in index] == []
    for page in pages:
        text = page.read_text()
        assert re.match(rf"# {int(page.name[:4])}\. \S", text), page.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences", "Alternatives")), (
            page.name
        )
