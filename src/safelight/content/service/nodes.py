"""Nodes: accredit a body's machine, write the list it matches with at home, revoke it, and trace a list that turned up.

Whoever holds the machine accredits and revokes; a member of the node's tenant, under a case and a reason, writes a part
of its list, which is in the audit log before the file is there. Only agencies and hotlines get one. Promises: what a
node gets is what an open check of its tenant could meet. Refuses: a revoked node, another tenant's, changes of no list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope, allows
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor, Tenant
from safelight.access.service import Access
from safelight.content.core.disclosure import ANOTHER
from safelight.content.core.node_list import FORMAT, LASTS, Part, canaries, canaries_among, in_rows, row_name
from safelight.content.service.network import Network
from safelight.content.store import bodies
from safelight.content.store import nodes as store
from safelight.content.store.nodes import Node
from safelight.kernel.clock import Clock, iso
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.kernel.ids import IdSource, TenantId


@dataclass(frozen=True, slots=True)
class Carried:
    """A node, whose it is, and how its list stands at this moment."""

    node: Node
    body: str
    at: datetime

    @property
    def until(self) -> datetime | None:
        """Until when its last part may be matched with."""
        return self.node.served_at + LASTS if self.node.served_at is not None else None

    @property
    def state(self) -> str:
        """revoked, without a list, over or good."""
        if self.node.revoked_at is not None:
            return "revoked"
        if self.until is None:
            return "without a list"
        return "over" if self.until <= self.at else "good"


class Nodes:
    """The verbs. `secret` makes each node's own; `key` signs."""

    def __init__(
        self, network: Network, access: Access, ids: IdSource, clock: Clock, secret: bytes, key: Ed25519PrivateKey
    ) -> None:
        self._network = network
        self._access = access
        self._ids = ids
        self._clock = clock
        self._secret = secret
        self._key = key

    @property
    def public_key(self) -> str:
        """What nodes verify their lists with, in hex; to be compared by voice or on paper."""
        return self._key.public_key().public_bytes_raw().hex()

    # --- at the machine -------------------------------------------------------------------------

    def accredit(self, tenant: Tenant, name: str) -> Node:
        """Let a tenant match at home, at a place of this name. Only for whoever holds the machine and its home."""
        if tenant.kind == "company":
            raise Denied("content.node.company", "A list is carried to agencies and hotlines only.")
        if not 1 <= len(name.strip()) <= 100 or not name.isprintable():
            raise Invalid("content.node.name", "A node's name has 1 to 100 printable characters.")
        node = Node(self._ids.mint("node"), tenant.id, name.strip(), self._clock.now(), None, 0, "", 0)
        intent = self._access.event_intent(tenant.id, "content.node.accredit", Subject("node", node.id))
        with self._network.book.write() as connection:
            store.add_node(connection, node, intent)
        self._access.settle()
        return node

    def revoke(self, node_id: str) -> bytes:
        """Serve a node no more; returns the signed word to it. Only for whoever holds the machine."""
        now = self._clock.now()
        with self._network.book.write() as connection:
            node = store.node_named(connection, node_id)
            if node is None:
                raise Missing("content.node.missing", "There is no such node.")
            intent = self._access.event_intent(
                TenantId(node.tenant_id), "content.node.revoke", Subject("node", node.id)
            )
            store.end_node(connection, node, now, intent)
        self._access.settle()
        return self._signed(replace(self._part(node, now, False), revoked=True), b"")

    def every(self) -> list[Node]:
        """All nodes. Only for whoever holds the machine."""
        with self._network.book.read() as connection:
            return store.every_node(connection)

    def trace(self, listed: Sequence[bytes]) -> list[tuple[Node, int]]:
        """Nodes whose canaries are among some pdq, with how many: whose list this was."""
        found = [(node, canaries_among(self._own_secret(node), listed)) for node in self.every()]
        return [(node, count) for node, count in found if count]

    # --- as its tenant sees it ------------------------------------------------------------------

    def page(self, actor: Actor) -> list[Carried]:
        """The own nodes; of every body, named as far as it shows itself, when the own tenant is the watch desk."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            if bodies.is_desk(connection, scope.tenant_id) and allows(actor, "content.desk"):
                found = store.every_node(connection)
            else:
                found = store.own_nodes(connection, scope)
            parties = bodies.find_parties(connection, {node.tenant_id for node in found})
            own = bodies.setup_of(connection, scope).party
        self._access.commit_read(scope, subject, {"nodes": len(found)})
        return [
            Carried(node, own.calls(parties[node.tenant_id]) if node.tenant_id in parties else ANOTHER, scope.at)
            for node in found
        ]

    def trace_own(self, actor: Actor, listed: Sequence[bytes]) -> list[tuple[Node, int]]:
        """Own nodes whose canaries are among some pdq, with how many: whether a list was carried here."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            nodes = store.own_nodes(connection, scope)
        found = [(node, canaries_among(self._own_secret(node), listed)) for node in nodes]
        self._access.commit_read(scope, subject, {"traced": len(listed)})
        return [(node, count) for node, count in found if count]

    def own(self, actor: Actor, node_id: str) -> Node:
        """One own node, or Missing."""
        scope = self._access.permit(actor, "content.held", Subject("node", node_id))
        with self._network.book.read() as connection:
            return self._own(connection, scope, node_id)

    @staticmethod
    def _own(connection: Connection, scope: Scope, node_id: str) -> Node:
        node = store.own_node(connection, scope, node_id)
        if node is None:
            raise Missing("content.node.missing", "There is no such node.")
        return node

    def declare(self, actor: Actor, node_id: str, count: int) -> None:
        """Note that so many fingerprints, just checked, were hits of an own node."""
        subject = Subject("node", node_id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            node = self._own(connection, scope, node_id)
            intent = self._access.intent(scope, subject, {"hits": count}, action="content.node.declare")
            store.declare(connection, scope, node, count, intent)
        self._access.settle()

    # --- its list -------------------------------------------------------------------------------

    def hand_out(self, actor: Actor, node_id: str, target: Path, whole: bool, purpose: Purpose | None) -> Part:
        """Write the next part of a node's list to a new file."""
        subject = Subject("node", node_id)
        scope = self._access.permit(actor, "content.export", subject, purpose)
        if target.exists():
            raise Conflict("content.node.exists", f"{target} is there already.")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            node = self._own(connection, scope, node_id)
            if node.revoked_at is not None:
                raise Denied("content.node.revoked", "This node was revoked; it gets no list.")
            if not whole and not node.sequence:
                raise Conflict("content.node.first", "This node has no list yet; write a whole one first.")
            position = store.last_position(connection, scope)
            after = 0 if whole else node.position
            secret = self._own_secret(node)
            rows = [
                (row_name(secret, number), bits) for number, bits in store.listed(connection, scope, after, position)
            ]
            gone = [] if whole else [row_name(secret, one) for one in store.left(connection, scope, after, position)]
            rows += canaries(secret) if whole else []
            body = b"".join([*in_rows(rows), *gone])
            part = replace(
                self._part(node, scope.at, whole),
                rows=len(rows),
                gone=len(gone),
                sha256=hashlib.sha256(body).hexdigest(),
            )
            details: dict[str, Detail] = {"form": "node list", "rows": len(rows), "part": part.sequence}
            intent = self._access.intent(scope, subject, details)
            store.served(connection, scope, node, part.sequence, part.digest, position, intent)
        self._access.confirm()
        publish(target, self._signed(part, body))
        return part

    def _part(self, node: Node, at: datetime, whole: bool) -> Part:
        """The next part of a node, still empty."""
        return Part(
            format=FORMAT,
            key=self.public_key,
            node=node.id,
            sequence=node.sequence + 1,
            previous="" if whole else node.previous,
            whole=whole,
            revoked=False,
            made_at=iso(at),
            until=iso(at + LASTS),
            rows=0,
            gone=0,
            sha256=hashlib.sha256(b"").hexdigest(),
        )

    def _signed(self, part: Part, body: bytes) -> bytes:
        line = part.line()
        return line + base64.b64encode(self._key.sign(line)) + b"\n" + body

    def _own_secret(self, node: Node) -> bytes:
        return hmac.digest(self._secret, node.id.encode(), hashlib.sha256)


def publish(target: Path, content: bytes) -> None:
    """Whole or not at all: written beside, then renamed."""
    beside = target.with_name(target.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(target)
