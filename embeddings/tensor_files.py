"""Safetensors files with one object of metadata, which is read without the tensors.

A file begins with the length of its head, 8 bytes with the lowest first, and the head, a JSON
object: the place of each tensor after it, and texts under ``__metadata__``. A server has the
tensors in its graphs, and needs to know only what they were made for.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.atomic_files import write_bytes

_LENGTH = 8
# Bytes; a head names some hundreds of tensors.
_MAX_HEAD = 1_000_000
_METADATA, _PLACES = "__metadata__", "data_offsets"


def write_tensors(
    path: Path,
    tensors: Mapping[str, NDArray[np.generic]],
    key: str,
    about: Mapping[str, str | int],
) -> None:
    """Write ``tensors`` to ``path`` atomically, with the JSON object ``about`` under ``key``."""
    # A server writes none.
    from safetensors.numpy import save

    contiguous = {name: np.ascontiguousarray(values) for name, values in tensors.items()}
    # One entry, since the order of several differs from file to file.
    write_bytes(path, save(contiguous, {key: json.dumps(about)}))


def read_metadata(path: Path, key: str) -> dict[str, Any]:
    """Return the JSON object under ``key`` in the metadata of the file ``path``.

    Raises OSError if the file cannot be read, and ValueError if it is no such file, lacks the
    object or is cut short.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH), "little")
        if length > _MAX_HEAD:
            raise ValueError("The head is too long.")
        content = file.read(length)
        size = os.fstat(file.fileno()).st_size
    try:
        head = json.loads(content)
        about = json.loads(head[_METADATA][key])
        ends = [tensor[_PLACES][1] for name, tensor in head.items() if name != _METADATA]
        is_whole = size == _LENGTH + length + max(ends, default=0)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError("The head is none of a safetensors file.") from error
    if not isinstance(about, dict) or not is_whole:
        raise ValueError("The file is cut short or has no metadata.")
    return about
