"""What is sealed to a tenant: case references, fingerprints of silent checks, webhook secrets.

Each tenant has a key of its own in the home's key folder, outside every database; the box is bound to what it belongs
to, so that it opens nowhere else. Whoever holds the database without the keys reads nothing.
"""

from __future__ import annotations

from pathlib import Path

from safelight.access.core.permission import Scope
from safelight.infra.boxes import Keyring, seal, unseal


class References:
    """Seals and opens for the acting tenant. `folder` holds the key files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seal(self, scope: Scope, context: str, text: str) -> bytes:
        """A box for the scope's tenant; empty text needs none."""
        return seal(self._key(scope.tenant_id), text.encode(), context) if text else b""

    def unseal(self, scope: Scope, context: str, box: bytes) -> str:
        return self.unseal_for(scope.tenant_id, context, box)

    def unseal_for(self, tenant_id: str, context: str, box: bytes) -> str:
        """For the outbox, which acts for the tenant a notice is for."""
        return unseal(self._key(tenant_id), box, context).decode() if box else ""

    def _key(self, tenant_id: str) -> bytes:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return Keyring(self._folder, f"content-{tenant_id}").current()[1]
