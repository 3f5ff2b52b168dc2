"""The files of the acts: which act and edition each holds is told by its sidecar alone.

So the current acts are known before one of them is parsed, and a long row of them can be gone
through with one in memory at a time.

The corpus: the acts that questions are answered from, and the editions before them.

Parallel versions: the same act in another language, linked provision by provision.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from data.errata import read_errata
from data.errors import SourceError, UnknownActError, UnknownEditionError, UnknownProvisionError
from data.metadata import Sidecar, read_sidecar
from data.model import Act, Provision
from data.parsing.parser import parse_text
from data.readers.encoding import read_source


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
class LazyActs:
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
        raise SourceError("There are no acts.")
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
                f"The id “{file.sidecar.id}” of {file.path.name} is already used by "
                f"{before.path.name}."
            )
    gone = {file.sidecar.supersedes for file in editions}
    newest = [file for file in editions if file.sidecar.edition_name not in gone]
    ordered = list(_chain(newest[0], by_id)) if len(newest) == 1 else []
    if len(ordered) != len(editions):
        sources = ", ".join(file.path.name for file in editions)
        raise SourceError(
            f"Bapta cannot tell which edition of the act “{editions[0].sidecar.id}” is the latest "
            f"from {sources}."
        )
    return ordered


def _chain(newest: ActFile, by_id: dict[str, ActFile]) -> Iterator[ActFile]:
    file: ActFile | None = newest
    for _ in range(len(by_id)):
        if file is None:
            return
        yield file
        file = by_id.get(file.sidecar.supersedes or "")


SHIPPED = Path(__file__).with_name("shipped")


@dataclass(frozen=True)
class Corpus:
    """Acts in a fixed order, each in its current edition; the first one is the default act.

    ``past`` holds the editions that a later one has taken the place of, newest first.
    """

    acts: tuple[Act, ...]
    past: tuple[Act, ...] = ()

    @property
    def default(self) -> Act:
        """The act that a bare eId means."""
        return self.acts[0]

    @cached_property
    def _by_id(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

    @cached_property
    def _around(self) -> dict[str, list[Act]]:
        around: dict[str, list[Act]] = {}
        for act in self.acts:
            around.setdefault(act.id, []).append(act)
            if act.parallel_of is not None:
                around.setdefault(act.parallel_of, []).append(act)
        return around

    def around(self, act_id: str) -> tuple[Act, ...]:
        """The act of this id and those that state it as their parallel version, in order."""
        return tuple(self._around.get(act_id, ()))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over ids, editions, eIds and texts: equal exactly when those are equal."""
        digest = sha256()
        for act in self.acts:
            for text in (act.id, act.edition or ""):
                digest.update(_framed(text))
            for provision in act.provisions:
                digest.update(_framed(provision.eid))
                digest.update(_framed(provision.text))
        return digest.hexdigest()

    def act(self, act_id: str) -> Act:
        """The current edition of the act of this id. Raises `UnknownActError`."""
        try:
            return self._by_id[act_id]
        except KeyError:
            raise UnknownActError(f"There is no act “{act_id}” in this corpus.") from None

    def editions(self, act_id: str) -> tuple[Act, ...]:
        """Every edition of an act, the current one first. Raises `UnknownActError`."""
        return (self.act(act_id), *(act for act in self.past if act.id == act_id))

    def edition(self, act_id: str, edition_id: str) -> Act:
        """One edition of an act. Raises `UnknownActError` or `UnknownEditionError`."""
        for act in self.editions(act_id):
            if act.edition_id == edition_id:
                return act
        raise UnknownEditionError(f"The act “{act_id}” has no edition “{edition_id}”.")

    def address(self, act: Act) -> str:
        """An edition's name in addresses: ``ID@EDITION``, or ``ID`` where an act has only one."""
        several = any(each.id == act.id for each in self.past)
        return f"{act.id}@{act.edition_id}" if several else act.id

    def at(self, address: str) -> Act:
        """The inverse of `address`; a bare id is the current edition. Raises as `edition`."""
        act_id, pinned, edition_id = address.partition("@")
        return self.edition(act_id, edition_id) if pinned else self.act(act_id)

    def provision(self, act_id: str, eid: str) -> Provision:
        """A provision. Raises `UnknownActError` or `UnknownProvisionError`."""
        try:
            return self.act(act_id).by_eid[eid]
        except KeyError:
            message = f"The act “{act_id}” has no provision “{eid}”."
            raise UnknownProvisionError(message) from None


def _framed(text: str) -> bytes:
    """The text with its length, so that no two lists of texts run into the same bytes."""
    content = text.encode()
    return len(content).to_bytes(8, "big") + content


def load_corpus(*folders: Path) -> Corpus:
    """Read every act of the folders (by default the shipped one), in the order of their files.

    Raises `SourceError`, also where there is no act.
    """
    current, past = act_files(*folders or (SHIPPED,))
    return Corpus(tuple(file.read() for file in current), tuple(file.read() for file in past))


def parallel_acts(corpus: Corpus, act_id: str) -> tuple[Act, ...]:
    """The other languages of an act, in the order of the corpus. Raises `UnknownActError`."""
    root = corpus.act(act_id).parallel_of or act_id
    return tuple(act for act in corpus.around(root) if act.id != act_id)


def parallel_provisions(corpus: Corpus, act_id: str, eid: str) -> tuple[tuple[Act, Provision], ...]:
    """The same provision in the other languages of its act: act and provision.

    Provisions are linked by eId; where a language has no such provision, it is left out. Raises
    `UnknownActError`.
    """
    return tuple(
        (act, act.by_eid[eid]) for act in parallel_acts(corpus, act_id) if eid in act.by_eid
    )
