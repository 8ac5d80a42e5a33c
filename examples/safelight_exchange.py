"""Fetch a Safelight collaboration with the library `threatexchange`: copy this file, it needs nothing of Safelight.

    config = SafelightCollabConfig(name="north", address="http://127.0.0.1:8000", collaboration="collab-...")
    exchange = SafelightExchange(config, requests.Session(), token)
    for delta in exchange.fetch_iter([PdqSignal, VideoMD5Signal, URLSignal, RawTextSignal], None): ...

`http` is anything with `get` and `post` like requests.Session or httpx.Client. Accounts are fetched too; the library
has no signal type for them, so they stay in the fetched records.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from threatexchange.exchanges.collab_config import CollaborationConfigWithDefaults
from threatexchange.exchanges.fetch_state import (
    FetchCheckpointBase,
    FetchDelta,
    FetchedSignalMetadata,
    SignalOpinion,
    SignalOpinionCategory,
)
from threatexchange.exchanges.signal_exchange_api import SignalExchangeAPI
from threatexchange.signal_type.signal_base import SignalType

TYPE_OF_KIND = {"pdq": "pdq", "vpdq": "vpdq", "md5": "video_md5", "url": "url", "text": "raw_text"}
KIND_OF_TYPE = {name: kind for kind, name in TYPE_OF_KIND.items()}
CATEGORIES = {
    "confirmed": SignalOpinionCategory.POSITIVE_CLASS,
    "needs_checking": SignalOpinionCategory.INVESTIGATION_SEED,
    "false": SignalOpinionCategory.NEGATIVE_CLASS,
}
OPINIONS = {category: opinion for opinion, category in CATEGORIES.items()}
PATIENCE = 60
Record = dict[str, t.Any]


@dataclass
class SafelightCheckpoint(FetchCheckpointBase):
    """How far was fetched: the position of the last change."""

    position: int = 0


@dataclass
class SafelightCollabConfig(CollaborationConfigWithDefaults):
    """Where the collaboration is."""

    api: str = "safelight"
    address: str = ""
    collaboration: str = ""


@dataclass
class SafelightMetadata(FetchedSignalMetadata):
    """What the exchange says of one signal."""

    severity: str = ""
    claimed_on: str = ""
    opinions: list[SignalOpinion] = field(default_factory=list)

    def get_as_opinions(self) -> t.Sequence[SignalOpinion]:
        return self.opinions


class SafelightExchange(SignalExchangeAPI[SafelightCollabConfig, SafelightCheckpoint, SafelightMetadata, str, Record]):
    """Deltas of one collaboration, and opinions back to it."""

    def __init__(self, collab: SafelightCollabConfig, http: t.Any, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}
        self._place = f"{collab.address}/api/v1/exchange/collaborations/{collab.collaboration}"

    @classmethod
    def for_collab(cls, collab: SafelightCollabConfig) -> SafelightExchange:
        """The token comes from SAFELIGHT_TOKEN."""
        import os

        import requests

        return cls(collab, requests.Session(), os.environ["SAFELIGHT_TOKEN"])  # noqa: TID251

    @staticmethod
    def get_checkpoint_cls() -> type[SafelightCheckpoint]:
        return SafelightCheckpoint

    @staticmethod
    def get_record_cls() -> type[SafelightMetadata]:
        return SafelightMetadata

    @staticmethod
    def get_config_cls() -> type[SafelightCollabConfig]:
        return SafelightCollabConfig

    def fetch_iter(
        self, supported_signal_types: t.Sequence[type[SignalType]], checkpoint: SafelightCheckpoint | None
    ) -> t.Iterator[FetchDelta[str, Record, SafelightCheckpoint]]:
        del supported_signal_types  # everything is fetched; what has no type is left out when converting
        position, more = checkpoint.position if checkpoint else 0, True
        while more:
            answer = self._http.get(
                f"{self._place}/signals", params={"after": position}, headers=self._headers, timeout=PATIENCE
            )
            answer.raise_for_status()
            page = answer.json()
            position, more = page["checkpoint"], page["more"]
            updates = {one["id"]: None if one.get("gone") else one for one in page["signals"]}
            yield FetchDelta(updates, SafelightCheckpoint(position))

    @classmethod
    def naive_convert_to_signal_type(
        cls,
        signal_types: t.Sequence[type[SignalType]],
        collab: SafelightCollabConfig,
        fetched: t.Mapping[str, Record],
    ) -> dict[type[SignalType], dict[str, SafelightMetadata]]:
        del collab
        types = {one.get_name(): one for one in signal_types}
        found: dict[type[SignalType], dict[str, SafelightMetadata]] = {}
        for record in fetched.values():
            signal_type = types.get(TYPE_OF_KIND.get(record["kind"], ""))
            if signal_type is not None:
                values = found.setdefault(signal_type, {})
                known = values.get(record["value"])
                values[record["value"]] = _metadata(record, known.opinions if known else [])
        return found

    def report_opinion(self, s_type: type[SignalType], signal: str, opinion: SignalOpinion) -> None:
        """Say what the own tenant thinks of a signal."""
        body = {"kind": KIND_OF_TYPE[s_type.get_name()], "value": signal, "opinion": OPINIONS[opinion.category]}
        self._http.post(
            f"{self._place}/opinions", json=body, headers=self._headers, timeout=PATIENCE
        ).raise_for_status()

    def report_seen(self, s_type: type[SignalType], signal: str, count: int = 1, actioned: int = 0) -> None:
        """Say that it was seen, and acted on."""
        named = {"kind": KIND_OF_TYPE[s_type.get_name()], "value": signal}
        body = {**named, "count": count, "actioned": actioned}
        self._http.post(f"{self._place}/sights", json=body, headers=self._headers, timeout=PATIENCE).raise_for_status()


def _metadata(record: Record, before: list[SignalOpinion]) -> SafelightMetadata:
    """The sender's claim is a clue; opinions of others are added, the own one marked as such."""
    tags = set(record["tags"])
    said = [SignalOpinion(record["own"], SignalOpinionCategory.INVESTIGATION_SEED, tags)]
    for name, count in record["opinions"].items():
        own = record["own_opinion"] == name
        others = count - own
        said += [SignalOpinion(True, CATEGORIES[name], set())] * own
        said += [SignalOpinion(False, CATEGORIES[name], set())] * others
    return SafelightMetadata(record["severity"], record["claimed_on"], before + said)
