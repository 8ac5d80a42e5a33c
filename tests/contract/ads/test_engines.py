"""One contract for every engine: the results of the kernel, in order, whatever runs it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.ad import Ad
from safelight.ads.core.reading import Reading
from safelight.ads.engines import Native, engine_named, in_batches, signed
from safelight.ads.ports import Engine
from safelight.kernel.errors import Invalid, Unavailable

HAS_RAY = importlib.util.find_spec("ray") is not None


def echo(ads: Sequence[Ad]) -> list[Reading]:
    """A kernel that another process can import: reads nothing but the words."""
    return [reading(ad.id, ad.body) for ad in ads]


def refuse(ads: Sequence[Ad]) -> list[Reading]:
    raise ValueError(f"no batch starts with {ads[0].id}")


@pytest.fixture(params=["alone", "pool", "ray"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "ray":
        if not HAS_RAY:
            pytest.skip("ray isn't installed; pip install 'safelight[cluster]' to run the contract on it")
        yield engine_named("ray", 2)
    elif request.param == "pool":
        yield Native(2, small=20)
    else:
        yield Native(1)


def ads(count: int) -> list[Ad]:
    return [reading(f"a{n:03d}", f"{own_words(n % 7)} {n}").ad for n in range(count)]


def test_results_come_in_order_and_progress_counts_up(engine: Engine) -> None:
    given, told = ads(95), []
    found = list(engine.map(echo, in_batches(given, 10), told.append))
    assert [r.ad.id for batch in found for r in batch] == [ad.id for ad in given]
    assert told == [*range(10, 91, 10), 95]


def test_nothing_in_nothing_out(engine: Engine) -> None:
    assert list(engine.map(echo, in_batches([]))) == []


def test_an_error_in_the_kernel_is_raised_here(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no batch starts with a000"):
        list(engine.map(refuse, in_batches(ads(60), 10)))


def test_only_a_few_batches_are_taken_ahead(engine: Engine) -> None:
    taken = []

    def batches() -> Iterator[Sequence[Ad]]:
        for batch in in_batches(ads(1000), 10):
            taken.append(len(batch))
            yield batch

    results = engine.map(echo, batches())
    next(results)
    assert sum(taken) < 200
    assert len(list(results)) == 99


def test_signatures_are_added_afterwards() -> None:
    bare = echo(ads(3))
    assert [r.signature for r in signed(bare)] == [r.signature for r in echo(ads(3))]


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(Invalid, match="use native or ray"):
        engine_named("abacus")


@pytest.mark.skipif(HAS_RAY, reason="ray is installed here")
def test_a_missing_ray_names_the_extra() -> None:
    with pytest.raises(Unavailable, match=r"safelight\[cluster\]"):
        engine_named("ray")
