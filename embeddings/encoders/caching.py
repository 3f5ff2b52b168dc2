"""Encoders that cache vectors by text, on disk and in memory.

With the disk cache an interrupted build resumes, and a new build encodes only new texts. Rows lie
in atomically written files of a folder, each row with the digest of its text.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from data.atomic_files import replace_file
from embeddings.encoder import Encoder, FloatMatrix, Progress

Encode = Callable[[Sequence[str]], FloatMatrix]

CHUNK = 512
"""Texts whose vectors are written together, and so the most that an interruption loses."""

_SUFFIX = ".rows.npy"
_KEY = 16


class DiskCachedEncoder:
    """An encoder that stores its vectors in ``folder`` and encodes only new texts.

    The folder is created when first needed; files that cannot be read are ignored.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name = encoder.name
        self.question_name = encoder.question_name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._folder = folder
        self._layout = np.dtype([("key", f"V{_KEY}"), ("row", "<f4", (self.dimension,))])
        self._parts: list[tuple[Path, NDArray[np.void]]] = []
        self._positions: dict[bytes, tuple[int, int]] = {}
        self._used: set[bytes] = set()
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            self._open(path)

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self._rows("query", texts, self._encoder.encode_queries, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        """Return unit rows (n, dimension); ``progress`` counts cached texts too.

        Raises OSError when the disk is full; the rows written until then stay.
        """
        return self._rows("passage", texts, self._encoder.encode_passages, progress)

    def evict_unused(self) -> None:
        """Remove vectors not used through this object, and merge the files into one."""
        if len(self._parts) == 1 and len(self._used) == len(self._positions):
            return
        keys = [key for key in self._positions if key in self._used]
        old = [path for path, _ in self._parts]
        if keys:
            self._write(keys, self._cached(keys))
        for path in old:
            path.unlink(missing_ok=True)

    def _rows(
        self, kind: str, texts: Sequence[str], encode: Encode, progress: Progress | None
    ) -> FloatMatrix:
        keys = [self._key(kind, text) for text in texts]
        self._used.update(keys)
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._positions}
        new = list(missing.items())
        done = len(texts) - len(new)
        for start in range(0, len(new), CHUNK):
            if progress is not None:
                progress(done + start, len(texts))
            part = new[start : start + CHUNK]
            self._write([key for key, _ in part], encode([text for _, text in part]))
        if progress is not None and new:
            progress(len(texts), len(texts))
        return self._cached(keys)

    def _key(self, kind: str, text: str) -> bytes:
        name = self.question_name if kind == "query" else self.name
        content = f"{name}\x1e{kind}\x1e{text}"
        return sha256(content.encode(errors="surrogatepass")).digest()[:_KEY]

    def _cached(self, keys: Sequence[bytes]) -> FloatMatrix:
        rows = np.empty((len(keys), self.dimension), dtype=np.float32)
        for number, key in enumerate(keys):
            part, position = self._positions[key]
            rows[number] = self._parts[part][1]["row"][position]
        return rows

    def _write(self, keys: Sequence[bytes], rows: FloatMatrix) -> None:
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
        # Rows of another model have other keys, and may have another length.
        if stored.dtype == self._layout and stored.ndim == 1:
            for position, key in enumerate(stored["key"].tolist()):
                self._positions[key] = (len(self._parts), position)
            self._parts.append((path, stored))


def _save(path: Path, stored: NDArray[np.void]) -> None:
    with path.open("wb") as file:
        np.save(file, stored)


class MemoryCachedEncoder:
    """An encoder that caches questions, not passages, in memory without a limit.

    Thread-safe; two threads may encode the same question at once.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.question_name = encoder.question_name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._rows: dict[str, FloatMatrix] = {}

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._rows[text] for text in texts])

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        return self._encoder.encode_passages(texts, progress)
