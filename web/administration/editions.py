"""Editions of acts as they are stored: the current ones, past ones, and withdrawn ones.

A withdrawn edition is in ``acts/withdrawn/NAME.N`` with its original. It is neither
searched nor shown, and can be put back while the edition before it is the current one again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.corpus import SHIPPED, ActFile, Corpus, act_file, act_files
from data.errors import BaptaError, SourceError, UnknownActError
from data.ingest import ORIGINALS

WITHDRAWN = "withdrawn"
_NAME = re.compile(r"[a-z0-9@-]{1,200}\.[0-9]{1,6}")
Pairs = tuple[tuple[Path, Path], ...]


class EditionError(BaptaError):
    """An edition that cannot be withdrawn or put back.

    ``code`` names the message ``problem.<code>`` of pages.
    """

    def __init__(self, message: str, fix: str | None = None, *, code: str) -> None:
        super().__init__(message, fix)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act with its stored editions, the current one first; ``versions`` are its other languages.

    ``is_shipped`` says that the current edition comes with Bapta.
    """

    current: ActFile
    past: tuple[ActFile, ...]
    versions: tuple[str, ...]
    is_shipped: bool


def stored_acts(acts: Path) -> tuple[StoredAct, ...]:
    """Return all acts with their editions. Raises SourceError."""
    current, past = act_files(*((SHIPPED, acts) if acts.is_dir() else (SHIPPED,)))
    return tuple(
        StoredAct(
            file,
            tuple(each for each in past if each.sidecar.id == file.sidecar.id),
            tuple(_versions(file, current)),
            file.path.parent == SHIPPED,
        )
        for file in current
    )


def _versions(file: ActFile, current: tuple[ActFile, ...]) -> Iterator[str]:
    """Yield the ids of the other language versions of an act."""
    work = file.sidecar.parallel_of or file.sidecar.id
    for other in current:
        sidecar = other.sidecar
        if sidecar.id != file.sidecar.id and work in (sidecar.id, sidecar.parallel_of):
            yield sidecar.id


def withdrawn_editions(acts: Path) -> tuple[tuple[str, ActFile], ...]:
    """Return the withdrawn editions by their names, newest first."""
    folder = acts / WITHDRAWN
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        texts = list(path.glob("*.txt")) if _NAME.fullmatch(path.name) else []
        if len(texts) == 1:
            try:
                found.append((path.stat().st_ctime, path.name, act_file(texts[0])))
            except SourceError:
                continue
    return tuple((name, file) for _, name, file in sorted(found, key=lambda one: -one[0]))


def withdrawal_moves(acts: Path, corpus: Corpus, act_id: str) -> Pairs:
    """Return the moves that withdraw the current edition of an act, its text first.

    Raises EditionError for an act that Bapta ships, or on which a language version depends;
    UnknownActError.
    """
    act = next((each for each in stored_acts(acts) if each.current.sidecar.id == act_id), None)
    if act is None:
        raise UnknownActError(f"There is no act “{act_id}” in this corpus.")
    if act.is_shipped:
        raise EditionError(f"The act “{act_id}” comes with Bapta.", code="act_shipped")
    depends = [each.id for each in corpus.acts if each.parallel_of == act_id]
    if depends and not act.past:
        raise EditionError(
            f"“{depends[0]}” is a version of the act “{act_id}” in another language. Withdraw it "
            "first.",
            f"bapta act withdraw {depends[0]}",
            code="act_has_versions",
        )
    stem = act.current.path.stem
    target = _free_folder(acts / WITHDRAWN, stem)
    return tuple(_pairs(acts, target, stem))


def back_moves(acts: Path, name: str) -> Pairs:
    """Return the moves that put back a withdrawn edition, its text last.

    Raises EditionError if there is none of this name, or if its act has another edition now.
    """
    withdrawn = dict(withdrawn_editions(acts))
    if name not in withdrawn:
        raise EditionError(f"No edition “{name}” was withdrawn.", code="no_edition_back")
    file = withdrawn[name]
    sidecar = file.sidecar
    found = next(
        (each for each in stored_acts(acts) if each.current.sidecar.id == sidecar.id), None
    )
    now = found.current.sidecar.edition_name if found else None
    if now != sidecar.supersedes or (acts / file.path.name).exists():
        raise EditionError(
            f"The act “{sidecar.id}” has other editions now, so that this one has no place.",
            code="edition_has_no_place",
        )
    moves = _pairs(file.path.parent, acts, file.path.stem)
    return tuple(reversed(tuple(moves)))


def _pairs(source: Path, target: Path, stem: str) -> Iterator[tuple[Path, Path]]:
    """Yield the files of an edition, its text first, each with its new path."""
    names = [f"{stem}.txt", f"{stem}.toml", f"{stem}.errata.toml"]
    names += [f"{ORIGINALS}/{path.name}" for path in (source / ORIGINALS).glob(f"{stem}.*")]
    for name in names:
        if (source / name).exists():
            yield source / name, target / name


def _free_folder(folder: Path, stem: str) -> Path:
    """Return a folder for ``stem`` that does not exist yet."""
    taken = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    return folder / next(name for n in range(1, 10**6) if (name := f"{stem}.{n}") not in taken)
