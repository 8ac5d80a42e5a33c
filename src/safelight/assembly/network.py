"""The content network's parts, joined: one book, one index over it, and the verbs that surfaces may call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safelight.access.service import Access
from safelight.content.gateways.mail import MailDrop
from safelight.content.gateways.webhook import Webhook
from safelight.content.index.live import open_index
from safelight.content.service.banks import Banks
from safelight.content.service.bundles import Bundles
from safelight.content.service.checks import Checks
from safelight.content.service.clockwork import Clockwork
from safelight.content.service.exchange import Exchange
from safelight.content.service.handshakes import Handshakes
from safelight.content.service.imports import HashSets
from safelight.content.service.inbox import Inbox
from safelight.content.service.membership import Membership
from safelight.content.service.near import Follower
from safelight.content.service.network import ANNOUNCE, Network
from safelight.content.service.nodes import Nodes
from safelight.content.service.private_sets import PrivateSets
from safelight.content.service.programmes import Programmes
from safelight.content.service.sealed_reference import References
from safelight.content.service.silent import SilentChecks
from safelight.content.service.submissions import Submissions
from safelight.content.service.transparency import Transparency
from safelight.infra.checkpoint import CheckpointFile
from safelight.infra.crypto import secret_bytes
from safelight.infra.db import Book
from safelight.infra.ids import new_token
from safelight.infra.outbox import Consumer
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource
from safelight.settings import Settings


@dataclass(frozen=True, slots=True)
class ContentNetwork:
    """What surfaces may call of the content network, and what the server runs beside it."""

    submissions: Submissions
    hash_sets: HashSets
    banks: Banks
    bundles: Bundles
    exchange: Exchange
    programmes: Programmes
    checks: Checks
    silent: SilentChecks
    private: PrivateSets
    nodes: Nodes
    inbox: Inbox
    handshakes: Handshakes
    membership: Membership
    transparency: Transparency
    clockwork: Clockwork
    follower: Follower
    webhook: Webhook
    mail: MailDrop
    consumers: Mapping[str, Consumer]


def network(
    *,
    settings: Settings,
    book: Book,
    access: Access,
    ids: IdSource,
    clock: Clock,
    key: Ed25519PrivateKey,
    installation: str,
) -> ContentNetwork:
    """Join the parts over the content book."""
    keys = settings.home / "keys"
    follower = Follower(book, lambda: open_index(settings.home / "content-index"))
    shared = Network(
        book=book,
        follower=follower,
        access=access,
        ids=ids,
        mark_key=secret_bytes(keys / "content-mark.key", 32),
        new_salt=lambda: os.urandom(32),
    )
    references = References(keys / "tenants")
    checkpoints = CheckpointFile(settings.home / "content-checkpoint", f"safelight/{installation}/content", key)
    membership = Membership(shared, access, references, new_token)
    silent = SilentChecks(shared, access, references, ids, clock)
    handshakes = Handshakes(shared, access, ids, clock)
    webhook = Webhook(clock, frozenset(settings.webhook_hosts))
    mail = MailDrop(settings.home / "outgoing-mail", clock)
    submissions = Submissions(shared, access, references)
    checks = Checks(shared, access, secret_bytes(keys / "content-sketch.key", 32))
    hash_sets = HashSets(shared, access, submissions)
    return ContentNetwork(
        submissions=submissions,
        hash_sets=hash_sets,
        bundles=Bundles(shared, access, hash_sets, key),
        checks=checks,
        banks=Banks(shared, access, submissions, checks),
        exchange=Exchange(shared, access, ids),
        programmes=Programmes(shared, access, ids),
        silent=silent,
        nodes=Nodes(shared, access, ids, clock, secret_bytes(keys / "content-nodes.key", 32), key),
        private=PrivateSets(shared, access, clock, secret_bytes(keys / "content-private.key", 32), os.urandom),
        inbox=Inbox(shared, access),
        handshakes=handshakes,
        membership=membership,
        transparency=Transparency(book, access, checkpoints, lambda: os.urandom(32)),
        clockwork=Clockwork(shared, access, silent, handshakes, clock),
        follower=follower,
        webhook=webhook,
        mail=mail,
        consumers={ANNOUNCE: membership.announcer(webhook, mail)},
    )
