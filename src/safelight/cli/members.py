"""`safelight member`: who belongs to the own tenant, and adding one."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from safelight.access.core.tenant import ROLES, Role
from safelight.cli.console import out, show
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed

app = typer.Typer(help="Members of your tenant.", no_args_is_help=True)


def roles_from(text: str) -> tuple[Role, ...]:
    """Roles from a comma-separated list. Invalid names the one that doesn't exist."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in ROLES:
            raise Invalid("access.role", f"There is no role {name!r}; roles are {', '.join(ROLES)}.")
    return cast("tuple[Role, ...]", names)


@app.command("add")
def add(
    login: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    roles: Annotated[str, typer.Option("--roles", help="Comma-separated roles.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a member to your tenant (administrators). Asks for the first password (or takes SAFELIGHT_PASSWORD)."""
    wanted = roles_from(roles)
    with signed_in(home) as (platform, actor):
        password = platform.settings.password or Sealed(
            typer.prompt("First password", hide_input=True, confirmation_prompt=True, err=True)
        )
        member = platform.access.add_member(actor, login, name, wanted, password)
    show({"member": member.id, "login": member.login, "roles": ", ".join(member.roles)}, as_json)


@app.command("list")
def list_members(home: HomeOption = None) -> None:
    """List the members of your tenant (administrators, supervisors, auditors)."""
    with signed_in(home) as (platform, actor):
        for member in platform.access.members(actor):
            out(f"{member.login:<16} {', '.join(member.roles):<28} {member.name}")
