"""Vectors kept by what they were made of, so that a text is encoded once.

A build that was stopped goes on where it stopped, and a new build encodes only what is new. The
rows stand in files of a folder, each written whole, with the digest of their text beside them.

Vectors remembered while something runs, so that two who ask the same encode it once.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from data.atomic_files import replace_file
from embeddings.encoder import Encoder, Progress

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

CHUNK = 512
"""Texts whose vectors are written together: what a stop may cost."""

_SUFFIX = ".rows.npy"
_KEY = 16


class DiskCachedEncoder:
    """An encoder that keeps its vectors in a folder and encodes only the texts that are new."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """``folder`` is made when first needed; a file in it that cannot be read is left out."""
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._folder = folder
        self._layout = np.dtype([("key", f"V{_KEY}"), ("row", "<f4", (self.dimension,))])
        self._parts: list[tuple[Path, NDArray[np.void]]] = []
        self._places: dict[bytes, tuple[int, int]] = {}
        self._used: set[bytes] = set()
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            self._open(path)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as unit rows (n, dimension)."""
        return self._rows("query", texts, self._encoder.encode_queries, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as unit rows (n, dimension); ``progress`` counts those that were kept too.

        Raises OSError when the disk is full; what was written until then stays.
        """
        return self._rows("passage", texts, self._encoder.encode_passages, progress)

    def forget_unused(self) -> None:
        """Take away the vectors that this object was not asked for, and join the files to one."""
        if len(self._parts) == 1 and len(self._used) == len(self._places):
            return
        keys = [key for key in self._places if key in self._used]
        old = [path for path, _ in self._parts]
        if keys:
            self._write(keys, self._kept(keys))
        for path in old:
            path.unlink(missing_ok=True)

    def _rows(
        self, kind: str, texts: Sequence[str], encode: Encode, progress: Progress | None
    ) -> Vectors:
        keys = [self._key(kind, text) for text in texts]
        self._used.update(keys)
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._places}
        new = list(missing.items())
        done = len(texts) - len(new)
        for start in range(0, len(new), CHUNK):
            if progress is not None:
                progress(done + start, len(texts))
            part = new[start : start + CHUNK]
            self._write([key for key, _ in part], encode([text for _, text in part]))
        if progress is not None and new:
            progress(len(texts), len(texts))
        return self._kept(keys)

    def _key(self, kind: str, text: str) -> bytes:
        content = f"{self.name}\x1e{kind}\x1e{text}"
        return sha256(content.encode(errors="surrogatepass")).digest()[:_KEY]

    def _kept(self, keys: Sequence[bytes]) -> Vectors:
        rows = np.empty((len(keys), self.dimension), dtype=np.float32)
        for number, key in enumerate(keys):
            part, place = self._places[key]
            rows[number] = self._parts[part][1]["row"][place]
        return rows

    def _write(self, keys: Sequence[bytes], rows: Vectors) -> None:
        stored = np.empty(len(keys), dtype=self._layout)
        stored["key"] = np.frombuffer(b"".join(keys), dtype=f"V{_KEY}")
        stored["row"] = rows
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid4().hex}{_SUFFIX}"
        replace_file(path, lambda scratch: _save(scratch, stored))
        self._open(path)

    def _open(self, path: Path) -> None:
        try:
            stored = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return
        # Rows of another model have other keys, unless they have another length as well.
        if stored.dtype == self._layout and stored.ndim == 1:
            for place, key in enumerate(stored["key"].tolist()):
                self._places[key] = (len(self._parts), place)
            self._parts.append((path, stored))


def _save(path: Path, stored: NDArray[np.void]) -> None:
    with path.open("wb") as file:
        np.save(file, stored)


class MemoryCachedEncoder:
    """An encoder that remembers every question in memory. Threads may share it; two that ask the
    same at once may encode it twice.
    """

    def __init__(self, encoder: Encoder) -> None:
        """``encoder`` encodes what is new."""
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as unit rows (n, dimension)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._rows[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as unit rows (n, dimension), in the order of ``texts``; not remembered."""
        return self._encoder.encode_passages(texts, progress)
