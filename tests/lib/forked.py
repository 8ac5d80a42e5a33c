"""`safelight` for scripts that type many commands: a process that has imported it already, and forks for each.

Each command is still a process of its own, with its own folder, environment, standard streams and exit code; what is
saved is importing the program forty times. The first tutorial is typed without this, so that a start from nothing stays
tested.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]

CLIENT = """#!{python} -IS
import json, os, socket, sys
link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
link.connect({place!r})
asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(link, [len(asked).to_bytes(4, "big")], [0, 1, 2])
link.sendall(asked)
sys.exit(int.from_bytes(link.recv(1), "big"))
"""

SERVER = """
import json, os, signal, socket, sys
sys.path.insert(0, {source!r})
import safelight.api, safelight.assembly, safelight.cli, safelight.textline.service.words

def serve(link):
    head, streams, _, _ = socket.recv_fds(link, 4, 3)
    size, asked = int.from_bytes(head, "big"), b""
    while len(asked) < size:
        asked += link.recv(size - len(asked))
    arguments, folder, environment = json.loads(asked)
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["safelight", *arguments]
        code = 70
        try:
            safelight.cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    link.sendall(bytes([os.waitstatus_to_exitcode(status) % 256]))
    link.close()
    os._exit(0)

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
door.bind({place!r})
door.listen()
while True:
    link, _ = door.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        serve(link)
    link.close()
"""


@contextmanager
def forking(program: Path, folder: Path) -> Iterator[None]:
    """While this lasts, `program` is a `safelight` that starts at once."""
    place = str(folder / "s")  # a socket's name is short
    program.unlink(missing_ok=True)
    program.write_text(CLIENT.format(python=sys.executable, place=place))
    program.chmod(0o755)
    script = SERVER.format(source=str(ROOT / "src"), place=place)
    server = subprocess.Popen([sys.executable, "-c", script])
    try:
        while not Path(place).is_socket():
            assert server.poll() is None, "the server of commands did not start"
            time.sleep(0.02)
        yield
    finally:
        server.terminate()
        server.wait()
