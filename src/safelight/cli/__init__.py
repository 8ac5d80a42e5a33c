"""The command line: parse, call one service verb, print. Errors become exit codes here and nowhere else.

Exit codes: 0 done, 2 invalid input or usage, 3 denied, 4 missing, 5 conflict, 6 unavailable, 70 broken.
Heavy parts (numba, pyarrow, tantivy, the web server) are imported by the command that needs them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from safelight import __version__
from safelight.cli import (
    ads,
    agencies,
    ask,
    banks,
    cases,
    content,
    desk,
    drills,
    hash_sets,
    home,
    lessons,
    lines,
    members,
    network,
    nodes,
    notices,
    posters,
    private_check,
    referrals,
    releases,
    report_package,
    reports,
    saved,
    seek,
    shifts,
    stats_groups,
    stats_home,
    stats_patterns,
    stats_publish,
    textline,
)
from safelight.cli.console import err
from safelight.infra.clock import SystemClock
from safelight.infra.disk import FULL
from safelight.infra.logs import Log
from safelight.kernel.errors import Broken, Conflict, Denied, Invalid, Missing, SafelightError, Unavailable

EXIT_CODES: dict[type[SafelightError], int] = {
    Invalid: 2,
    Denied: 3,
    Missing: 4,
    Conflict: 5,
    Unavailable: 6,
    Broken: 70,
}

app = typer.Typer(
    name="safelight",
    help="Find people who are being sexually exploited and get them help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
home.register(app)
ads.app.add_typer(reports.app, name="report")
ads.app.add_typer(posters.app, name="poster")
ads.app.add_typer(saved.app, name="saved")
ads.app.add_typer(seek.app, name="seek")
saved.register(ads.app)
lessons.register(ads.app)
ask.register(ads.app)
app.add_typer(ads.app, name="ads")
network.register(content.app)
notices.register(content.app)
hash_sets.register(content.app)
private_check.register(content.app)
content.app.add_typer(report_package.app, name="report")
content.app.add_typer(banks.app, name="bank")
content.app.add_typer(nodes.app, name="node")
app.add_typer(content.app, name="content")
app.add_typer(cases.app, name="case")
app.add_typer(members.app, name="member")
stats_publish.app.add_typer(releases.app, name="release")
stats_patterns.register(stats_publish.app)
stats_home.register(stats_publish.app)
stats_groups.register(stats_publish.app)
app.add_typer(stats_publish.app, name="stats")
lines.register(textline.app)
desk.register(textline.app)
agencies.register(textline.app)
referrals.register(textline.app)
textline.app.add_typer(shifts.app, name="shift")
textline.app.add_typer(drills.app, name="drill")
app.add_typer(textline.app, name="textline")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"safelight {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Find people who are being sexually exploited and get them help."""


def exit_code(error: SafelightError) -> int:
    """The exit code of a refusal."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def _refused(error: OSError) -> int:
    """The system refused: of a file that has a name, or a full disk, the reason is enough; else where it was, too."""
    if error.filename is None and error.errno not in FULL:
        Log(SystemClock()).failure("cli.system", error)
    named = f"{error.filename}: " if error.filename is not None else ""
    err(f"error: {named}{error.strerror or type(error).__name__} [cli.system]")
    if error.errno in FULL:
        with suppress(OSError):  # what still waits for a full disk would fail again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_CODES[Unavailable]


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    try:
        code = app(standalone_mode=False)
    except SafelightError as error:
        err(f"error: {error.message} [{error.code}]")
        code = exit_code(error)
    except typer.Abort:
        err("stopped")
        code = 130
    except TyperException as error:
        err(f"error: {error.format_message()} (see --help)")
        code = error.exit_code
    except KeyboardInterrupt:
        err("stopped")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as error:
        code = _refused(error)
    except Exception as error:  # the surface's boundary is one of the three places that may catch everything
        Log(SystemClock()).failure("cli.broken", error)
        err(f"error: Safelight itself failed ({type(error).__name__}); the line above says where [cli.broken]")
        code = EXIT_CODES[Broken]
    sys.exit(code if isinstance(code, int) else 0)
