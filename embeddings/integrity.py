"""The manifest of a model folder: the size and digest of every other file."""

import hashlib
import json
import mmap
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

from data.atomic_files import write_text
from embeddings.errors import ModelError

MODEL_MANIFEST = "bapta.json"

MAX_COPIED_BYTES = 64 * 1024**2
"""Size up to which each process reads a file into its memory instead of mapping it."""


class DigestError(ValueError):
    """A file that has not the digest of its manifest."""


def write_manifest(folder: Path, source: Mapping[str, str | int]) -> None:
    """Write the manifest of ``folder`` atomically; ``source`` states its origin and format."""
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": file_sha256(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MODEL_MANIFEST
    }
    text = json.dumps({"made_of": dict(source), "files": files}, indent=1, sort_keys=True)
    write_text(folder / MODEL_MANIFEST, text + "\n")


def verify_manifest(
    folder: Path, source: Mapping[str, str | int], fix: str | None, under: str = ""
) -> None:
    """Raise ModelError unless the files are those of the manifest, made from ``source``.

    Every size is compared; only files whose path begins with ``under`` are read. ``fix`` is the
    command that the error names.
    """
    try:
        manifest = json.loads((folder / MODEL_MANIFEST).read_text(encoding="utf-8"))
        stated_source, files = manifest["made_of"], manifest["files"]
        expected = {name: (entry["bytes"], entry["sha256"]) for name, entry in files.items()}
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelError(f"The model folder {folder} is missing or incomplete.", fix) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The model folder {folder} is damaged.", fix) from error
    if stated_source != source:
        raise ModelError(f"The model folder {folder} was made by another version.", fix)
    for name, (size, sha) in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"The model folder {folder} does not contain the file {name}.", fix)
        if path.stat().st_size != size or (name.startswith(under) and file_sha256(path) != sha):
            raise ModelError(f"The file {name} of the model folder {folder} is damaged.", fix)


def stated_source(folder: Path) -> dict[str, str | int]:
    """Return what the manifest of ``folder`` states as its source, nothing without a sound one."""
    try:
        return dict(json.loads((folder / MODEL_MANIFEST).read_text(encoding="utf-8"))["made_of"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def read_checked(path: Path, sha256: str, copied: int) -> bytes | mmap.mmap:
    """Return the content of a file of this digest; raise DigestError for another one, OSError.

    A file of more than ``copied`` bytes is mapped, so that processes share one copy in memory.
    """
    if path.stat().st_size <= copied:
        # The checked bytes are used, because a mapped file that is cut short ends the process.
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DigestError
        return content
    if file_sha256(path) != sha256:
        raise DigestError
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def fingerprint(folder: Path) -> str:
    """Return twelve hex digits over the names and contents of the folder's files.

    Hidden files are left out. Two folders of one fingerprint give the same vectors.
    """
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            total.update(f"{inner.as_posix()}\0{file_sha256(path)}\n".encode())
    return total.hexdigest()[:12]
