"""Commands about a home itself: init, tenant, demo, login, logout, serve, work, check."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.access.core.tenant import TENANT_KINDS, TenantKind
from safelight.cli.console import err, out, progress, show, show_json
from safelight.cli.session import HomeOption, JsonOption, keep_token, platform, signed_in, token_file
from safelight.infra.ids import RandomIds
from safelight.kernel.errors import Broken, Invalid, Missing
from safelight.kernel.sealed import Sealed
from safelight.settings import Settings, read_settings

if TYPE_CHECKING:
    from safelight.assembly import Platform

DEFAULT_PORT = 8000

GRACE = 10
"""Seconds that requests under way get when the server stops."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file at the top level."""
    for name, command in (
        ("init", init),
        ("tenant", tenant),
        ("demo", demo),
        ("login", login),
        ("logout", logout),
        ("serve", serve),
        ("work", work),
        ("check", check),
    ):
        app.command(name)(command)


KindOption = Annotated[str, typer.Option("--kind", help=f"One of: {', '.join(TENANT_KINDS)}.")]
JurisdictionOption = Annotated[str, typer.Option("--jurisdiction", help="ISO code, as US-CA.")]
AdminOption = Annotated[str, typer.Option("--admin", help="Login of its first administrator.")]


def init(
    name: Annotated[str, typer.Option("--tenant", help="Name of your agency, NGO or company.")],
    kind: KindOption = "agency",
    jurisdiction: JurisdictionOption = "US",
    admin: AdminOption = "admin",
    home: HomeOption = None,
) -> None:
    """Make a home with one tenant and its first administrator. Asks for the password."""
    settings = read_settings(home)
    known, password = _kind(kind), _first_password(settings, admin)
    from safelight.assembly import create_home

    create_home(settings.home, RandomIds())
    with platform(home) as opened:
        _found(opened, name, known, jurisdiction, admin, password)
    out(f"home ready at {settings.home}")
    out(f"next: safelight login {admin}, then safelight member add ... --roles investigator")


def tenant(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of another agency, NGO or company.")],
    admin: Annotated[str, typer.Option("--admin", help="Login of its first administrator; nobody else's yet.")],
    kind: KindOption = "agency",
    jurisdiction: JurisdictionOption = "US",
    home: HomeOption = None,
) -> None:
    """Found another tenant in a home, at its machine, with its first administrator. Asks for the password."""
    known = _kind(kind)
    with platform(home) as opened:
        _found(opened, name, known, jurisdiction, admin, _first_password(opened.settings, admin))
    out(f"{name} is founded; next: safelight login {admin}")


def _kind(kind: str) -> TenantKind:
    found = next((one for one in TENANT_KINDS if one == kind), None)
    if found is None:
        raise Invalid("access.tenant_kind", f"A tenant is one of: {', '.join(TENANT_KINDS)}.")
    return found


def _first_password(settings: Settings, admin: str) -> Sealed:
    return settings.password or Sealed(
        typer.prompt(f"Password for {admin}", hide_input=True, confirmation_prompt=True, err=True)
    )


def _found(opened: Platform, name: str, kind: TenantKind, jurisdiction: str, admin: str, password: Sealed) -> None:
    founded = opened.access.found_tenant(name, kind, jurisdiction)
    opened.access.enrol(founded.id, admin, admin, ("administrator",), password)


def demo(
    ads: Annotated[int, typer.Option("--ads", help="About how many synthetic ads.", min=200, max=2_000_000)] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="Which world.")] = 1,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the console afterwards.")] = True,
    port: Annotated[int, typer.Option("--port", help="Port of the console.")] = DEFAULT_PORT,
    jsonl: Annotated[str, typer.Option("--jsonl", help="Also write the synthetic ads to this file.")] = "",
    home: HomeOption = None,
) -> None:
    """Load a synthetic world of invented adults, run the ads pipeline, print the five best leads, serve the console."""
    from safelight.assembly import create_home
    from safelight.assembly.demo.load import load_demo
    from safelight.assembly.demo.network import load_network
    from safelight.assembly.demo.texters import PAGE, Texters, load_line

    settings = read_settings(home)
    create_home(settings.home, RandomIds())
    with platform(home) as opened:
        with progress() as tell:
            loaded = load_demo(
                opened, seed=seed, size=ads, jsonl=jsonl, report=lambda row: err(row.line()), progress=tell
            )
        load_network(opened, loaded.passphrase)
        load_line(opened, loaded.passphrase)
        for line in loaded.lines():
            out(line)
    if serve_it:
        out(f"Chat page of the text line: http://127.0.0.1:{port}/p/{PAGE}")
        _serve(port, "127.0.0.1", home, lambda served: Texters(served).loop)


def login(
    name: Annotated[str, typer.Argument(metavar="LOGIN", help="Your login.")],
    home: HomeOption = None,
) -> None:
    """Sign in for later commands on this home. Asks for the password (or takes SAFELIGHT_PASSWORD)."""
    with platform(home) as opened:
        settings = opened.settings
        password = settings.password or Sealed(typer.prompt("Password", hide_input=True, err=True))
        signed = opened.access.sign_in(name, password)
        keep_token(settings, signed.token)
    out(f"signed in as {signed.actor.member.name}, {signed.actor.tenant.name}")


def logout(home: HomeOption = None) -> None:
    """End your session on this home."""
    with signed_in(home) as (opened, actor):
        opened.access.sign_out(actor)
        token_file(opened.settings).unlink(missing_ok=True)
    out("signed out")


def serve(
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=1, max=65535)] = DEFAULT_PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; keep a proxy with TLS before it.")
    ] = "127.0.0.1",
    home: HomeOption = None,
) -> None:
    """Serve the console and the API, with the background jobs."""
    _serve(port, host, home)


Beside = Callable[["Platform"], Callable[[threading.Event], None]]
"""Makes a loop that runs on a thread of its own while the console is served."""


def _serve(port: int, host: str, home: Path | None, beside: Beside | None = None) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from safelight.api import create_api
    from safelight.api.banks import BanksBefore, create_banks
    from safelight.api.gateways import create_gateways
    from safelight.assembly import build
    from safelight.web import create_app
    from safelight.web.texter import create_chat_page

    opened = build(read_settings(home))
    stop, console, page = threading.Event(), create_app(opened), create_chat_page(opened)
    routes = [
        Mount("/api/v1", create_api(opened)),
        Mount("/gateways", create_gateways(opened)),
        Mount("/p", page),
        Mount("/", BanksBefore(create_banks(opened), console)),
    ]

    class Server(uvicorn.Server):
        """Lets pages that are followed live end before it waits for what is open."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            console.state.console.closing.set()
            page.state.console.closing.set()
            super().handle_exit(sig, frame)

    workers = _start_workers(opened, stop)
    if beside is not None:
        workers.append(threading.Thread(target=beside(opened), args=(stop,), name="beside", daemon=True))
        workers[-1].start()
    out(f"Safelight console: http://{host}:{port}/  (Ctrl-C stops it)")
    asked = uvicorn.Config(
        Starlette(routes=routes),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    try:
        Server(asked).run()
    finally:
        stop.set()
        for worker in workers:
            worker.join(timeout=10)
        opened.close()


SWITCH_AFTER = 0.001
"""Seconds after which a busy thread lets another run: an acknowledgement changes threads four times, and with the
usual 5 ms waits 20 for a job that computes (measured with benchmarks/textline_webhook.py, 2026-11)."""


def _start_workers(opened: Platform, stop: threading.Event) -> list[threading.Thread]:
    """The background jobs, the couriers and the sender of the text line, each on a thread of its own."""
    from safelight.assembly.schedule import COURIER_POLL

    sys.setswitchinterval(SWITCH_AFTER)
    loops: dict[str, Callable[[], None]] = {
        "jobs": lambda: opened.jobs.loop(stop),
        "courier": lambda: opened.courier.loop(stop, COURIER_POLL),
        "sender": lambda: opened.textline.sender.loop(stop),
    }
    workers = [threading.Thread(target=loop, name=name, daemon=True) for name, loop in loops.items()]
    for worker in workers:
        worker.start()
    return workers


def work(home: HomeOption = None) -> None:
    """Run the background jobs alone, for installations with several processes. Ctrl-C stops it."""
    with platform(home) as opened:
        out("working; Ctrl-C stops it")
        stop = threading.Event()
        workers = _start_workers(opened, stop)
        try:
            while not stop.wait(60):
                pass
        except KeyboardInterrupt:
            out("stopped")
        finally:
            stop.set()
            for worker in workers:
                worker.join(timeout=10)


def check(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Verify this installation: the whole audit log, the outbox and the jobs. Exit 70 when something is wrong."""
    settings = read_settings(home)
    if not settings.home.exists():
        raise Missing("home.missing", f"There is no Safelight home at {settings.home}.")
    with platform(home) as opened:
        opened.access.settle()  # what a killed process left waiting is no finding; what can't get its leaf is
        findings = [f"audit log: {problem}" for problem in opened.trail.verify()]
        findings += opened.content.transparency.verify()
        stuck = opened.outbox.stuck() + (opened.letters.stuck() if opened.letters is not opened.outbox else [])
        findings += [f"outbox: {row.topic} failed {row.attempts} times ({row.error})" for row in stuck]
        findings += [f"job {name}: failed {count} times ({error})" for name, count, error in opened.jobs.failing()]
        head = None if findings else opened.trail.head()
    if as_json:
        size, root = (head.size, head.root.hex()) if head else (None, None)
        show_json({"ok": not findings, "findings": findings, "audit_size": size, "audit_root": root})
    else:
        for finding in findings:
            err(f"WRONG  {finding}")
        if head is not None:
            show({"audit entries": head.size, "audit root": head.root.hex(), "installation": "verified"}, False)
    if findings:
        raise Broken("check.failed", f"{len(findings)} thing(s) are wrong with this installation.")
