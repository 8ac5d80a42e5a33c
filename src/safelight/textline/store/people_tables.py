"""Tables of the people's side: who is on duty, what may be released to whom. No text and no number stands in clear."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from safelight.infra.db import METADATA, UtcDateTime

_BOOK = METADATA["textline"]

SHIFTS = Table(
    "shifts",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("member_id", String(64), nullable=False),
    Column("member_name", String(200), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("shifts_running", "tenant_id", "ended_at"),
)
"""Who is on duty; a row without `ended_at` runs."""

CONSENTS = Table(
    "consents",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("choice", String(16), nullable=False),
    Column("agency_id", String(64), nullable=True),
    Column("agency_name", String(200), nullable=False, default=""),
    Column("fields", Text, nullable=False),
    Column("said_in", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("recorded_by", String(64), nullable=False),
    Column("recorded_by_name", String(200), nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)
"""What she chose, each choice a row: nothing is written over."""

DISCLOSURES = Table(
    "forced_disclosures",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agency_id", String(64), nullable=False),
    Column("agency_name", String(200), nullable=False),
    Column("ground", String(32), nullable=False),
    Column("fields", Text, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("first", String(64), nullable=False),
    Column("first_name", String(200), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("second", String(64), nullable=True),
    Column("second_name", String(200), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
)
"""What goes before consent, on a named ground and by two people. `box`: the reason and the values, sealed under the
conversation's key."""

REFERRALS = Table(
    "referrals",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("tenant_name", String(200), nullable=False),
    Column("agency_id", String(64), nullable=False),
    Column("agency_name", String(200), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("basis", String(16), nullable=False),
    Column("basis_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("fields", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("held", Text, nullable=True),
    Column("revision", Integer, nullable=False),
    Column("domain_key", Integer, nullable=True),
    Column("key_box", LargeBinary, nullable=True),
    Column("box", LargeBinary, nullable=True),
    Index("referrals_inbox", "agency_id", "status"),
)
"""A referral and what it released, sealed under a key of its own. Without `key_box` its content is destroyed."""

REFERRAL_EVENTS = Table(
    "referral_events",
    _BOOK,
    Column("referral_id", ForeignKey("referrals.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("side", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("author", String(64), nullable=False),
    Column("author_name", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("box", LargeBinary, nullable=False),
)
"""What either side said or did afterwards; both sides read it. `box`: the words, sealed under the referral's key."""

AGENCIES = Table(
    "line_agencies",
    _BOOK,
    Column("tenant_id", String(64), primary_key=True),
    Column("ori", String(16), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("counties", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("phone", String(64), nullable=False),
    Column("desk_phone", String(64), nullable=False),
    Column("languages", Text, nullable=False),
    Column("joined", String(64), nullable=True),
)
"""The tenant's own table of agencies. `joined`: the tenant of this installation that the agency is, if it is one;
`desk_phone`: the ten-digit line of the emergency desk."""

REVEALS = Table(
    "number_reveals",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("member_id", String(64), nullable=False),
    Column("member_name", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reviewed_by", String(64), nullable=True),
    Column("reviewed_by_name", String(200), nullable=True),
    Column("reviewed_at", UtcDateTime, nullable=True),
    Column("verdict", String(16), nullable=True),
    Column("remark", Text, nullable=True),
)
"""Who was shown a number, why, and what a supervisor thought of it."""

DRILL_TEXTERS = Table(
    "drill_texters",
    _BOOK,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("drill_id", String(64), nullable=False, index=True),
    Column("persona", String(32), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
)
"""Which conversations are a drill's, and who texts in them. Staff see no difference; the score does."""
