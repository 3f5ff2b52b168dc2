import gc
import platform

import pytest

from web.runtime.startup import gc_paused, limit_malloc_arenas


def test_heaps_are_shared_where_the_library_can() -> None:
    assert limit_malloc_arenas() is (platform.libc_ver()[0] == "glibc")


def test_what_is_loaded_counts_as_old_and_is_not_looked_through() -> None:
    gc.collect()
    with gc_paused():
        assert not gc.isenabled()
        loaded = [[number] for number in range(50_000)]
        assert gc.get_count()[0] >= len(loaded)
    assert gc.isenabled()
    assert gc.get_count()[0] < len(loaded)
    assert gc.get_freeze_count() == 0


def test_the_collector_goes_on_after_a_start_that_failed() -> None:
    with pytest.raises(ValueError, match="no index"), gc_paused():
        raise ValueError("no index")
    assert gc.isenabled()
