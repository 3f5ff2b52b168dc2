"""Encoders that cache vectors by text, on disk and in memory.

With the disk cache an interrupted build resumes, and a new build encodes only new texts. Rows lie
in atomically written files of a folder, each row with the digest of its text, and each file named
by the digest of its rows.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

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

    The folder is created when first needed; files that are damaged are ignored. No file stays
    open or mapped: rows are read when they are needed, and encoded again where a file is gone.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name = encoder.name
        self.question_name = encoder.question_name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._folder = folder
        self._layout = np.dtype([("key", f"V{_KEY}"), ("row", "<f4", (self.dimension,))])
        self._parts: dict[Path, int] = {}
        self._positions: dict[bytes, tuple[Path, int]] = {}
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
        old = list(self._parts)
        merged = self._write(keys, self._cached(keys)) if keys else None
        for path in old:
            if path != merged:
                path.unlink(missing_ok=True)

    def _rows(
        self, kind: str, texts: Sequence[str], encode: Encode, progress: Progress | None
    ) -> FloatMatrix:
        keys = [self._key(kind, text) for text in texts]
        self._used.update(keys)
        self._encode_missing(keys, texts, encode, progress)
        try:
            return self._cached(keys)
        except _LostRowsError:
            # Another program removed or changed the file since it was opened.
            self._encode_missing(keys, texts, encode, None)
            return self._cached(keys)

    def _encode_missing(
        self, keys: Sequence[bytes], texts: Sequence[str], encode: Encode, progress: Progress | None
    ) -> None:
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

    def _key(self, kind: str, text: str) -> bytes:
        name = self.question_name if kind == "query" else self.name
        content = f"{name}\x1e{kind}\x1e{text}"
        return sha256(content.encode(errors="surrogatepass")).digest()[:_KEY]

    def _cached(self, keys: Sequence[bytes]) -> FloatMatrix:
        """Return the rows of ``keys``. Raises _LostRowsError, and forgets the files concerned."""
        rows = np.empty((len(keys), self.dimension), dtype=np.float32)
        wanted: dict[Path, list[tuple[int, int]]] = {}
        for number, key in enumerate(keys):
            path, position = self._positions[key]
            wanted.setdefault(path, []).append((position, number))
        lost = [path for path, places in wanted.items() if not self._read(path, places, keys, rows)]
        if lost:
            self._forget(lost)
            raise _LostRowsError(f"The vectors in {self._folder} change while they are read.")
        return rows

    def _read(
        self,
        path: Path,
        places: Sequence[tuple[int, int]],
        keys: Sequence[bytes],
        rows: FloatMatrix,
    ) -> bool:
        """Put the records at ``places`` (position, row) into ``rows``; False if one is gone."""
        size = self._layout.itemsize
        try:
            with path.open("rb") as file:
                for position, number in sorted(places):
                    file.seek(self._parts[path] + position * size)
                    record = file.read(size)
                    if len(record) != size or record[:_KEY] != keys[number]:
                        return False
                    rows[number] = np.frombuffer(record, self._layout)["row"][0]
        except OSError:
            return False
        return True

    def _forget(self, paths: Sequence[Path]) -> None:
        self._positions = {
            k: place for k, place in self._positions.items() if place[0] not in paths
        }
        for path in paths:
            del self._parts[path]

    def _write(self, keys: Sequence[bytes], rows: FloatMatrix) -> Path:
        """Store the rows in a file whose name is the digest of its records, and return it."""
        stored = np.empty(len(keys), dtype=self._layout)
        stored["key"] = np.frombuffer(b"".join(keys), dtype=f"V{_KEY}")
        stored["row"] = rows
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{sha256(stored.data.cast('B')).hexdigest()}{_SUFFIX}"
        replace_file(path, lambda scratch: _save(scratch, stored))
        self._open(path)
        return path

    def _open(self, path: Path) -> None:
        """Add the records of a file, unless it is damaged or has rows of another model."""
        digest = sha256()
        keys: list[bytes] = []
        try:
            with path.open("rb") as file:
                np.lib.format.read_magic(file)
                shape, _, layout = np.lib.format.read_array_header_1_0(file)
                if layout != self._layout:
                    return
                start = file.tell()
                while block := file.read(CHUNK * layout.itemsize):
                    digest.update(block)
                    keys += np.frombuffer(block, layout)["key"].tolist()
        except (OSError, ValueError, EOFError):
            return
        name = path.name.removesuffix(_SUFFIX)
        # The names of earlier versions are no digests, and shorter.
        is_named_by_digest = len(name) == 2 * digest.digest_size
        if shape != (len(keys),) or (is_named_by_digest and name != digest.hexdigest()):
            return
        self._parts[path] = start
        self._positions.update((key, (path, position)) for position, key in enumerate(keys))


class _LostRowsError(OSError):
    """Rows that were removed or changed since their file was opened."""


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
