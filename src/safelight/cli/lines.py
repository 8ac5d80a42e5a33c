"""`safelight textline line`, `provider` and `chat`: a line's address, who carries its texts, and a simulated phone."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from safelight.cli.console import err, out, show
from safelight.cli.session import HomeOption, JsonOption, platform, signed_in
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.sealed import Sealed
from safelight.settings import read_settings

if TYPE_CHECKING:
    from safelight.assembly import Platform
    from safelight.textline.core.sending import ProviderKind

LOOK_EVERY = 0.3
"""Seconds between looks at what arrived."""

OWN_NUMBER = "+15550199"
"""The simulated phone's number, of the range kept for fiction."""

TOKENLESS = ("web", "simulator")
"""Kinds of provider that nobody signs in at."""

lines = typer.Typer(help="Lines: addresses that people text to.", no_args_is_help=True)
providers = typer.Typer(help="Providers: who carries a line's texts.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight textline`."""
    app.add_typer(lines, name="line")
    app.add_typer(providers, name="provider")
    app.command("chat")(chat)


@lines.command("add")
def add_line(
    address: Annotated[str, typer.Argument(help="Number or short code that people text to, as +15550100.")],
    name: Annotated[str, typer.Option("--name", help="What staff call it.")],
    programme: Annotated[str, typer.Option("--programme", help="Neutral name in answers to STOP and HELP.")] = "Info",
    language: Annotated[str, typer.Option("--language", help="en or es, where a text doesn't say.")] = "en",
    hours: Annotated[
        str, typer.Option("--hours", help="When people answer, as: mon-fri 08:00-20:00; else always.")
    ] = "",
    zone: Annotated[str, typer.Option("--zone", help="Time zone of the hours, as America/Chicago.")] = "UTC",
    simulated: Annotated[bool, typer.Option("--simulated", help="Carried by nobody: for drills and chat.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a line to your tenant (administrators, supervisors)."""
    with signed_in(home) as (opened, actor):
        options = {"programme": programme, "language": language}
        options |= {"hours": hours, "timezone": zone} if hours else {}
        line = opened.textline.lines.add_line(actor, address, name, options)
        if simulated:
            opened.textline.lines.add_provider(actor, line.id, "simulator", "simulator", Sealed("-"), {})
    show({"line": line.id, "address": line.address, "name": line.name}, as_json)


@lines.command("list")
def list_lines(home: HomeOption = None) -> None:
    """List your tenant's lines and who carries them, first asked first."""
    with signed_in(home) as (opened, actor):
        carried = opened.textline.lines.known().providers
        for line in opened.textline.lines.list(actor):
            names = ", ".join(f"{row.kind} {row.account}" for row in carried.get(line.id, ())) or "nobody carries it"
            out(f"{line.address:<16} {line.name:<24} {names}")


@providers.command("add")
def add_provider(
    line: Annotated[str, typer.Argument(help="Address of the line, as +15550100.")],
    account: Annotated[str, typer.Option("--account", help="Account id at the provider (AccountSid, system_id).")],
    kind: Annotated[
        str, typer.Option("--kind", help="twilio (or whoever speaks its Messages resource), smpp, or web: a chat page.")
    ] = "twilio",
    token_file: Annotated[
        str, typer.Option("--token-file", help="File with token or password; - is standard input.")
    ] = "",
    address: Annotated[
        str, typer.Option("--api", help="Where its API is (smpp: host:port); default Twilio's own.")
    ] = "",
    callback: Annotated[str, typer.Option("--callback", help="Public address of /gateways/twilio/status.")] = "",
    public: Annotated[str, typer.Option("--public", help="Public scheme and host that webhooks are signed for.")] = "",
    alphabet: Annotated[
        str, typer.Option("--alphabet", help="smpp: what data coding 0 means there: gsm7, latin1 or ascii.")
    ] = "",
    sender: Annotated[str, typer.Option("--sender", help="Number texts come from; default the line's.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a provider to a line (administrators, supervisors). Asks for the token. The first added is asked first."""
    with signed_in(home) as (opened, actor):
        own = {each.address: each.id for each in opened.textline.lines.list(actor)}
        if line not in own:
            raise Missing("textline.line.missing", "There is no such line.")
        given = {"address": address, "callback": callback, "public": public, "sender": sender, "alphabet": alphabet}
        options = {name: value for name, value in given.items() if value}
        known = cast("ProviderKind", kind)
        token = Sealed("-") if kind in TOKENLESS else _token(token_file)
        row = opened.textline.lines.add_provider(actor, own[line], known, account, token, options)
    show({"provider": row.id, "kind": row.kind, "account": row.account, "rank": row.rank}, as_json)


def _token(path: str) -> Sealed:
    if not path:
        return Sealed(typer.prompt("Token", hide_input=True, err=True))
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("textline.provider.token", f"The token can't be read from {path}.") from error
    return Sealed(text.strip())


def chat(
    line: Annotated[
        str, typer.Option("--line", help="Address of a simulated line; needed when there are several.")
    ] = "",
    number: Annotated[str, typer.Option("--number", help="The simulated phone's number.")] = OWN_NUMBER,
    wait: Annotated[
        float, typer.Option("--wait", help="Seconds to listen at the end, and after each line that a script types.")
    ] = 1.0,
    home: HomeOption = None,
) -> None:
    """Text a line from a simulated phone: what you type is sent, what comes back is printed. No network.

    With a home that has a simulated line, its staff see the conversation and can answer. Without a home, a line is made
    up for this chat and forgotten at its end. Ctrl-D ends.
    """
    with _place(home) as opened:
        phone = opened.textline.phones.at(line, Sealed(number))
        stop, printed = threading.Event(), threading.Lock()

        def look() -> None:
            with printed:
                for words in phone.arrived():
                    out(f"< {words}")

        def listen() -> None:
            while not stop.wait(LOOK_EVERY):
                look()

        err("type a text and press Enter; Ctrl-D ends")
        workers = [
            threading.Thread(target=opened.textline.sender.loop, args=(stop,), name="sender", daemon=True),
            threading.Thread(target=listen, name="phone", daemon=True),
        ]
        for worker in workers:
            worker.start()
        for words in sys.stdin:
            if words.strip():
                phone.text(words.rstrip("\n"))
            if not sys.stdin.isatty():
                stop.wait(wait)  # a script types faster than anybody can answer
        stop.wait(wait)
        stop.set()
        for worker in workers:
            worker.join(timeout=5)
        look()


@contextmanager
def _place(home: Path | None) -> Iterator[Platform]:
    """The home, or one that is made for this chat alone."""
    if read_settings(home).home.exists():
        with platform(home) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory(prefix="safelight-chat-") as folder, _made_up(Path(folder) / "home") as opened:
        yield opened


@contextmanager
def _made_up(home: Path) -> Iterator[Platform]:
    from safelight.assembly import create_home
    from safelight.infra.ids import RandomIds, new_passphrase

    create_home(home, RandomIds())
    with platform(home) as opened:
        password = new_passphrase()
        tenant = opened.access.found_tenant("Chat", "ngo", "US")
        opened.access.enrol(tenant.id, "chat", "Chat", ("administrator",), password)
        actor = opened.access.sign_in("chat", password).actor
        line = opened.textline.lines.add_line(actor, "+15550100", "Chat", {"programme": "Info"})
        opened.textline.lines.add_provider(actor, line.id, "simulator", "simulator", Sealed("-"), {})
        yield opened
