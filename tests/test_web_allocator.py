import platform

from web.allocator import share_heaps


def test_heaps_are_shared_where_the_library_can() -> None:
    assert share_heaps() is (platform.libc_ver()[0] == "glibc")
