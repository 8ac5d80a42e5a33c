"""The tables of the `textline` book. No text and no number stands here in clear: both are boxes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from safelight.infra.db import METADATA, UtcDateTime

_BOOK = METADATA["textline"]

LINES = Table(
    "lines",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("options", Text, nullable=False),
)
"""A line: an address that people text to, and whose it is. `options` are hours, clocks and programme name, as JSON."""

PROVIDERS = Table(
    "providers",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("options", Text, nullable=False),
    Column("domain_key", Integer, nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("down_until", UtcDateTime, nullable=True),
    Column("listed_to", UtcDateTime, nullable=True),
    UniqueConstraint("kind", "account", "line_id", name="providers_once"),
)
"""Who carries a line's texts, in order of `rank`. `listed_to`: how far the back-fill has read the provider's list."""

CONTACTS = Table(
    "contacts",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("mark", String(64), nullable=False),
    Column("pseudonym", String(16), nullable=False),
    Column("stopped_at", UtcDateTime, nullable=True),
    Column("exit_mark", String(64), nullable=True),
    Column("safe_mark", String(64), nullable=True),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("recent", Integer, nullable=False, default=0),
    UniqueConstraint("line_id", "mark", name="contacts_once"),
)
"""A person who texts, by keyed mark and pseudonym. `recent` counts texts of the running minute (flood)."""

NUMBERS = Table(
    "vault_numbers",
    _BOOK,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("domain_key", Integer, nullable=False),
    Column("box", LargeBinary, nullable=False),
)

CONVERSATIONS = Table(
    "conversations",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("provider_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("tier", Integer, nullable=False),
    Column("priority", Float, nullable=False),
    Column("slow", Boolean, nullable=False, default=False),
    Column("language", String(16), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("read_seq", Integer, nullable=False),
    Column("withdrawn_seq", Integer, nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("waiting_since", UtcDateTime, nullable=True),
    Column("last_in_at", UtcDateTime, nullable=False),
    Column("last_out_at", UtcDateTime, nullable=True),
    Column("owner", String(64), nullable=True),
    Column("owner_name", String(200), nullable=True),
    Column("owned_at", UtcDateTime, nullable=True),
    Column("paused", String(16), nullable=True),
    Column("place", Text, nullable=True),
    Column("signs", LargeBinary, nullable=True),
    Column("flags", Text, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("disposition", String(32), nullable=True),
    Column("held", Text, nullable=True),
    Column("shredded_at", UtcDateTime, nullable=True),
    Index("conversations_queue", "tenant_id", "status", "owner"),
    Index("conversations_unread", "read_seq", "seq"),
)
"""`seq` numbers entries, `revision` every visible change (what a screen replays from). `read_seq`: triage has read so
far. Texts numbered up to `withdrawn_seq` don't go out any more. `signs`: the reasons for the tier, a box, because they
quote. `place`: county and agency ids, as JSON, no words."""

KEYS = Table(
    "conversation_keys",
    _BOOK,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("domain_key", Integer, nullable=False, index=True),
    Column("box", LargeBinary, nullable=False),
)
"""A conversation without a row here is shredded: its texts can't be opened by anybody any more."""

ENTRIES = Table(
    "entries",
    _BOOK,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("author", String(64), nullable=False),
    Column("author_name", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("media", Integer, nullable=False, default=0),
    Column("external_id", String(64), nullable=True),
    Column("box", LargeBinary, nullable=False),
    Column("link", LargeBinary(32), nullable=False),
)

INBOX = Table(
    "inbox",
    _BOOK,
    Column("provider_id", String(64), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("box", LargeBinary, nullable=True),
    Column("waiting", Boolean, nullable=False, index=True),
)
"""Every text a provider brought, once. Waiting, its `box` is in the intake; otherwise it is an entry."""

SENDINGS = Table(
    "sendings",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("provider_id", String(64), nullable=True),
    Column("external_id", String(64), nullable=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("began_at", UtcDateTime, nullable=True),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("code", String(32), nullable=False, default=""),
    Column("send_key", String(64), nullable=True),
    UniqueConstraint("conversation_id", "send_key", name="sendings_once"),
    Index("sendings_due", "state", "due_at"),
    Index("sendings_of", "conversation_id", "seq"),
    Index("sendings_named", "provider_id", "external_id"),
)
"""A text on its way out. `send_key` is the client's own: a second click is the same sending."""

RECEIPTS = Table(
    "receipts",
    _BOOK,
    Column("provider_id", String(64), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    Column("word", String(32), primary_key=True),
    Column("code", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What providers said, also about texts whose acceptance is not written down yet."""

PARTS = Table(
    "text_parts",
    _BOOK,
    Column("provider_id", String(64), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("reference", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("total", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("box", LargeBinary, nullable=True),
)
"""Parts of long texts, by keyed mark of their sender and the reference that they share; boxes of the intake."""

TIMERS = Table(
    "timers",
    _BOOK,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("fired_at", UtcDateTime, nullable=True),
)
"""Clocks that survive a restart: first reply, silence, retention."""
