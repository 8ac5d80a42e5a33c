"""The programs that travel with what they check: each one file that needs nothing of ours and runs on Python 3.9.

A stranger must be able to read one file and run it, so what they share is written in each. This holds it together: it
is the same word for word, and a mending of one is a mending of all.
"""

from __future__ import annotations

import ast
import sys
from itertools import combinations
from pathlib import Path

import pytest
from tests.lib.tree import ROOT

PROGRAMS = (
    "src/safelight/ads/render/verify.py",
    "src/safelight/textline/render/verify.py",
    "src/safelight/content/render/verify_log.py",
)
OWN = frozenset({"verify", "main", "check_custody", "included", "Report"})
"""What each does in its own way. `included` and `Report` are one in both packages, which is compared apart."""


def parts(program: str) -> dict[str, str]:
    """The source of each function and class, by name."""
    text = Path(ROOT, program).read_text("utf-8")
    named = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef | ast.ClassDef)]
    return {each.name: str(ast.get_source_segment(text, each)) for each in named}


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_is_python_3_9_and_the_standard_library(program: str) -> None:
    tree = ast.parse(Path(ROOT, program).read_text("utf-8"), feature_version=(3, 9))
    imported = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    imported |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    roots = {name.partition(".")[0] for name in imported}
    assert roots <= sys.stdlib_module_names | {"cryptography"}
    strict = [each.lineno for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg == "strict"]
    assert strict == [], "zip(strict=...) is Python 3.10; on 3.9 a sound package would not verify"


def test_what_they_share_is_the_same_word_for_word() -> None:
    compared = set()
    for left, right in combinations(PROGRAMS, 2):
        first, second = parts(left), parts(right)
        for name in sorted((first.keys() & second.keys()) - OWN):
            assert first[name] == second[name], f"{name} differs in {left} and {right}"
            compared.add(name)
    assert compared >= {
        "signed",
        "signed_by_openssl",
        "read_files",
        "check_files",
        "check_signature",
        "check_checkpoint",
    }


@pytest.mark.parametrize("name", ["included", "Report"])
def test_both_packages_prove_alike(name: str) -> None:
    ads, textline, _ = (parts(program) for program in PROGRAMS)
    assert ads[name] == textline[name]
