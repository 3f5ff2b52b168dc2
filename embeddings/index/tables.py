"""Tables derived from acts and bank: groups of arrays, stored in one file beside the index.

Terms, word counts and letter models take longer to compute than to read. The file is written first,
under a name with its digest, then the manifest is replaced atomically, as in
:mod:`embeddings.index.storage`. A table that is not stored is computed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.atomic_files import replace_file, write_text
from embeddings.errors import IndexDamagedError
from embeddings.integrity import MAX_COPIED_BYTES, file_sha256, read_checked

Arrays = Sequence[NDArray[Any]]
"""The arrays of one table."""

_FORMAT = 1
_MANIFEST = "manifest.json"
# Arrays begin at multiples of a cache line.
_ALIGNMENT = 64


class Tables:
    """Tables by name: those that are stored, and those computed so far if ``is_recording``."""

    def __init__(
        self, stored: Mapping[str, Arrays] | None = None, *, is_recording: bool = False
    ) -> None:
        self.stored = dict(stored or {})
        self.is_recording = is_recording

    def get(self, name: str, build: Callable[[], Arrays]) -> Arrays:
        """Return the table ``name``; ``build`` computes it where it is not stored."""
        found = self.stored.get(name)
        if found is None:
            found = build()
            if self.is_recording:
                self.stored[name] = found
        return found


def pack(words: Iterable[str]) -> NDArray[np.uint8]:
    """Return ``words``, none of which has a line break, as bytes in UTF-8."""
    return np.frombuffer("".join(f"{word}\n" for word in words).encode(), dtype=np.uint8)


def unpack(packed: NDArray[np.uint8]) -> list[str]:
    """Return the words of :func:`pack`."""
    return packed.tobytes().decode().split("\n")[:-1]


def save_tables(folder: Path, tables: Tables, digest: str) -> None:
    """Store ``tables``, derived from inputs of this ``digest``, in place of older ones.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, list[tuple[str, int, int]]] = {}

    def write(path: Path) -> None:
        with path.open("wb") as file:
            for name, arrays in tables.stored.items():
                places[name] = []
                for array in arrays:
                    file.write(bytes(-file.tell() % _ALIGNMENT))
                    places[name].append((array.dtype.str, file.tell(), array.size))
                    file.write(np.ascontiguousarray(array).tobytes())

    scratch = folder / "tables.new"
    replace_file(scratch, write)
    sha256 = file_sha256(scratch)
    file = scratch.rename(folder / f"tables-{sha256[:16]}.bin")
    manifest = {"format": _FORMAT, "digest": digest, "sha256": sha256, "tables": places}
    write_text(folder / _MANIFEST, json.dumps(manifest) + "\n")
    for old in (*folder.glob("tables-*.bin"), *folder.glob(".*.*")):
        if old != file:
            old.unlink(missing_ok=True)


def load_tables(folder: Path, digest: str) -> Tables | None:
    """Return the tables in ``folder``, None unless they are of this ``digest`` and format.

    Raises IndexDamagedError.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if (manifest["format"], manifest["digest"]) != (_FORMAT, digest):
            return None
        sha256, places = str(manifest["sha256"]), manifest["tables"]
        content = read_checked(folder / f"tables-{sha256[:16]}.bin", sha256, MAX_COPIED_BYTES)
        return Tables(
            {
                name: [np.frombuffer(content, kind, size, start) for kind, start, size in arrays]
                for name, arrays in places.items()
            }
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise IndexDamagedError(f"The tables of words in {folder} are damaged.") from error
