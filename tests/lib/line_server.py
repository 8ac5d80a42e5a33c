"""A line as a process of its own, for tests that kill it: `python -m tests.lib.line_server HOME PORT OFFSET [URL]`.

Gateways, sender and jobs run as in `safelight serve`; only the pace is quicker, and the clock adds the seconds that
stand in the file OFFSET, so that a test can set it.
"""

from __future__ import annotations

import logging
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

from safelight.api.gateways import create_gateways
from safelight.assembly import build
from safelight.cli.home import SWITCH_AFTER
from safelight.infra.clock import SystemClock
from safelight.settings import Settings
from safelight.textline.core.sending import Pace

PACE = Pace(settle=timedelta(seconds=1.5), ask_for=timedelta(seconds=45), first_retry=timedelta(seconds=0.2))
"""The loopback provider takes a request at once or not at all; the usual 20 seconds would only lengthen the test. A
provider in doubt is asked thirty times as long as one answer may take, as usual: a busy machine answers late once."""


class SetClock:
    """The system's clock, as if somebody had set it."""

    def __init__(self, offset: Path) -> None:
        self._offset = offset
        self._clock = SystemClock()

    def now(self) -> datetime:
        try:
            seconds = float(self._offset.read_text() or 0)
        except (OSError, ValueError):
            seconds = 0.0
        return self._clock.now() + timedelta(seconds=seconds)


def main(home: str, port: str, offset: str, url: str | None = None) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount

    platform = build(Settings(home=Path(home), database_url=url), SetClock(Path(offset)), pace=PACE)
    stop = threading.Event()
    sys.setswitchinterval(SWITCH_AFTER)
    for loop in (platform.jobs.loop, platform.textline.sender.loop):
        threading.Thread(target=loop, args=(stop,), daemon=True).start()
    door = Starlette(routes=[Mount("/gateways", create_gateways(platform))])
    logging.disable(logging.CRITICAL)
    uvicorn.run(door, host="127.0.0.1", port=int(port), log_level="critical", access_log=False)
    stop.set()
    platform.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
