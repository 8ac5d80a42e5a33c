"""The vault: numbers and keys, each under a key of its own domain. Only `textline.service` opens it.

Five domains in the home's key folder: `recognise` (HMAC: the same number again), `number` (AES-GCM: a number, for
sending), `conversation` (wraps the key that each conversation has for itself), `provider` (account tokens),
`referral` (as `conversation`, for what a referral released). Texts are
padded before sealing, so that their length says little. Shredding a conversation removes its wrapped key; `renew`
wraps the living ones anew, after which the old domain key is destroyed and no copy of a removed one opens any more.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from safelight.infra.boxes import Intake, Keyring, keyed_mark, new_key, seal, unseal
from safelight.kernel.errors import Broken
from safelight.kernel.sealed import Sealed
from safelight.textline.core.box import Wrapped
from safelight.textline.core.incoming import Incoming, decode

DOMAIN_KEY_LOCK = 0x5AFE_0011
"""Held together by all who wrap a key in a transaction, and alone by who destroys the domain key it would lie under."""

PAD = 32
"""Texts are padded to multiples of this many bytes: "help" and "he is here" then look alike."""

PSEUDONYM = 6
"""Base32 characters of a pseudonym: 30 bits name a contact to people; the id, not the pseudonym, is the key."""


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """The opened key of one conversation. `repr` doesn't show it."""

    conversation_id: str
    secret: Sealed

    def seal_text(self, place: str, text: str) -> bytes:
        """`text` for one place in this conversation (its sequence number, or a name)."""
        content = text.encode("utf-8", "surrogatepass") + b"\x80"
        padded = content + bytes(-len(content) % PAD)
        return seal(self._bytes(), padded, f"{self.conversation_id} {place}")

    def open_text(self, place: str, box: bytes) -> str:
        """The text that was sealed for that place."""
        padded = unseal(self._bytes(), box, f"{self.conversation_id} {place}")
        return padded.rstrip(b"\0")[:-1].decode("utf-8", "surrogatepass")

    def _bytes(self) -> bytes:
        return base64.b64decode(self.secret.reveal())


class Vault:
    """Opens and closes. Every failure is Unavailable (a key can't be read) or Broken (a box was changed)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._recognise = Keyring(folder, "recognise")
        self._number = Keyring(folder, "number")
        self._conversation = Keyring(folder, "conversation")
        self._provider = Keyring(folder, "provider")
        self._referral = Keyring(folder, "referral")
        self._intake = Intake(folder, "intake")
        self._intake.make()

    def lock(self) -> None:
        """Keep no opened key in memory."""
        for ring in (self._recognise, self._number, self._conversation, self._provider, self._referral):
            ring.lock()

    # --- contacts -------------------------------------------------------------------------------

    def mark(self, line_id: str, sender: Sealed) -> str:
        """What recognises a number on one line and says nothing of it; the same number on two lines has two marks."""
        return keyed_mark(self._recognise.key(1, make=True), "contact", line_id, sender.reveal())

    def pseudonym(self, mark: str) -> str:
        """What people call a contact: drawn from the mark under the key, so that it leads back to nothing."""
        digest = bytes.fromhex(keyed_mark(self._recognise.key(1, make=True), "pseudonym", mark))
        return base64.b32encode(digest)[:PSEUDONYM].decode("ascii")

    def answer_mark(self, contact_id: str, word: str) -> str:
        """What recognises a contact's own safe or exit word."""
        return keyed_mark(self._recognise.key(1, make=True), "word", contact_id, word)

    def message_mark(self, provider_id: str, content: bytes) -> str:
        """What recognises the same message of a provider again, by all its bytes."""
        return keyed_mark(self._recognise.key(1, make=True), "message", provider_id, content.hex())

    def seal_number(self, contact_id: str, sender: Sealed) -> Wrapped:
        number, key = self._number.current()
        return Wrapped(number, seal(key, sender.reveal().encode().ljust(PAD), f"number {contact_id}"))

    def open_number(self, contact_id: str, wrapped: Wrapped) -> Sealed:
        key = self._number.key(wrapped.domain_key)
        return Sealed(unseal(key, wrapped.box, f"number {contact_id}").decode().rstrip())

    # --- conversations --------------------------------------------------------------------------

    def new_conversation_key(self, conversation_id: str) -> tuple[ConversationKey, Wrapped]:
        """A fresh key, and the same wrapped for the store."""
        key = ConversationKey(conversation_id, Sealed(base64.b64encode(new_key()).decode()))
        return key, self.wrap(key)

    def wrap(self, key: ConversationKey) -> Wrapped:
        """The key under the domain key in use now."""
        return _wrapped(self._conversation, key)

    def open_key(self, conversation_id: str, wrapped: Wrapped) -> ConversationKey:
        return _unwrapped(self._conversation, conversation_id, wrapped)

    def renew(self) -> int:
        """A new domain key for conversations; wrap the living ones anew, then `forget` the old."""
        return self._conversation.renew()

    def forget_before(self, number: int) -> None:
        """Destroy the conversations' domain keys older than `number`. The caller has wrapped everything that lives."""
        _forget_before(self._conversation, number)

    # --- referrals: as conversations, under a domain of their own -------------------------------

    def new_referral_key(self, referral_id: str) -> tuple[ConversationKey, Wrapped]:
        """A fresh key for what one referral releases, and the same wrapped for the store."""
        key = ConversationKey(referral_id, Sealed(base64.b64encode(new_key()).decode()))
        return key, self.wrap_referral(key)

    def wrap_referral(self, key: ConversationKey) -> Wrapped:
        return _wrapped(self._referral, key)

    def open_referral_key(self, referral_id: str, wrapped: Wrapped) -> ConversationKey:
        return _unwrapped(self._referral, referral_id, wrapped)

    def renew_referrals(self) -> int:
        return self._referral.renew()

    def forget_referrals_before(self, number: int) -> None:
        _forget_before(self._referral, number)

    # --- providers and the intake ---------------------------------------------------------------

    def seal_token(self, provider_id: str, token: Sealed) -> Wrapped:
        number, key = self._provider.current()
        return Wrapped(number, seal(key, token.reveal().encode(), f"provider {provider_id}"))

    def open_token(self, provider_id: str, wrapped: Wrapped) -> Sealed:
        return Sealed(unseal(self._provider.key(wrapped.domain_key), wrapped.box, f"provider {provider_id}").decode())

    def seal_incoming(self, provider_id: str, text: Incoming) -> bytes:
        """A text for the intake, when nothing else of the vault works: this needs a public key alone."""
        return self._intake.seal(text.encode(), f"{provider_id} {text.external_id}")

    def open_incoming(self, provider_id: str, external_id: str, box: bytes) -> Incoming:
        return decode(self._intake.unseal(box, f"{provider_id} {external_id}"))


def _wrapped(ring: Keyring, key: ConversationKey) -> Wrapped:
    number, domain_key = ring.current()
    content = base64.b64decode(key.secret.reveal())
    return Wrapped(number, seal(domain_key, content, f"key {key.conversation_id}"))


def _unwrapped(ring: Keyring, key_id: str, wrapped: Wrapped) -> ConversationKey:
    content = unseal(ring.key(wrapped.domain_key), wrapped.box, f"key {key_id}")
    return ConversationKey(key_id, Sealed(base64.b64encode(content).decode()))


def _forget_before(ring: Keyring, number: int) -> None:
    if number not in ring.numbers():
        raise Broken("textline.vault.no_such_key", "The newer domain key is not there; nothing is destroyed.")
    for old in ring.numbers():
        if old < number:
            ring.forget(old)
