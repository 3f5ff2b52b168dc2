"""Corpus of acts: their files, editions and parallel versions in other languages.

The sidecars alone determine acts and editions, so the current acts are known before any of them is
parsed, and many acts can be processed with one in memory at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shlex import quote

from data.errata import read_errata
from data.errors import SourceError, UnknownActError, UnknownEditionError, UnknownProvisionError
from data.metadata import Sidecar, read_sidecar
from data.model import Act, Erratum, Provision
from data.parsing.parser import parse_text
from data.readers.encoding import read_source

SHIPPED = Path(__file__).with_name("shipped")


@dataclass(frozen=True, slots=True)
class ActFile:
    """Text file of one edition of an act, not read yet, with its sidecar."""

    path: Path
    sidecar: Sidecar

    @property
    def errata(self) -> Path:
        """Return the path of its errata file, which may not exist."""
        return self.path.with_suffix(".errata.toml")

    def read(self) -> Act:
        """Read and parse the act. Raises `SourceError`."""
        return self.read_with(read_errata(self.errata) if self.errata.exists() else ())

    def read_with(self, corrections: Sequence[Erratum]) -> Act:
        """Read and parse the act with other errata than its own. Raises `SourceError`."""
        act = parse_text(read_source(self.path), self.sidecar, self.path.name, corrections)
        return replace(act, notices=self.sidecar.notices)


@dataclass(frozen=True, slots=True)
class LazyActs:
    """Acts that are read from ``files`` at each iteration and not cached."""

    files: Sequence[ActFile]

    def __iter__(self) -> Iterator[Act]:
        """Return an iterator, which raises `SourceError` at an invalid file."""
        return (file.read() for file in self.files)


def act_file(path: Path) -> ActFile:
    """Return the act file of the text ``path``. Raises `SourceError` for its sidecar."""
    return ActFile(path, read_sidecar(path.with_suffix(".toml")))


def act_files(*folders: Path) -> tuple[tuple[ActFile, ...], tuple[ActFile, ...]]:
    """Return the files of the current editions (by folder and name) and of the past ones.

    An act is ``NAME.txt`` with its sidecar ``NAME.toml`` and, if it has errata,
    ``NAME.errata.toml``. Past editions of an act are in order, newest first. Raises `SourceError`,
    also if there is no act.
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
    """Return the editions of one act, each of which supersedes the next."""
    by_id: dict[str, ActFile] = {}
    for edition in editions:
        before = by_id.setdefault(edition.sidecar.edition_name, edition)
        if before is not edition:
            raise SourceError(
                f"The id “{edition.sidecar.id}” of {edition.path.name} is already used by "
                f"{before.path.name}. Put one of them aside.",
                _put_aside(edition),
            )
    superseded = {file.sidecar.supersedes for file in editions}
    newest = [file for file in editions if file.sidecar.edition_name not in superseded]
    ordered: list[ActFile] = []
    file: ActFile | None = newest[0] if len(newest) == 1 else None
    while file is not None and len(ordered) < len(editions):
        ordered.append(file)
        file = by_id.get(file.sidecar.supersedes or "")
    if len(ordered) != len(editions):
        sources = ", ".join(file.path.name for file in editions)
        raise SourceError(
            f"Bapta cannot tell which edition of the act “{editions[0].sidecar.id}” is the latest "
            f"from {sources}. Put one of them aside, and ingest it again if it is the latest.",
            _put_aside(editions[-1]),
        )
    return ordered


def _put_aside(file: ActFile) -> str:
    """Return the command that takes an act out of the corpus and keeps its text."""
    return f"mv {quote(str(file.path))} {quote(f'{file.path}.aside')}"


@dataclass(frozen=True)
class Corpus:
    """Acts in a fixed order, each in its current edition; the first one is the default act.

    ``past`` holds the superseded editions, newest first.
    """

    acts: tuple[Act, ...]
    past: tuple[Act, ...] = ()

    @property
    def default(self) -> Act:
        """Return the act to which an eId without an act id refers."""
        return self.acts[0]

    @cached_property
    def _by_id(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

    @cached_property
    def _versions(self) -> dict[str, list[Act]]:
        versions: dict[str, list[Act]] = {}
        for act in self.acts:
            versions.setdefault(act.id, []).append(act)
            if act.parallel_of is not None:
                versions.setdefault(act.parallel_of, []).append(act)
        return versions

    @cached_property
    def works(self) -> dict[str, tuple[Act, ...]]:
        """Return the versions of each work by :attr:`data.model.Act.work`, in order."""
        works: dict[str, list[Act]] = {}
        for act in self.acts:
            works.setdefault(act.work, []).append(act)
        return {work: tuple(versions) for work, versions in works.items()}

    def with_parallel_versions(self, act_id: str) -> tuple[Act, ...]:
        """Return the act of this id and the acts that are ``parallel_of`` it, in order."""
        return tuple(self._versions.get(act_id, ()))

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 (hex) over ids, editions, eIds and texts."""
        digest = sha256()
        for act in self.acts:
            for text in (act.id, act.edition or ""):
                digest.update(_framed(text))
            for provision in act.provisions:
                digest.update(_framed(provision.eid))
                digest.update(_framed(provision.text))
        return digest.hexdigest()

    def act(self, act_id: str) -> Act:
        """Return the current edition of an act. Raises `UnknownActError`."""
        try:
            return self._by_id[act_id]
        except KeyError:
            raise UnknownActError(f"There is no act “{act_id}” in this corpus.") from None

    def editions(self, act_id: str) -> tuple[Act, ...]:
        """Return every edition of an act, the current one first. Raises `UnknownActError`."""
        return (self.act(act_id), *(act for act in self.past if act.id == act_id))

    def edition(self, act_id: str, edition_id: str) -> Act:
        """Return one edition of an act. Raises `UnknownActError` or `UnknownEditionError`."""
        for act in self.editions(act_id):
            if act.edition_id == edition_id:
                return act
        raise UnknownEditionError(f"The act “{act_id}” has no edition “{edition_id}”.")

    def address(self, act: Act) -> str:
        """Return an edition's name in URLs: ``ID@EDITION``, or ``ID`` if it is the only one."""
        has_past = any(past.id == act.id for past in self.past)
        return act.pinned_address if has_past else act.id

    def at(self, address: str) -> Act:
        """Return the edition of an `address`; a bare id means the current one.

        Raises `UnknownActError` or `UnknownEditionError`.
        """
        act_id, pinned, edition_id = address.partition("@")
        return self.edition(act_id, edition_id) if pinned else self.act(act_id)

    def provision(self, act_id: str, eid: str) -> Provision:
        """Return a provision. Raises `UnknownActError` or `UnknownProvisionError`."""
        try:
            return self.act(act_id).by_eid[eid]
        except KeyError:
            message = f"The act “{act_id}” has no provision “{eid}”."
            raise UnknownProvisionError(message) from None


def _framed(text: str) -> bytes:
    """Return the text after its length, so that different lists of texts give different bytes."""
    content = text.encode()
    return len(content).to_bytes(8, "big") + content


def load_corpus(*folders: Path) -> Corpus:
    """Read every act of the folders (by default the shipped one), in the order of their files.

    Raises `SourceError`, also if there is no act.
    """
    current, past = act_files(*folders or (SHIPPED,))
    return Corpus(tuple(file.read() for file in current), tuple(file.read() for file in past))


def parallel_acts(corpus: Corpus, act_id: str) -> tuple[Act, ...]:
    """Return the other language versions of an act in order. Raises `UnknownActError`."""
    work = corpus.act(act_id).work
    return tuple(act for act in corpus.with_parallel_versions(work) if act.id != act_id)


def parallel_provisions(corpus: Corpus, act_id: str, eid: str) -> tuple[tuple[Act, Provision], ...]:
    """Return the provisions with this eId in the other language versions, with their acts.

    Raises `UnknownActError`.
    """
    return tuple(
        (act, act.by_eid[eid]) for act in parallel_acts(corpus, act_id) if eid in act.by_eid
    )
