"""A short name for what a model folder holds."""

from hashlib import sha256
from pathlib import Path

from embeddings.seal import digest


def fingerprint(folder: Path) -> str:
    """Twelve hex digits over the names and contents of the folder's files, hidden ones left out.

    Two folders of one fingerprint give the same vectors, so an index belongs to either.
    """
    total = sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            total.update(f"{inner.as_posix()}\0{digest(path)}\n".encode())
    return total.hexdigest()[:12]
