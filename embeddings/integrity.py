"""A seal: a small file in a folder that states the digest of every other file.

A short name for what a model folder holds.
"""

import json
from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path

from embeddings.errors import ModelError

MANIFEST = "bapta.json"


def write_manifest(folder: Path, made_of: Mapping[str, str | int]) -> None:
    """Seal ``folder`` as it stands; ``made_of`` says what it was made from and by which format."""
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": digest(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }
    text = json.dumps({"made_of": dict(made_of), "files": files}, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def verify_manifest(
    folder: Path, made_of: Mapping[str, str | int], mend: str | None, under: str = ""
) -> None:
    """Raise ModelError unless the files are those that were sealed.

    Only paths that begin with ``under`` are read; every size is compared.
    """
    try:
        seal = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        stated, files = seal["made_of"], seal["files"]
        expected = {name: (entry["bytes"], entry["sha256"]) for name, entry in files.items()}
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelError(f"The model folder {folder} is missing or incomplete.", mend) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The model folder {folder} is damaged.", mend) from error
    if stated != made_of:
        raise ModelError(f"The model folder {folder} was made by another version.", mend)
    for name, (size, stated_digest) in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"The model folder {folder} does not contain the file {name}.", mend)
        if path.stat().st_size != size or (
            name.startswith(under) and digest(path) != stated_digest
        ):
            raise ModelError(f"The file {name} of the model folder {folder} is damaged.", mend)


def digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


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
