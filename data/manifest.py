"""Manifest of acts: a folder or a zip file of source files with one description of all of them.

``manifest.toml`` has a table ``[[act]]`` for each file with the entries of a sidecar and ``file``;
``manifest.csv`` has a column for each entry, and ``names`` separated by semicolons.
"""

import csv
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath

from data.errors import SourceError
from data.metadata import Sidecar, parse_sidecar, parse_toml
from data.model import LANGUAGES
from data.readers.encoding import MAX_BYTES, read_bytes, read_source

MANIFESTS = ("manifest.toml", "manifest.csv")
MAX_ACTS = 1000
# Members of a zip file, and bytes of all of them.
MAX_MEMBERS = 3000
MAX_UNPACKED = 500 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """Act of a manifest: its source file, its description, and the column to read, if any."""

    path: Path
    sidecar: Sidecar
    column: str | None = None


def is_collection(path: Path) -> bool:
    """Return whether a path is a folder or a zip file, which needs a manifest."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def read_manifest(source: Path, unpacked: Path) -> tuple[ManifestEntry, ...]:
    """Return the acts of a folder or a zip file, versions after the act that they belong to.

    A zip file is unpacked into the empty folder ``unpacked``. Raises SourceError if there is no
    manifest, if it is invalid, names a file twice or outside its folder, or has an edition of an
    act twice, and for a zip file that is damaged, too large or has unsafe names.
    """
    folder = source
    if not source.is_dir():
        _unpack(source, unpacked)
        folder = unpacked
    found = [folder / name for name in MANIFESTS if (folder / name).exists()]
    if len(found) != 1:
        raise SourceError(f"{source} needs one file {' or '.join(MANIFESTS)} at its top.")
    rows = list(_rows(found[0]))
    name = f"{source}/{found[0].name}"
    if not 0 < len(rows) <= MAX_ACTS:
        raise SourceError(f"{name} needs 1 to {MAX_ACTS} acts; it has {len(rows)}.")
    entries = [_entry(dict(row), folder, f"act {n} of {name}") for n, row in enumerate(rows, 1)]
    _refuse_repeated(entries, name)
    return tuple(sorted(entries, key=lambda entry: entry.sidecar.parallel_of is not None))


def _rows(path: Path) -> Iterator[dict[str, object]]:
    text = read_source(path)
    if path.suffix == ".csv":
        for row in csv.DictReader(StringIO(text), strict=True):
            values = {key: value for key, value in row.items() if value}
            if None in values:
                raise SourceError(f"A line of {path} has more cells than its first line.")
            names = values.pop("names", "")
            listed = [part.strip() for part in names.split(";") if part.strip()]
            yield {**values, **({"names": listed} if listed else {})}
        return
    acts = parse_toml(text, path).get("act")
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        raise SourceError(f"The manifest {path} needs a table [[act]] for each act.")
    yield from acts


def _entry(row: dict[str, object], folder: Path, name: str) -> ManifestEntry:
    file, column = row.pop("file", None), row.pop("column", None)
    if not isinstance(file, str) or not file.strip():
        raise SourceError(f"{name} needs an entry “file”.")
    if column is not None and column not in LANGUAGES:
        raise SourceError(f"The column “{column}” of {name} must be kk, ru or en.")
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SourceError(f"The file “{file}” of {name} is outside the folder of the manifest.")
    chosen = next((language for language in LANGUAGES if language == column), None)
    return ManifestEntry(path, parse_sidecar(row, name), chosen)


def _refuse_repeated(entries: Sequence[ManifestEntry], name: str) -> None:
    seen: set[tuple[str, str] | Path] = set()
    for entry in entries:
        edition = (entry.sidecar.id, entry.sidecar.edition_name)
        for key in (edition, entry.path.resolve()):
            if key in seen:
                what = entry.path.name if isinstance(key, Path) else entry.sidecar.id
                raise SourceError(f"{name} has “{what}” twice.")
            seen.add(key)


def _unpack(path: Path, folder: Path) -> None:
    """Unpack a zip file within the limits. Raises SourceError."""
    try:
        with zipfile.ZipFile(BytesIO(read_bytes(path))) as package:
            members = [member for member in package.infolist() if not member.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise SourceError(f"The file {path} holds more than {MAX_MEMBERS} files.")
            left = MAX_UNPACKED
            for member in members:
                target = folder / _safe_name(member, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _write(package, member, target, min(left, MAX_BYTES), path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"The file {path} is damaged, encrypted or no zip file.") from error


def _safe_name(member: zipfile.ZipInfo, path: Path) -> PurePosixPath:
    """Return the name of a member below the folder. Raises SourceError for any other name."""
    name = PurePosixPath(member.filename)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    parts = name.parts
    unsafe = name.is_absolute() or ".." in parts or not parts or any("\\" in p for p in parts)
    if is_link or unsafe or ":" in parts[0] or not member.filename.isprintable():
        raise SourceError(f"The file {path} holds the unsafe name {member.filename!r}.")
    return name


def _write(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, limit: int, path: Path
) -> int:
    """Write a member and return its size, which is counted and not taken from its entry."""
    size = 0
    with package.open(member) as content, target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise SourceError(f"The file {path} unpacks to more than may be read.")
            file.write(chunk)
    return size
