"""Ingestion of an act: read, repair, parse, validate and store, in this order.

The operator's acts stand in one folder, each as a text file with its sidecar. A later edition
stands beside the one that it supersedes, in files of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from data.atomic_files import write_bytes, write_text
from data.corpus import Corpus
from data.errata import parse_errata
from data.errors import SourceError
from data.metadata import Sidecar, sidecar_text
from data.model import Act, Erratum
from data.parsing.parser import parse_source
from data.readers.encoding import read_bytes
from data.readers.extract import extract
from data.repair.homoglyphs import comparison_key
from data.repair.pipeline import repair_text
from data.validation.check import Finding, Severity, check_act
from data.validation.verbatim import verify_quotes

ORIGINALS = "originals"


@dataclass(frozen=True, slots=True)
class Ingested:
    """An act that was stored, the errors that the check found in it, and the time of each step.

    ``seconds`` maps the name of each step, in their order, to its duration.
    """

    act: Act
    findings: tuple[Finding, ...]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Source:
    """The files of an act, each read once."""

    path: Path
    content: bytes
    text: str
    errata: tuple[Erratum, ...] = ()
    errata_content: bytes = b""


@dataclass(frozen=True, slots=True)
class _Timer:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[name] = perf_counter() - began


def ingest_act(path: Path, sidecar: Sidecar, folder: Path, corpus: Corpus) -> Ingested:
    """Read, repair, parse, validate and store the act in the file ``path``.

    Raises SourceError, and then nothing is stored, when the file cannot be used, its quotes would
    not be verbatim, or ``corpus`` has the act already.
    """
    timer = _Timer()
    sidecar, target = _place(sidecar, folder, corpus)
    with timer.step("read"):
        source = _read(path)
        facts = sidecar_text(sidecar)
    with timer.step("repair"):
        repaired = repair_text(source.text, target.name, source.errata)
    with timer.step("parse"):
        act = parse_source(repaired, sidecar)
    with timer.step("validate"):
        findings = validate(act, path)
    with timer.step("store"):
        _store(source, facts, target)
    return Ingested(act, findings, timer.seconds)


def _place(sidecar: Sidecar, folder: Path, corpus: Corpus) -> tuple[Sidecar, Path]:
    """Return the facts of the act, completed, and the path of its text. Raises SourceError."""
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
    """Raise SourceError for an act that is no later edition of the one that has its id."""
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


def _read(path: Path) -> _Source:
    """Read the file and the errata file ``NAME.errata.toml`` beside it, each once."""
    content = read_bytes(path)
    text = extract(content, path)
    errata = path.with_suffix(".errata.toml")
    if not errata.exists():
        return _Source(path, content, text)
    noted = read_bytes(errata)
    return _Source(path, content, text, parse_errata(noted, errata), noted)


def validate(act: Act, path: Path) -> tuple[Finding, ...]:
    """Return the errors that ``bapta check`` finds in an act parsed from the file ``path``.

    Raises SourceError when a passage, lead-in or closing would not be quoted verbatim. Any other
    finding is the operator's to judge, so it does not keep the act from being stored.
    """
    broken = verify_quotes(act)
    if broken:
        raise SourceError(f"The file {path} is not stored, for {broken[0].eid}: {broken[0].text}")
    return tuple(each for each in check_act(act) if each.severity is Severity.ERROR)


def _store(source: _Source, facts: str, target: Path) -> None:
    """Write the files of an act, its text last, so that a reader meets the whole act or none.

    A text file in UTF-8 is stored unchanged, any other format as its text, with the original file
    in a folder beside it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    suffix = source.path.suffix.lower()
    is_plain = suffix == ".txt" and _is_utf_8(source.content)
    if not is_plain:
        originals = target.parent / ORIGINALS
        originals.mkdir(exist_ok=True)
        write_bytes(originals / f"{target.stem}{suffix}", source.content)
    write_text(target.parent / f"{target.stem}.toml", facts)
    if source.errata:
        write_bytes(target.parent / f"{target.stem}.errata.toml", source.errata_content)
    write_bytes(target, source.content if is_plain else source.text.encode())


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
