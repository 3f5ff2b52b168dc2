"""The files of the acts: which act and edition each holds is told by its sidecar alone.

So the current acts are known before one of them is parsed, and a long row of them can be gone
through with one in memory at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.act import Act
from data.errata import read_errata
from data.errors import SourceError
from data.parse import parse_text
from data.sidecar import Sidecar, read_sidecar
from data.source import read_source


@dataclass(frozen=True, slots=True)
class ActFile:
    """The text file of one edition of an act, not read yet, and what its sidecar states."""

    path: Path
    sidecar: Sidecar

    def read(self) -> Act:
        """Read and parse it. Raises `SourceError`."""
        errata = self.path.with_suffix(".errata.toml")
        corrections = read_errata(errata) if errata.exists() else ()
        return parse_text(read_source(self.path), self.sidecar, self.path.name, corrections)


@dataclass(frozen=True, slots=True)
class ActsOneByOne:
    """Acts that are read from ``files`` each time that they are gone through, and not kept."""

    files: Sequence[ActFile]

    def __iter__(self) -> Iterator[Act]:
        """Raises `SourceError` when the turn of a wrong file comes."""
        return (file.read() for file in self.files)


def act_file(path: Path) -> ActFile:
    """The act whose text is in ``path``. Raises `SourceError` for its sidecar."""
    return ActFile(path, read_sidecar(path.with_suffix(".toml")))


def act_files(*folders: Path) -> tuple[tuple[ActFile, ...], tuple[ActFile, ...]]:
    """The files of the current editions, by file name in each folder, and those of the editions
    before them, newest first.

    An act is ``NAME.txt`` with its sidecar ``NAME.toml`` and, where it has errata,
    ``NAME.errata.toml``. Raises `SourceError`, also where there is no act.
    """
    found: dict[str, list[ActFile]] = {}
    for folder in folders:
        if not folder.is_dir():
            raise SourceError(f"The folder {folder} does not exist.")
        for path in sorted(folder.glob("*.txt")):
            file = act_file(path)
            found.setdefault(file.sidecar.id, []).append(file)
    if not found:
        raise SourceError("The corpus holds no act.")
    ordered = [_newest_first(editions) for editions in found.values()]
    current = tuple(editions[0] for editions in ordered)
    return current, tuple(file for editions in ordered for file in editions[1:])


def _newest_first(editions: list[ActFile]) -> list[ActFile]:
    """The editions of one act in order: each takes the place of the one after it."""
    by_id: dict[str, ActFile] = {}
    for file in editions:
        before = by_id.setdefault(file.sidecar.edition_name, file)
        if before is not file:
            raise SourceError(
                f"The id “{file.sidecar.id}” of {file.path.name} is taken by {before.path.name}."
            )
    gone = {file.sidecar.supersedes for file in editions}
    newest = [file for file in editions if file.sidecar.edition_name not in gone]
    ordered = list(_chain(newest[0], by_id)) if len(newest) == 1 else []
    if len(ordered) != len(editions):
        sources = ", ".join(file.path.name for file in editions)
        raise SourceError(
            f"Which edition of the act “{editions[0].sidecar.id}” is the current one cannot be "
            f"told from {sources}."
        )
    return ordered


def _chain(newest: ActFile, by_id: dict[str, ActFile]) -> Iterator[ActFile]:
    file: ActFile | None = newest
    for _ in range(len(by_id)):
        if file is None:
            return
        yield file
        file = by_id.get(file.sidecar.supersedes or "")
