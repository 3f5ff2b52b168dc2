"""Ingestion of an act: read, repair, parse, validate and store, in this order.

The operator's acts are in one folder, each edition as a text file with its sidecar.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from filelock import FileLock

from data.atomic_files import remove_leftovers, write_bytes
from data.corpus import Corpus
from data.errata import parse_errata
from data.errors import SourceError
from data.metadata import Sidecar, sidecar_text
from data.model import Act, Erratum
from data.parsing.parser import parse_source
from data.readers.encoding import read_bytes
from data.readers.extract import extract
from data.readers.reading import Options, Reading
from data.repair.homoglyphs import comparison_key
from data.repair.pipeline import repair_text
from data.validation.check import check_act
from data.validation.finding import Finding, Severity
from data.validation.suitability import SourceWarning, check_eids, check_suitability
from data.validation.verbatim import verify_quotes

ORIGINALS = "originals"


class DoubtfulSourceError(SourceError):
    """A source that may be no act, or not the one that its description states."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Source file and errata file of an act, each read once."""

    path: Path
    content: bytes
    reading: Reading
    errata: tuple[Erratum, ...] = ()
    errata_content: bytes = b""

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def notices(self) -> tuple[str, ...]:
        return self.reading.notices

    @property
    def is_plain(self) -> bool:
        """Return whether the file is a text in UTF-8, which is stored unchanged."""
        return self.path.suffix.lower() == ".txt" and _is_utf_8(self.content, self.text)


@dataclass(frozen=True, slots=True)
class _Timer:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[name] = perf_counter() - began


@dataclass(frozen=True, slots=True)
class ReadAct:
    """Act that was read and validated, but not stored yet, with the duration of each step.

    ``findings`` are the errors and notes of the check, ``notices`` state what the reader left out
    of the file or doubts, and ``warnings`` what may be wrong with the file as a whole.
    """

    act: Act
    findings: tuple[Finding, ...]
    warnings: tuple[SourceWarning, ...]
    notices: tuple[str, ...]
    seconds: dict[str, float]
    _source: _Source
    _metadata: str
    _target: Path

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that fail ``bapta check``."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was left out, doubted or found wrong."""
        return not (self.errors or self.warnings or self.notices)

    def refuse_doubts(self) -> None:
        """Raise `DoubtfulSourceError` if there is a serious warning."""
        serious = [warning.text for warning in self.warnings if warning.is_serious]
        if serious:
            raise DoubtfulSourceError(
                f"The file {self._source.path} is not stored: {' '.join(serious)} Add "
                "--accept-warnings to store it nevertheless."
            )

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the paths of the files that `store` writes, in the order in which it does."""
        return tuple(_stored_paths(self._source, self._target))

    def store(self) -> None:
        """Write the files of the act."""
        timer = _Timer(self.seconds)
        with timer.step("store"):
            _store(self._source, self._metadata, self._target)


def read_act(
    path: Path, sidecar: Sidecar, folder: Path, corpus: Corpus, column: str | None = None
) -> ReadAct:
    """Read, repair, parse and validate the act in the file ``path``; store nothing.

    Of a file in two languages side by side the column in the language ``column`` is read. Raises
    SourceError if the file cannot be used, its quotes would not be verbatim, or ``corpus`` already
    has the act.
    """
    timer = _Timer()
    sidecar, target = _complete(sidecar, folder, corpus)
    with timer.step("read"):
        source = _read(path, sidecar.language, column)
        sidecar = replace(
            sidecar, notices=source.notices, as_is=sidecar.as_is or source.reading.as_is
        )
        metadata = sidecar_text(sidecar)
    with timer.step("repair"):
        repaired = repair_text(source.text, target.name, source.errata, as_is=sidecar.as_is)
    with timer.step("parse"):
        act = replace(parse_source(repaired, sidecar), notices=source.notices)
    with timer.step("validate"):
        findings = validate(act, path)
        warnings = (*check_suitability(act), *check_eids(act, source.reading.eids))
    return ReadAct(act, findings, warnings, source.notices, timer.seconds, source, metadata, target)


@contextmanager
def store_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time store acts into ``folder``; compose the corpus under the lock."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f".{folder.name}.lock")):
        yield


def extend_corpus(corpus: Corpus, act: Act) -> Corpus:
    """Return the corpus with one more act, or with a new current edition of one that it has."""
    before = tuple(each for each in corpus.acts if each.id == act.id)
    others = tuple(each for each in corpus.acts if each.id != act.id)
    return Corpus((*others, act), (*before, *corpus.past))


def validate(act: Act, path: Path) -> tuple[Finding, ...]:
    """Return what ``bapta check`` finds in an act parsed from the file ``path``, without notices.

    Raises SourceError if a quote would not be verbatim. Other errors do not prevent storing, since
    the operator has to judge them.
    """
    failures = verify_quotes(act)
    if failures:
        first = failures[0]
        raise SourceError(f"The file {path} is not stored, for {first.eid}: {first.text}")
    return check_act(replace(act, notices=()))


def _complete(sidecar: Sidecar, folder: Path, corpus: Corpus) -> tuple[Sidecar, Path]:
    """Return the completed sidecar and the path of the act's text. Raises SourceError."""
    if sidecar.parallel_of is not None:
        other = corpus.act(sidecar.parallel_of)
        if other.language == sidecar.language:
            raise SourceError(
                f"The act “{other.id}” is also in the language {other.language}; a language "
                "version must be in another language."
            )
    current = next((act for act in corpus.acts if act.id == sidecar.id), None)
    target = folder / f"{sidecar.id}.txt"
    if current is not None:
        editions = [act.edition_id for act in corpus.editions(sidecar.id)]
        _check_edition(sidecar, current, editions)
        target = folder / f"{sidecar.id}@{sidecar.edition_name}.txt"
        sidecar = replace(sidecar, edition_id=sidecar.edition_name, supersedes=current.edition_id)
    if target.exists():
        raise SourceError(f"The id “{sidecar.id}” is already used by {target}.")
    return sidecar, target


def _check_edition(sidecar: Sidecar, current: Act, editions: Sequence[str]) -> None:
    """Raise SourceError unless the sidecar is of a new edition of the act ``current``."""
    taken = f"The id “{sidecar.id}” is already used by {current.source}"
    if sidecar.language != current.language:
        raise SourceError(
            f"{taken}, which is in the language {current.language}; give the {sidecar.language} "
            f"text its own id and --parallel-of {current.id}."
        )
    if sidecar.edition is None and sidecar.edition_id is None:
        raise SourceError(f"{taken}.")
    if comparison_key(sidecar.title).lower() != comparison_key(current.title).lower():
        raise SourceError(f"{taken}, an act with another title: “{current.title}”.")
    if sidecar.edition_name in editions:
        raise SourceError(
            f"The act “{sidecar.id}” already has the edition “{sidecar.edition_name}”."
        )


def _read(path: Path, language: str, column: str | None) -> _Source:
    """Read the file and its errata file ``NAME.errata.toml``, if there is one."""
    if column is not None and column != language:
        raise SourceError(
            f"The act of {path} is stated to be in the language {language}, but the column in the "
            f"language {column} is to be read."
        )
    content = read_bytes(path)
    reading = extract(content, path, Options(language, column))
    source = _Source(path, content, reading)
    errata = path.with_suffix(".errata.toml")
    if not errata.exists():
        return source
    errata_content = read_bytes(errata)
    return replace(
        source, errata=parse_errata(errata_content, errata), errata_content=errata_content
    )


def _store(source: _Source, metadata: str, target: Path) -> None:
    """Write the files of an act, its text last, so that readers never see an incomplete act.

    A text file in UTF-8 that was read without a change is stored unchanged. Any other file is
    stored as its text, and the original is kept in the folder ``originals``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target.parent / target.stem)
    contents = {
        ORIGINALS: source.content,
        ".toml": metadata.encode(),
        ".errata.toml": source.errata_content,
        ".txt": source.content if source.is_plain else source.text.encode(),
    }
    for path in _stored_paths(source, target):
        path.parent.mkdir(exist_ok=True)
        is_original = path.parent != target.parent
        kind = ORIGINALS if is_original else path.name.removeprefix(target.stem)
        write_bytes(path, contents[kind])


def _stored_paths(source: _Source, target: Path) -> Iterator[Path]:
    """Yield the paths of an act's files: the original, the sidecar, the errata and the text."""
    if not source.is_plain:
        suffix = source.path.suffix.lower()
        yield target.parent / ORIGINALS / f"{target.stem}{suffix}"
    yield target.parent / f"{target.stem}.toml"
    if source.errata:
        yield target.parent / f"{target.stem}.errata.toml"
    yield target


def _is_utf_8(content: bytes, text: str) -> bool:
    """Return whether a file holds its text in UTF-8, unchanged by the reader."""
    try:
        return content.decode("utf-8").removeprefix("\ufeff") == text.removeprefix("\ufeff")
    except UnicodeDecodeError:
        return False
