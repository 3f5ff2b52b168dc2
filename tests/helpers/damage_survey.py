"""Survey of damaged files: thousands of mutated acts, read and counted by the kind of damage.

Arguments: a file of records, which a later run continues, a folder of acts as text files, the
number of files, and optionally the most characters of an act. The language of an act is the last
part of its name ("code-ru.txt"), Kazakh without one.
"""

import hashlib
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType

from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act
from data.parsing.blocks import split_blocks
from data.parsing.parser import parse_source
from data.readers.reading import Options
from data.readers.worker import read_content
from data.repair.pipeline import repair_text
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.suitability import check_eids, check_suitability
from data.validation.verbatim import verify_quotes
from tests.helpers.mutations import (
    BYTE_MUTATIONS,
    PARAGRAPH_MUTATIONS,
    SUFFIXES,
    nest_markup,
    render,
    undetectable,
)

MAX_SECONDS = 10
"""Processor time of one file; a longer one is a hang, on a busy machine too."""
_MAX_LENGTH = 60_000
_NESTED = "nest_markup"
KINDS = (*PARAGRAPH_MUTATIONS, *BYTE_MUTATIONS, _NESTED)


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences that an ingestion shows of a file: errors and warnings, and notes."""

    loud: tuple[str, ...]
    notes: tuple[str, ...]
    provisions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Outcome of one damaged file."""

    kind: str
    act: str
    suffix: str
    seed: int
    outcome: str
    seconds: float
    digest: str
    said: str = ""
    # Why the damage of a silent file cannot be known from the file.
    hidden: str = ""


class HangError(Exception):
    """Reading that takes too long."""


@dataclass(frozen=True, slots=True)
class Source:
    """Undamaged act: its paragraphs, with the rows of its tables."""

    name: str
    language: str
    paragraphs: tuple[str, ...]


def read(content: bytes, suffix: str, language: str) -> Said:
    """Return what an ingestion says of a file. Raises `SourceError`, or any error of a reader."""
    reading = read_content(content, Path(f"act{suffix}"), Options(language))
    if not reading.text.strip():
        raise SourceError("The file holds no text.")
    sidecar = Sidecar("sample", "Үлгі", language, as_is=reading.as_is)
    act = parse_source(repair_text(reading.text, "act", as_is=reading.as_is), sidecar)
    if verify_quotes(act):
        raise SourceError("A quote would not be verbatim.")
    findings = check_act(act)
    errors = [f.text for f in findings if f.severity is Severity.ERROR]
    warnings = [w.text for w in (*check_suitability(act), *check_eids(act, reading.eids))]
    notes = tuple(f.text for f in findings if f.severity is Severity.NOTED)
    return Said((*errors, *warnings, *reading.notices), notes, _provisions(act))


def _provisions(act: Act) -> tuple[tuple[str, str, str], ...]:
    return tuple((p.eid, p.heading, p.text) for p in act.provisions)


def sources(folder: Path, most: int) -> list[Source]:
    """Return the acts of a folder, the smallest first."""
    paths = sorted(folder.glob("*.txt"), key=lambda path: (path.stat().st_size, path.name))
    return [_source(path) for path in paths if path.stat().st_size <= most]


def _source(path: Path) -> Source:
    ending = path.stem.rpartition("-")[2]
    language = ending if ending in ("kk", "ru", "en") else "kk"
    repaired = repair_text(path.read_text(encoding="utf-8"), path.name)
    lines: list[str] = []
    for block in split_blocks(repaired.lines, language):
        lines += block.text.split("\n")
    return Source(path.stem, language, tuple(lines))


def damaged(source: Source, kind: str, seed: int) -> tuple[str, bytes] | None:
    """Return suffix and content of a damaged file, None if the act has nothing to damage so."""
    chance = Random(f"{kind} {source.name} {seed}")
    suffix = chance.choice(SUFFIXES)
    act = list(source.paragraphs)
    try:
        if kind == _NESTED:
            suffix = chance.choice((".html", ".docx"))
            return suffix, nest_markup(act, suffix, chance.choice((1, 2, 3, 5, 20, 100, 400)))
        if kind in BYTE_MUTATIONS:
            return suffix, BYTE_MUTATIONS[kind](render(act, suffix), chance)
        changed = PARAGRAPH_MUTATIONS[kind](act, chance)
    except (ValueError, IndexError):
        return None
    return None if changed == act else (suffix, render(changed, suffix))


@cache
def _whole(source: Source, suffix: str) -> Said | None:
    """Return what is said of the undamaged act, None if it is refused or not read cleanly."""
    try:
        said = read(render(source.paragraphs, suffix), suffix, source.language)
    except SourceError:
        return None
    return None if said.loud else said


def survey(source: Source, kind: str, seed: int) -> Record | None:
    """Read one damaged file; return None if there is no such damage."""
    made = damaged(source, kind, seed)
    whole = None if made is None else _whole(source, made[0])
    if made is None or whole is None:
        return None
    suffix, content = made
    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
    said = ""
    try:
        found = read(content, suffix, source.language)
        said = " ".join((*found.loud[:3], *found.notes[:1]))
        outcome = _outcome(found, whole)
    except SourceError as error:
        outcome, said = "refused", str(error)
    except (MemoryError, RecursionError):
        outcome = "refused"
    except HangError:
        outcome = "hang"
    except Exception as error:  # noqa: BLE001
        outcome, said = "crash", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = round(time.perf_counter() - began, 3)
    digest = hashlib.sha256(content + suffix.encode()).hexdigest()[:16]
    hidden = _hidden(source, kind, seed) if outcome in ("silent", "noted") else ""
    if outcome in ("silent", "noted") and not hidden and _same_words(found, whole):
        hidden = "paragraphs joined, with the same words and provisions"
    return Record(kind, source.name, suffix, seed, outcome, seconds, digest, said[:300], hidden)


def _hidden(source: Source, kind: str, seed: int) -> str:
    """Return why the damage cannot be known from the file, "" if it can."""
    if kind not in PARAGRAPH_MUTATIONS:
        return ""
    chance = Random(f"{kind} {source.name} {seed}")
    chance.choice(SUFFIXES)
    act = list(source.paragraphs)
    return undetectable(act, PARAGRAPH_MUTATIONS[kind](list(act), chance)) or ""


def _same_words(found: Said, whole: Said) -> bool:
    """Return whether all words are there in the same order, and all numbered provisions."""
    return _words(found) == _words(whole) and _numbered(found) == _numbered(whole)


def _words(said: Said) -> list[str]:
    return " ".join(f"{heading} {text}" for _, heading, text in said.provisions).split()


def _numbered(said: Said) -> list[str]:
    return [eid for eid, _, _ in said.provisions if "subpara" not in eid]


def _outcome(found: Said, whole: Said) -> str:
    if found.loud:
        return "heard"
    if found.provisions == whole.provisions:
        return "unchanged"
    return "noted" if set(found.notes) - set(whole.notes) else "silent"


def cases(acts: Sequence[Source]) -> Iterator[tuple[Source, str, int]]:
    """Yield each act with each kind and seed; the seeds rise last."""
    for seed in count():
        for source in acts:
            for kind in KINDS:
                yield source, kind, seed


def records(path: Path) -> list[Record]:
    """Return the records of earlier runs."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [Record(**json.loads(line)) for line in lines if line.endswith("}\n")]


def table(found: Sequence[Record]) -> str:
    """Return the table of the outcomes by kind."""
    outcomes = (
        "heard", "refused", "unchanged", "noted", "silent", "not detectable", "crash", "hang",
    )  # fmt: skip
    named = [(one.kind, "not detectable" if one.hidden else one.outcome) for one in found]
    counts = Counter(named)
    rows: list[tuple[str, ...]] = [("kind", *outcomes)]
    rows += [(kind, *(str(counts[kind, each]) for each in outcomes)) for kind in KINDS]
    totals = Counter(outcome for _, outcome in named)
    rows.append(("all", *(str(totals[each]) for each in outcomes)))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main(path: Path, folder: Path, most_files: int, most: int) -> None:
    """Read damaged files until there are enough different ones; print the table."""
    signal.signal(signal.SIGPROF, _stop)
    found = records(path)
    done = {(one.act, one.kind, one.seed) for one in found}
    digests = {one.digest for one in found}
    acts = [one for one in sources(folder, most) if _whole(one, ".txt")]
    print(f"{len(acts)} acts are read without a warning.", flush=True)
    with path.open("a", encoding="utf-8") as out:
        for source, kind, seed in cases(acts):
            if len(digests) >= most_files:
                break
            if (source.name, kind, seed) in done:
                continue
            record = survey(source, kind, seed)
            if record is not None and record.digest not in digests:
                digests.add(record.digest)
                found.append(record)
                out.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
                out.flush()
    print(table(found))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise HangError


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]),
        int(sys.argv[4]) if len(sys.argv) > 4 else _MAX_LENGTH,
    )
