"""`safelight stats release`: draft, approve, publish and list releases of a home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.cli.stats import TableArgument
from safelight.stats.core.release import Release

app = typer.Typer(help="Releases: drafted, approved by two, published within a budget.", no_args_is_help=True)

ReleaseArgument = Annotated[str, typer.Argument(metavar="RELEASE", help="Id of the release.")]


def _told(release: Release) -> dict[str, object]:
    approved = ", ".join(each.name for each in release.approvals)
    return {
        "release": release.id,
        "number": release.number,
        "status": release.status,
        "title": release.title,
        "population": release.population,
        "mu": release.mu,
        "approved_by": approved,
    }


@app.command("draft")
def draft(
    table: TableArgument,
    codebook: Annotated[Path, typer.Option("--codebook", metavar="CODE.json", help="Public list of allowed values.")],
    title: Annotated[str, typer.Option("--title", help="What the release is called.")],
    population: Annotated[str, typer.Option("--population", help="Whom it is about; its releases share one budget.")],
    method: Annotated[str, typer.Option("--method", help="What is counted, from whom, and what is not.")],
    epsilon: Annotated[float, typer.Option("--epsilon", help="Privacy loss of this release.")] = 1.0,
    length: Annotated[int, typer.Option("--length", min=1, max=3, help="Most columns of a published table.")] = 3,
    person: Annotated[str | None, typer.Option("--person", metavar="COL", help="Column that names persons.")] = None,
    rows_each: Annotated[int, typer.Option("--rows-each", min=1, help="Rows of one person that count.")] = 1,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a release's files in the home and keep it as a draft."""
    from safelight.stats.service.publish import PublishRequest

    request = PublishRequest(table, codebook, Path(), epsilon, longest=length, person=person, rows_each=rows_each)
    with signed_in(home) as (platform, actor):
        release = platform.stats.releases.draft(actor, request, title, population, method)
        show({**_told(release), "files": str(platform.stats.releases.folder_of(release))}, as_json)


@app.command("approve")
def approve(release: ReleaseArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say yes to a draft of somebody else. Two members must."""
    with signed_in(home) as (platform, actor):
        show(_told(platform.stats.releases.approve(actor, release)), as_json)


@app.command("publish")
def publish(release: ReleaseArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Publish an approved release under the next number, when the budget of its population allows."""
    with signed_in(home) as (platform, actor):
        published = platform.stats.releases.publish(actor, release)
        show({**_told(published), "files": str(platform.stats.releases.folder_of(published))}, as_json)


@app.command("list")
def list_releases(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the releases of your agency, newest first."""
    with signed_in(home) as (platform, actor):
        for release in platform.stats.releases.list(actor):
            if as_json:
                show_json(_told(release))
            else:
                out(f"{release.id:<22} {release.number or '-':>4} {release.status:<10} {release.title}")
