"""Staged uploads: files of acts, reading aids and errata that an administrator sent.

Until they are published they are in a private folder, bounded in number, size and age. Nothing in
it is served or searched.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from filelock import FileLock

from data.atomic_files import write_text
from data.errors import BaptaError
from data.metadata import Sidecar, parse_sidecar
from data.readers.encoding import MAX_BYTES
from data.readers.extract import FORMATS
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now

MAX_UPLOADS = 20
MAX_TOTAL_BYTES = 4 * MAX_BYTES
MB = 1024 * 1024
MAX_AGE = timedelta(days=7)
_MAX_NAME = 100
_CHUNK = MB
_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = "upload.json"
FIELDS = (
    *("id", "title", "language", "edition", "edition_id", "kind", "parallel_of", "official_url"),
    *("names", "column"),
)
"""Fields of the description, as the form states them."""


class UploadKind(StrEnum):
    """Kind of an upload: an act, or a supplement of one (its reading aids, or its errata)."""

    ACT = "act"
    AIDS = "aids"
    ERRATA = "errata"


_SUPPLEMENTS = {".jsonl": (UploadKind.AIDS, 5 * MB), ".toml": (UploadKind.ERRATA, MB)}
"""Kind of a supplement by its suffix, with the bytes that it may have."""
SUFFIXES = (*FORMATS, *_SUPPLEMENTS)


@dataclass(frozen=True, slots=True)
class Upload:
    """Staged file with its description, and the preview of its last reading.

    ``fields`` are as typed; ``trouble`` is the sentence why the file could not be read with them.
    ``of`` is the act of which it is a new edition, or a supplement. ``id`` and ``language`` in the
    fields of a supplement are those of its act and of its translations.
    """

    id: str
    name: str
    size: int
    digest: str
    by: str
    at: datetime
    of: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    preview: Mapping[str, Any] | None = None

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def kind(self) -> UploadKind:
        return _SUPPLEMENTS.get(self.suffix, (UploadKind.ACT, MAX_BYTES))[0]

    @property
    def until(self) -> datetime:
        """Return when it is deleted."""
        return self.at + MAX_AGE

    @property
    def column(self) -> str | None:
        return self.fields.get("column") or None

    def sidecar(self) -> Sidecar:
        """Return the description. Raises SourceError."""
        table: dict[str, object] = {
            name: value for name, value in self.fields.items() if value and name != "column"
        }
        names = str(table.pop("names", ""))
        listed = [each.strip() for each in re.split(r"[;\n]", names) if each.strip()]
        return parse_sidecar(table | ({"names": listed} if listed else {}), self.name)


class Staging:
    """Staged uploads of one home. Threads and processes may share it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "administration" / "uploads"

    def add(self, name: str, content: IO[bytes], by: str, of: str = "") -> Upload:
        """Store a file under a new id, whole or not at all.

        Raises ProblemError: 422 for an unknown format or an empty file, 413 for one that is too
        large, 409 while there are too many.
        """
        name = _plain_name(name)
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            said = {"formats": ", ".join(SUFFIXES)}
            raise ProblemError(Problem(422, "upload_format", said=said))
        with self._locked():
            self._evict()
            scratch = Path(tempfile.mkdtemp(prefix=".", dir=self._folder))
            try:
                size, digest = _copy(content, scratch / f"act{suffix}")
                staged = self.all()
                total = sum(upload.size for upload in staged) + size
                if len(staged) >= MAX_UPLOADS or total > MAX_TOTAL_BYTES:
                    raise ProblemError(Problem(409, "uploads_full"))
                upload = Upload(token_hex(8), name, size, digest, by, _now(), of)
                _write(scratch, upload)
                scratch.rename(self._folder / upload.id)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return upload

    def all(self) -> tuple[Upload, ...]:
        """Return the uploads that have not expired, newest first."""
        if not self._folder.is_dir():
            return ()
        found = [_read(path) for path in self._folder.iterdir() if _ID.fullmatch(path.name)]
        kept = [each for each in found if each is not None and each.until > utc_now()]
        return tuple(sorted(kept, key=lambda upload: upload.at, reverse=True))

    def load(self, upload_id: str) -> Upload:
        """Return an upload. Raises ProblemError (404), also for one that has expired."""
        upload = _read(self._folder / upload_id) if _ID.fullmatch(upload_id) else None
        if upload is None or upload.until <= utc_now():
            raise ProblemError(Problem(404, "no_upload"))
        return upload

    def file(self, upload: Upload) -> Path:
        """Return the path of the staged file."""
        return self._folder / upload.id / f"act{upload.suffix}"

    def describe(self, upload: Upload, fields: Mapping[str, str]) -> Upload:
        """Store another description, with which the file must be read again."""
        known = {name: fields[name].strip() for name in FIELDS if fields.get(name, "").strip()}
        return self._replaced(upload, fields=known, trouble="", preview=None)

    def note(
        self, upload: Upload, trouble: str = "", preview: Mapping[str, Any] | None = None
    ) -> Upload:
        """Store the preview, or why there is none."""
        return self._replaced(upload, trouble=trouble, preview=preview)

    def discard(self, upload_id: str) -> None:
        """Delete an upload, if it is there."""
        if _ID.fullmatch(upload_id):
            shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def _replaced(self, upload: Upload, **values: Any) -> Upload:
        changed = replace(upload, **values)
        try:
            _write(self._folder / upload.id, changed)
        except FileNotFoundError as error:
            raise ProblemError(Problem(404, "no_upload")) from error
        return changed

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.parent.chmod(0o700)
        with FileLock(self._folder.parent / "uploads.lock"):
            yield

    def _evict(self) -> None:
        """Delete what has expired, and what an interrupted upload left."""
        kept = {upload.id for upload in self.all()}
        for path in self._folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def public_sentence(error: BaptaError, upload: Upload, file: Path) -> str:
    """Return the sentence of ``error`` with the name of the upload in place of its path."""
    return str(error).replace(str(file), upload.name)


def _plain_name(name: str) -> str:
    """Return the last part of a file name, printable and short."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:_MAX_NAME]}{dot}{suffix[:10]}" if dot else plain[:_MAX_NAME]


def _copy(content: IO[bytes], target: Path) -> tuple[int, str]:
    """Copy a file; return its size and its SHA-256 (hex). Raises ProblemError."""
    size, digest = 0, sha256()
    most = _SUPPLEMENTS.get(target.suffix, (UploadKind.ACT, MAX_BYTES))[1]
    with target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise ProblemError(Problem(413, "upload_large", said={"size": most // MB}))
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise ProblemError(Problem(422, "upload_empty"))
    return size, digest.hexdigest()


def _write(folder: Path, upload: Upload) -> None:
    values = asdict(upload) | {"at": upload.at.isoformat()}
    write_text(folder / _RECORD, json.dumps(values, ensure_ascii=False))


def _read(folder: Path) -> Upload | None:
    """Return the upload in a folder; None if there is none or it is damaged."""
    try:
        values = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return Upload(**values | {"at": datetime.fromisoformat(values["at"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _now() -> datetime:
    return utc_now().replace(microsecond=0)
