"""Messages of answers, in three languages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def message(name: str, language: str) -> str:
    """Return the message ``name`` of messages.toml in ``language`` (kk, ru or en)."""
    return str(_table()[name][language])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("messages.toml").read_text("utf-8"))
