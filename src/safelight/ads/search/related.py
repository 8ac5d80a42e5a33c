"""Which ads may be kin to a given one: five questions to the index, each capped, none of them a judgement.

Contacts and pictures that are the same or near, ads that use several of its rarest words, the same name, and ads of
the same city about the same time (those whose only sign may be how they are written). What an ad states is
compared later, by `core.kinship`; here it only has to be among the candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.movement import place_of
from safelight.ads.core.shown import Shown
from safelight.ads.search.seen import near_prints

MOST = {"contact": 400, "picture": 400, "words": 400, "name": 200, "place": 300}
"""Candidates by each question: enough that the best hundred survive, few enough to be read in a quarter second."""

RAREST_WORDS = 24
AROUND = timedelta(days=21)


class Asking:
    """One round of questions about one tenant's ads."""

    def __init__(self, tantivy: Any, index: Any, tenant: str, prints: NDArray[np.uint8]) -> None:
        self._tantivy = tantivy
        self._schema = index.schema
        self._searcher = index.searcher()
        self._tenant = tantivy.Query.term_query(self._schema, "tenant", tenant)
        self._prints = prints
        self._cutter = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
        )

    def around(self, item: Shown) -> Iterator[str]:
        """Ids of candidates around one ad, with repeats."""
        yield item.ad.id
        yield from self._ask("contact", self._any_of(self._contacts(item)))
        yield from self._ask("picture", self._any_of(self._pictures(item)))
        yield from self._ask("words", self._rare_words(item))
        names = [("name", [name.lower() for name in item.reading.extraction.names])]
        yield from self._ask("name", self._any_of(names))
        yield from self._ask("place", self._place_and_time(item))

    def _ask(self, question: str, query: Any) -> Iterator[str]:
        if query is not None:
            must = self._tantivy.Occur.Must
            whole = self._tantivy.Query.boolean_query([(must, self._tenant), (must, query)])
            for _, address in self._searcher.search(whole, limit=MOST[question], count=False).hits:
                yield self._searcher.doc(address)["ad_id"][0]

    def _any_of(self, wanted: list[tuple[str, list[str]]]) -> Any:
        terms = self._tantivy.Query.term_set_query
        parts = [(self._tantivy.Occur.Should, terms(self._schema, name, values)) for name, values in wanted if values]
        return self._tantivy.Query.boolean_query(parts) if parts else None

    def _contacts(self, item: Shown) -> list[tuple[str, list[str]]]:
        read = item.reading.extraction
        return [
            ("phone", list(read.phones)),
            ("email", [email.lower() for email in read.emails]),
            ("handle", [handle.name.lower() for handle in read.handles]),
        ]

    def _pictures(self, item: Shown) -> list[tuple[str, list[str]]]:
        images = item.ad.images
        near = [found for image in images if image.pdq for found in near_prints(self._prints, image.pdq)]
        return [("image", [image.sha256 for image in images if image.sha256]), ("print", near)]

    def _rare_words(self, item: Shown) -> Any:
        words = set(self._cutter.analyze(f"{item.ad.title}\n{item.ad.body}"))
        often = {word: self._searcher.doc_freq("text", word) for word in words}
        rarest = sorted((count, word) for word, count in often.items() if count > 1)[:RAREST_WORDS]
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        parts = [(should, query.term_query(self._schema, "text", word)) for _, word in rarest]
        return query.boolean_query(parts) if parts else None

    def _place_and_time(self, item: Shown) -> Any:
        place, posted = place_of(item.reading), item.ad.posted_at
        if place is None or posted is None:
            return None
        must, query = self._tantivy.Occur.Must, self._tantivy.Query
        at = posted.replace(tzinfo=None)
        window = query.range_query(
            self._schema,
            "posted",
            self._tantivy.FieldType.Date,
            lower_bound=at - AROUND,
            upper_bound=at + AROUND,
        )
        return query.boolean_query([(must, query.term_query(self._schema, "city", place[0].lower())), (must, window)])
