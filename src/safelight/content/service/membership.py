"""How a tenant takes part: what it shows of itself, its duty liaison, and where its notices are announced.

An announcement is a pointer: a notice's id and number, never what it says. Webhooks are signed with a secret that is
shown once; mail says that there is a notice and nothing else. The watch desk is named at the machine. Promises: an
announcement is tried until it succeeds and a receiver can tell a repeat by the notice's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.disclosure import Policy
from safelight.content.ports import Announcer
from safelight.content.service.network import Network
from safelight.content.service.sealed_reference import References
from safelight.content.store import bodies, notices
from safelight.content.store.bodies import Address, Setup
from safelight.infra.outbox import Consumer
from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed

LONGEST_LIAISON = 200
SECRET_CONTEXT = "webhook"  # noqa: S105  # the name of what is sealed, not the secret


class Membership:
    """The verbs."""

    def __init__(
        self, network: Network, access: Access, references: References, new_secret: Callable[[], Sealed]
    ) -> None:
        self._network = network
        self._access = access
        self._references = references
        self._new_secret = new_secret

    def setup(self, actor: Actor) -> Setup:
        """The own tenant's settings."""
        scope = self._access.permit(actor, "content.notices", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            return bodies.setup_of(connection, scope)

    def set_policy(self, actor: Actor, policy: Policy, liaison: str) -> None:
        """What is shown of the own tenant from now on, and its duty liaison: a desk's line, not a person's."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.policy", subject)
        if len(liaison) > LONGEST_LIAISON or not liaison.isprintable():
            raise Invalid("content.liaison", f"A duty liaison is at most {LONGEST_LIAISON} printable characters.")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            bodies.set_policy(connection, scope, policy, liaison.strip(), self._access.intent(scope, subject))
        self._access.settle()

    def set_webhook(self, actor: Actor, url: str) -> Sealed | None:
        """Announce notices to this address; returns the secret that signs, shown once. An empty address ends it."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.policy", subject)
        url = url.strip()
        if url and (not url.startswith(("https://", "http://")) or len(url) > 500 or not url.isprintable()):
            raise Invalid("content.webhook.address", "A webhook is an http or https address of at most 500 characters.")
        secret = self._new_secret() if url else None
        box = self._references.seal(scope, SECRET_CONTEXT, secret.reveal()) if secret else None
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            address = replace(bodies.setup_of(connection, scope).address, webhook=url or None, webhook_secret=box)
            intent = self._access.intent(scope, subject, {"webhook": bool(url)}, action="content.webhook")
            bodies.set_address(connection, scope, address, intent)
        self._access.settle()
        return secret

    def set_mail(self, actor: Actor, mail: str) -> None:
        """Announce notices to this mailbox. An empty one ends it."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.policy", subject)
        mail = mail.strip()
        if mail and (mail.count("@") != 1 or len(mail) > 200 or not mail.isprintable() or set(mail) & set(" ,;<>")):
            raise Invalid("content.mail.address", "That is not one e-mail address.")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            address = replace(bodies.setup_of(connection, scope).address, mail=mail or None)
            intent = self._access.intent(scope, subject, {"mail": bool(mail)}, action="content.mail")
            bodies.set_address(connection, scope, address, intent)
        self._access.settle()

    def set_desk(self, actor: Actor, is_desk: bool) -> None:
        """Take or give up the watch over unanswered requests. Only where the operator runs it at the machine."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.desk", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            intent = self._access.intent(scope, subject, {"is_desk": is_desk}, action="content.desk.set")
            bodies.set_desk(connection, scope, is_desk, intent)
        self._access.settle()

    def announcer(self, webhook: Announcer, mail: Announcer) -> Consumer:
        """The outbox topic that announces one notice by every way its tenant has chosen."""

        def consume(notice_id: str, payload: Mapping[str, object]) -> None:
            tenant, cause = str(payload.get("tenant", "")), str(payload.get("cause", ""))
            with self._network.book.read() as connection:
                address = bodies.address_of(connection, tenant)
                found = notices.number_of(connection, notice_id)
            if found is not None:
                self._announce(address, tenant, notice_id, found[1], cause, webhook, mail)

        return consume

    def _announce(
        self,
        address: Address,
        tenant: str,
        notice_id: str,
        number: int,
        cause: str,
        webhook: Announcer,
        mail: Announcer,
    ) -> None:
        if address.mail:
            mail.announce(address.mail, b"", notice_id, number, cause)
        self._post(address, tenant, notice_id, number, cause, webhook)

    def _post(self, address: Address, tenant: str, notice_id: str, number: int, cause: str, webhook: Announcer) -> None:
        if address.webhook:
            secret = self._references.unseal_for(tenant, SECRET_CONTEXT, address.webhook_secret or b"")
            webhook.announce(address.webhook, secret.encode(), notice_id, number, cause)

    # --- for other systems that tell a tenant, by its own webhook, that something waits ----------------------------

    def has_webhook(self, tenant: str) -> bool:
        with self._network.book.read() as connection:
            return bool(bodies.address_of(connection, tenant).webhook)

    def post(self, webhook: Announcer, tenant: str, pointer: str, cause: str) -> None:
        """Announce a pointer that is no notice (number 0), if the tenant has a webhook."""
        with self._network.book.read() as connection:
            address = bodies.address_of(connection, tenant)
        self._post(address, tenant, pointer, 0, cause, webhook)
