"""Memory settings at the start of a server."""

import gc
import platform
import weakref

import pytest

from web.runtime.startup import gc_paused, limit_malloc_arenas


class Node:
    """An object that refers to itself, so that the collector alone can free it."""

    def __init__(self) -> None:
        self.itself = self


def test_heaps_are_shared_where_the_library_can() -> None:
    assert limit_malloc_arenas() is (platform.libc_ver()[0] == "glibc")


def test_collection_is_off_during_the_start_and_complete_afterwards() -> None:
    with gc_paused():
        assert not gc.isenabled()
        loaded = Node()
    assert gc.isenabled()
    alive = weakref.ref(loaded)
    del loaded
    gc.collect()
    assert alive() is None


def test_the_collector_goes_on_after_a_start_that_failed() -> None:
    with pytest.raises(ValueError, match="no index"), gc_paused():
        raise ValueError("no index")
    assert gc.isenabled()
