"""Text typed with the wrong keyboard layout switched on."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _tables() -> dict[tuple[str, str], dict[int, int]]:
    layouts = tomllib.loads(files("qa").joinpath("layouts.toml").read_text("utf-8"))
    return {
        (typed, meant): str.maketrans(layouts[typed], layouts[meant])
        for typed, meant in (("us", "ru"), ("us", "kk"), ("ru", "us"), ("kk", "us"))
    }


def retyped(text: str, typed: str, meant: str) -> str:
    """``text`` as the same keys give it on another layout (us, ru, kk).

    >>> retyped("gjkbwbz", "us", "ru")
    'полиция'
    """
    return text.casefold().translate(_tables()[typed, meant])
