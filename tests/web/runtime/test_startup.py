"""Memory settings at the start of a server."""

import gc
import platform
import weakref

import pytest

from web.cli.serve import gc_paused
from web.runtime.startup import limit_malloc_arenas


class Node:
    """An object that refers to itself, so that the collector alone can free it."""

    def __init__(self) -> None:
        self.itself = self


def test_malloc_arenas_are_limited_with_glibc() -> None:
    assert limit_malloc_arenas() is (platform.libc_ver()[0] == "glibc")


def test_gc_is_paused_during_start_and_enabled_afterwards() -> None:
    with gc_paused():
        assert not gc.isenabled()
        loaded = Node()
    assert gc.isenabled()
    alive = weakref.ref(loaded)
    del loaded
    gc.collect()
    assert alive() is None


def test_gc_is_enabled_after_a_failed_start() -> None:
    with pytest.raises(ValueError, match="no index"), gc_paused():
        raise ValueError("no index")
    assert gc.isenabled()
