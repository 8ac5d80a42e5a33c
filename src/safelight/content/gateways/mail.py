"""A mail that says that there is a notice, and nothing else: put into a folder from which a mail agent sends.

One file a message, written whole or not at all and named by the notice, so that a repeat replaces itself. Nothing
here connects anywhere: which agent takes the folder's files, and over which relay, is the operator's.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from safelight.kernel.clock import Clock

SENDER = "safelight@localhost"
TEXT = """There is a new notice for your body in Safelight.

Sign in to read it. This message says nothing about what it is, so that it may pass through mail.
"""


@dataclass(frozen=True, slots=True)
class MailDrop:
    """Implements `ports.Announcer`. `folder` is made when it is first needed."""

    folder: Path
    clock: Clock

    def announce(self, address: str, secret: bytes, notice_id: str, number: int, cause: str) -> None:
        del secret, number, cause  # a mail says none of it
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = SENDER, address, "A notice is waiting"
        message["Date"] = format_datetime(self.clock.now())
        message["Message-ID"] = f"<{notice_id}@safelight>"
        message.set_content(TEXT)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{notice_id}.draft"
        with draft.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / f"{notice_id}.eml")
