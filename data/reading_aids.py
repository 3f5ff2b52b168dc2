"""Reading aids: unofficial translations of the headings and provisions of an act.

A reading aid is made once and shown beside the law's words; it is never part of them. The aids of
an act in one language are in ``ACT.aids.LANGUAGE.jsonl`` in a folder of acts, one JSON object a
line: ``{"eid", "part", "sha256", "text"}``. ``sha256`` is the SHA-256 (hex) of the UTF-8 text that
the aid translates, so an aid is left out once that text changes. The file is named after the act
and not after its source file, so that a later edition keeps the aids of what did not change.
"""

import json
import logging
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from threading import Lock

from data.atomic_files import file_stamp
from data.corpus import SHIPPED
from data.errors import BaptaError
from data.model import Act, Span


class AidsError(BaptaError):
    """A file of reading aids that cannot be used."""


class AidPart(StrEnum):
    """Part of an act that an aid translates.

    ``title``, ``kind`` and ``edition`` are those of the act itself, under the eId ``""``.
    ``heading`` is the title of a chapter or an article, ``text`` the own text of a provision.
    ``lead_in`` and ``closing`` are the slices that govern a list, under the eId of their span: the
    provision above the list, and the last point of the list. A language whose verb stands before
    the points has the words of the closing in the lead-in, and no aid of the closing.
    """

    TITLE = "title"
    KIND = "kind"
    EDITION = "edition"
    HEADING = "heading"
    TEXT = "text"
    LEAD_IN = "lead_in"
    CLOSING = "closing"


class AidProblem(StrEnum):
    """Reason why an aid of a file is not used."""

    GONE = "gone"
    CHANGED = "changed"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class UnusedAid:
    """Aid that is left out, and the reason."""

    eid: str
    part: AidPart
    problem: AidProblem


@dataclass(frozen=True, slots=True)
class ReadingAids:
    """Aids of one act in one language that translate its present words, and those left out."""

    language: str
    texts: Mapping[tuple[str, AidPart], str]
    unused: tuple[UnusedAid, ...] = ()

    @classmethod
    def for_act(cls, act: Act, language: str, *folders: Path) -> "ReadingAids":
        """Read the aids for ``act`` in the folders, by default the shipped one.

        A later folder replaces single aids of an earlier one. A folder may lack the file, and an
        act in ``language`` itself has no aids. Raises AidsError with the line that cannot be read.
        """
        return cls.from_files(
            act,
            language,
            *(aids_file(folder, act.id, language) for folder in folders or (SHIPPED,)),
        )

    @classmethod
    def from_files(cls, act: Act, language: str, *paths: Path) -> "ReadingAids":
        """Read the aids for ``act`` in files, as :meth:`for_act` does in folders."""
        texts: dict[tuple[str, AidPart], str] = {}
        unused: list[UnusedAid] = []
        present = (
            {}
            if act.language == language
            else {key: _digest(words) for key, words in translatable_parts(act)}
        )
        for path in paths:
            if act.language == language or not path.exists():
                continue
            for aid in _read(path):
                problem = aid.problem(present)
                if problem is None:
                    texts[aid.eid, aid.part] = aid.text
                else:
                    unused.append(UnusedAid(aid.eid, aid.part, problem))
        return cls(language, texts, tuple(unused))

    def find(self, eid: str, part: AidPart = AidPart.TEXT) -> str | None:
        """Return the translation of a part of the act, or None without one that is up to date."""
        return self.texts.get((eid, part))


def aids_file(folder: Path, act_id: str, language: str) -> Path:
    """Return the path of the aids of an act in a folder of acts."""
    return folder / f"{act_id}.aids.{language}.jsonl"


def aids_sheet(act: Act, aids: ReadingAids) -> Iterator[str]:
    """Yield a line of a file of aids for each part of the act, with its translation or none.

    The words of the act are in ``source``, for whoever translates; the reader ignores them.
    """
    for (eid, part), words in translatable_parts(act):
        values = {"eid": eid, "part": part.value, "sha256": _digest(words), "source": words}
        text = aids.find(eid, part) or ""
        yield json.dumps(values | {"text": text}, ensure_ascii=False)


# An act of a thousand provisions has about 1 MB of aids in a language.
MAX_KEPT = 64


@dataclass(frozen=True, slots=True)
class AidsLibrary:
    """Reading aids of acts in ``folders``, each file read when it is first needed or changes.

    Without folders no act has aids. Threads may share it.
    """

    folders: Sequence[Path] = (SHIPPED,)
    _kept: OrderedDict[Hashable, tuple[Hashable, ReadingAids]] = field(
        default_factory=OrderedDict, repr=False
    )
    _lock: Lock = field(default_factory=Lock, repr=False)

    def aids(self, act: Act, language: str) -> ReadingAids:
        """Return the aids for ``act``; none, and a line in the log, if a file cannot be read."""
        if act.language == language or not self.folders:
            return ReadingAids(language, {})
        key = act.id, act.edition_id, act.digest, language
        stamp = tuple(file_stamp(aids_file(folder, act.id, language)) for folder in self.folders)
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] != stamp:
                kept = self._kept[key] = stamp, self._read(act, language)
            self._kept.move_to_end(key)
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
            return kept[1]

    def stamp(self) -> Hashable:
        """Return a value that changes when a file of aids is added, replaced or removed."""
        paths = (path for folder in self.folders for path in sorted(folder.glob("*.aids.*.jsonl")))
        return tuple((str(path), file_stamp(path)) for path in paths)

    def _read(self, act: Act, language: str) -> ReadingAids:
        try:
            return ReadingAids.for_act(act, language, *self.folders)
        except AidsError as error:
            logging.getLogger("bapta.aids").warning("%s", error)
            return ReadingAids(language, {})


@dataclass(frozen=True, slots=True)
class _Aid:
    """Entry of a file: the part of the act, the digest of its text, and the translation."""

    eid: str
    part: AidPart
    sha256: str
    text: str

    def problem(self, present: Mapping[tuple[str, AidPart], str]) -> AidProblem | None:
        """Return the reason against this aid, given the digests of the act, or None."""
        digest = present.get((self.eid, self.part))
        if digest is None:
            return AidProblem.GONE
        if digest != self.sha256:
            return AidProblem.CHANGED
        return None if self.text.strip() else AidProblem.EMPTY


def translatable_parts(act: Act) -> Iterator[tuple[tuple[str, AidPart], str]]:
    """Yield each part of the act that can have an aid, with its words."""
    names = (AidPart.TITLE, act.title), (AidPart.KIND, act.kind), (AidPart.EDITION, act.edition)
    for part, name in names:
        if name:
            yield ("", part), name
    for chapter in act.chapters:
        yield (chapter.eid, AidPart.HEADING), chapter.title
    for provision in act.provisions:
        if provision.heading:
            yield (provision.eid, AidPart.HEADING), provision.heading
        if provision.text:
            yield (provision.eid, AidPart.TEXT), provision.text
        spans: tuple[tuple[AidPart, Span | None], ...] = (
            (AidPart.LEAD_IN, provision.lead_in),
            (AidPart.CLOSING, provision.closing),
        )
        for part, span in spans:
            if span is not None:
                yield (span.eid, part), span.text


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _read(path: Path) -> Iterator[_Aid]:
    """Yield the aids of a file. Raises AidsError."""
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AidsError(f"The reading aids in {path} cannot be read as UTF-8.") from error
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield _aid(line, f"{path}, line {number}")


def _aid(line: str, place: str) -> _Aid:
    try:
        values = json.loads(line)
        eid, part, digest, text = (values[key] for key in ("eid", "part", "sha256", "text"))
        if not all(isinstance(value, str) for value in (eid, digest, text)):
            raise TypeError
        # Half of a surrogate pair, which JSON can hold, would fail on each page that shows it.
        f"{eid}{digest}{text}".encode()
        return _Aid(eid, AidPart(part), digest, text)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"The reading aid at {place} needs “eid”, “part”, “sha256” and “text”."
        raise AidsError(message) from error
