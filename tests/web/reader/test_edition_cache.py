"""The cache of results that depend on editions alone: computed once, bounded, thread-safe."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import pytest

from data.corpus import load_corpus
from data.model import Act
from data.norms import Norm, find_norms
from web.reader.edition_cache import EditionCache, EditionCaches


class Counted:
    """The norms of an act, and how often they were computed."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, act: Act) -> tuple[Norm, ...]:
        self.calls += 1
        return find_norms(act)


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def changed(act: Act) -> Act:
    first, *others = act.provisions
    return replace(act, provisions=(replace(first, text=first.text + " Жаңа."), *others))


def test_equal_editions_are_computed_once_and_others_anew(law: Act) -> None:
    counted = Counted()
    cache = EditionCache(counted, 4)
    assert not cache.has(law)
    assert cache.get(law) == find_norms(law)
    assert cache.has(law)
    assert cache.get(replace(law)) == find_norms(law)
    assert counted.calls == 1
    for other in (changed(law), replace(law, edition_id="later"), replace(law, id="another")):
        assert not cache.has(other)
        cache.get(other)
    assert counted.calls == 4


def test_the_result_unused_longest_is_evicted() -> None:
    cache = EditionCache(str.upper, 2)
    cache.get("a")
    cache.get("b")
    cache.get("a")
    cache.get("c")
    assert [cache.has(each) for each in "abc"] == [True, False, True]


def test_threads_wait_for_one_computation() -> None:
    begun, may_end, calls = Barrier(4), Event(), []

    def compute(name: str) -> str:
        calls.append(name)
        may_end.wait(10)
        return name.upper()

    cache = EditionCache(compute, 2)

    def ask() -> str:
        begun.wait(10)
        return cache.get("a")

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask) for _ in range(3)]
        begun.wait(10)
        assert not cache.has("a")
        may_end.set()
        assert [each.result(10) for each in asked] == ["A"] * 3
    assert calls == ["a"]


def test_an_error_is_raised_and_not_kept() -> None:
    answers: dict[str, int] = {}
    cache = EditionCache(answers.__getitem__, 2)
    with pytest.raises(KeyError):
        cache.get("a")
    answers["a"] = 1
    assert cache.get("a") == 1


def test_the_order_of_two_editions_matters(law: Act) -> None:
    caches, other = EditionCaches(), replace(changed(law), edition_id="later")
    forth, back = caches.differences.get(law, other), caches.differences.get(other, law)
    assert (forth[0].old, forth[0].new) == (back[0].new, back[0].old)
    assert caches.rows.get(law, other, "art_1") != caches.rows.get(other, law, "art_2")
