"""From a text that a gateway took to the advocate's screen: how long it takes, with many screens open.

`python benchmarks/textline_screen.py [--screens N] [--queues Q] [--rate R] [--texts T] [--no-browser]`. The console
runs with sender and triage; N conversations and Q queues are followed over HTTP, as browsers do. With Chromium, one
more conversation is open in a real page, and the time until its text stands in the page is measured too. The clock
starts before the gateway hands a text to the line. No peer publishes such a figure; the older spike of this project
needed 0.51 s.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "benchmarks")]

import httpx  # noqa: E402
import uvicorn  # noqa: E402
from machine import machine  # noqa: E402
from tests.lib.homes import PASSWORD  # noqa: E402
from tests.lib.lines import Line, number, open_line  # noqa: E402

from safelight.web import create_app  # noqa: E402
from safelight.web.security import cookie_name  # noqa: E402

SEED = 20_261_130
TARGET = 1.0


class Screen(threading.Thread):
    """One browser that follows a page; notes when each marked text came."""

    def __init__(self, origin: str, path: str, token: str, seen: dict[str, float]) -> None:
        super().__init__(daemon=True)
        self.request = httpx.Client(base_url=origin, cookies={cookie_name(https=False): token}, timeout=60)
        self.path, self.seen, self.ready = path, seen, threading.Event()

    def run(self) -> None:
        with self.request.stream("GET", self.path) as answer:
            assert answer.status_code == 200, answer.status_code
            for line in answer.iter_lines():
                self.ready.set()
                now = time.perf_counter()
                for mark in re.findall(r"mark-\d+", line):
                    self.seen.setdefault(mark, now)


def serve(line: Line) -> tuple[uvicorn.Server, threading.Event, str]:
    app = create_app(line.platform)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server, app.state.console.closing, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def workers(line: Line, stop: threading.Event) -> list[threading.Thread]:
    """The sender and triage, as the served console runs them."""

    def judge() -> None:
        while not stop.wait(1.0):
            line.platform.textline.judge.catch_up()

    made = [
        threading.Thread(target=line.platform.textline.sender.loop, args=(stop,), daemon=True),
        threading.Thread(target=judge, daemon=True),
    ]
    for each in made:
        each.start()
    return made


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(name: str, took: list[float], sent: int) -> None:
    shares = ", ".join(f"{label} {1000 * percentile(took, share):.0f} ms" for label, share in PARTS) if took else "none"
    print(f"{name}: {len(took)} of {sent} texts shown; {shares}; slowest {1000 * max(took, default=0):.0f} ms")


PARTS = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


def over_http(line: Line, origin: str, token: str, chosen: argparse.Namespace) -> None:
    screens, ada = [], line.actor("ana")
    seen: dict[str, float] = {}
    for index in range(chosen.screens):
        talk = line.text(number(index), f"hello {index}").conversation_id
        assert talk is not None
        line.platform.textline.threads.claim(ada, talk)
        screens.append(Screen(origin, f"/textline/conversations/{talk}/stream?after=0", token, seen))
    screens += [Screen(origin, "/textline/queue/stream", token, {}) for _ in range(chosen.queues)]
    for screen in screens:
        screen.start()
    for screen in screens:
        assert screen.ready.wait(30)
    time.sleep(3)
    rng, began = random.Random(SEED), {}
    started = time.perf_counter()
    for index in range(chosen.texts):
        time.sleep(max(0.0, started + index / chosen.rate - time.perf_counter()))
        mark = f"mark-{index}"
        began[mark] = time.perf_counter()
        line.text(number(rng.randrange(chosen.screens)), f"{mark} and nothing more")
    time.sleep(5)
    report("over HTTP", [seen[mark] - at for mark, at in began.items() if mark in seen], len(began))


def in_a_page(line: Line, origin: str, token: str, texts: int) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("in a page: no Chromium on this machine")
        return
    from playwright.sync_api import sync_playwright

    talk = line.text(number(9_000), "hello").conversation_id
    assert talk is not None
    line.platform.textline.threads.claim(line.actor("ana"), talk)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=origin)
        context.add_cookies([{"name": cookie_name(https=False), "value": token, "url": origin}])
        page = context.new_page()
        page.goto(f"/textline/conversations/{talk}")
        page.get_by_text("Live", exact=True).wait_for()
        took = []
        for index in range(texts):
            mark = f"page-{index}!"
            at = time.perf_counter()
            line.text(number(9_000), mark)
            page.get_by_text(mark).wait_for()
            took.append(time.perf_counter() - at)
            time.sleep(0.3)
        browser.close()
    report("in a page, drawn", took, texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=20, help="conversations that are followed")
    parser.add_argument("--queues", type=int, default=5, help="queues that are followed")
    parser.add_argument("--rate", type=float, default=10.0, help="texts a second, an open loop")
    parser.add_argument("--texts", type=int, default=300, help="texts in all")
    parser.add_argument("--no-browser", action="store_true", help="leave the real page out")
    chosen = parser.parse_args()
    print(machine())
    print(
        f"seed {SEED}, {chosen.texts} texts at {chosen.rate:g}/s, {chosen.screens} conversations and "
        f"{chosen.queues} queues followed, target p99 under {TARGET:g} s"
    )
    with tempfile.TemporaryDirectory() as folder:
        line, stop = open_line(Path(folder), None), threading.Event()
        line.actor("ana")
        token = line.platform.access.sign_in("ana", PASSWORD).token.reveal()
        server, closing, origin = serve(line)
        running = workers(line, stop)
        over_http(line, origin, token, chosen)
        if not chosen.no_browser:
            in_a_page(line, origin, token, max(20, chosen.texts // 5))
        stop.set()
        closing.set()  # the screens' streams end by themselves
        time.sleep(2)
        server.should_exit = True
        for each in running:
            each.join(timeout=10)
        line.platform.close()


if __name__ == "__main__":
    main()
