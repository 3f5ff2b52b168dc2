"""Supplements of acts: files of reading aids and of errata, with the changes that they make.

A supplement takes the place of the one that its act has. Reading aids belong to an act in all its
editions, errata to the text of its current edition.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.corpus import SHIPPED, ActFile, Corpus
from data.edition_diff import Change, Difference, WordRun, diff_editions
from data.errata import errata_of
from data.errors import BaptaError, UnknownActError
from data.ingest import validate
from data.model import LANGUAGES, Act
from data.readers.encoding import read_bytes
from data.readers.extract import extract_table
from data.reading_aids import (
    AidPart,
    AidProblem,
    AidsLibrary,
    ReadingAids,
    aids_file,
    translatable_parts,
)
from data.validation.aids import check_aids
from web.administration.editions import stored_acts
from web.administration.uploads import Staging, Upload, UploadKind
from web.settings import Settings

MAX_CHANGES = 500
"""Changes, and problems, that are stored; their numbers are exact."""


class SupplementError(BaptaError):
    """A supplement that does not fit its act."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """Supplement that was read: its preview, and the path that it will have.

    ``act`` is the act with other errata, whose passages must be encoded; None for reading aids.
    """

    preview: Mapping[str, Any]
    target: Path
    act: Act | None = None


def read_supplement(
    settings: Settings, staging: Staging, upload: Upload, corpus: Corpus
) -> Supplement:
    """Read an upload that is no act; store nothing.

    Raises UnknownActError, SourceError, AidsError, and SupplementError for one that changes nothing
    or belongs to an act that has none of its own.
    """
    act = corpus.act(upload.fields.get("id", ""))
    path = staging.file(upload)
    if upload.kind is UploadKind.AIDS:
        return _read_aids(settings.acts, act, upload, path, corpus)
    return _read_errata(settings.acts, act, upload, path, corpus)


def stored_aids(acts: Path, act: Act, language: str) -> ReadingAids:
    """Return the aids of an act that are stored, whether or not they are shown."""
    return AidsLibrary((SHIPPED, acts)).aids(act, language)


def act_file_of(acts: Path, act_id: str) -> ActFile:
    """Return the file of the current edition of an act. Raises UnknownActError, SourceError."""
    for each in stored_acts(acts):
        if each.current.sidecar.id == act_id:
            return each.current
    raise UnknownActError(f"There is no act “{act_id}” in this corpus.")


def _read_aids(acts: Path, act: Act, upload: Upload, path: Path, corpus: Corpus) -> Supplement:
    language = upload.fields.get("language", "")
    if language not in LANGUAGES:
        raise SupplementError("State the language of the translations: kk, ru or en.")
    if language == act.language:
        raise SupplementError(f"The act “{act.id}” is in the language {language} itself.")
    target = aids_file(acts, act.id, language)
    alone = ReadingAids.from_files(act, language, path)
    if not alone.texts:
        raise SupplementError(
            "No line of the file translates present words of the act: their provisions are gone, "
            "their words have changed, or the translations are empty."
        )
    shipped = aids_file(SHIPPED, act.id, language)
    before = ReadingAids.from_files(act, language, shipped, target).texts
    after = ReadingAids.from_files(act, language, shipped, path).texts
    places = dict(translatable_parts(act))
    changes = [
        _aid_change(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]
    problems = [
        {"eid": each.eid, "part": each.part.value, "problem": each.problem.value}
        for each in alone.unused
    ]
    preview = _preview(act, upload, target, corpus, changes) | {
        "to": language,
        "shown": len(alone.texts),
        "missing": len(places) - len(after),
        "problems": problems[:MAX_CHANGES],
        "problem_counts": _counts(AidProblem, (each["problem"] for each in problems)),
    }
    return Supplement(preview, target)


def _aid_change(place: tuple[str, AidPart], old: str | None, new: str | None) -> dict[str, Any]:
    change = Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED
    runs = [("old", old or ""), ("new", new or "")]
    eid, part = place
    return {
        "eid": eid,
        "part": part.value,
        "change": change.value,
        "words": [{"kind": kind, "text": text} for kind, text in runs if text],
    }


def _read_errata(acts: Path, act: Act, upload: Upload, path: Path, corpus: Corpus) -> Supplement:
    file = act_file_of(acts, act.id)
    if file.path.parent == SHIPPED:
        raise SupplementError(
            f"The act “{act.id}” comes with Bapta, and so do its corrections. Publish an edition "
            "of your own first."
        )
    content = read_bytes(path)
    errata = errata_of(extract_table(content, path) if content.strip() else {}, path)
    corrected = file.read_with(errata)
    if corrected.digest == act.digest:
        raise SupplementError("The act has these corrections already.")
    errors = validate(corrected, path)
    changes = [
        {
            "eid": each.eid,
            "part": AidPart.TEXT.value,
            "change": each.change.value,
            "words": [asdict(run) for run in each.words or _whole(each)],
        }
        for each in diff_editions(act, corrected)
    ]
    outdated = [len(check_aids(each, SHIPPED, acts)) for each in (act, corrected)]
    preview = _preview(act, upload, file.errata, corpus, changes) | {
        "corrections": sum(each.right is not None for each in errata),
        "acknowledged": sum(each.right is None for each in errata),
        "errors": [asdict(each) | {"severity": each.severity.value} for each in errors],
        "outdated": max(0, outdated[1] - outdated[0]),
    }
    return Supplement(preview, file.errata, corrected)


def _whole(difference: Difference) -> tuple[WordRun, ...]:
    """Return the words of a provision that was added or removed."""
    provision, kind = (
        (difference.new, "new") if difference.new is not None else (difference.old, "old")
    )
    if provision is None:
        return ()
    return (WordRun(kind, "\n".join(filter(None, (provision.heading, provision.text)))),)


def _preview(
    act: Act, upload: Upload, target: Path, corpus: Corpus, changes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what the previews of both kinds have.

    ``base`` is the digest of the corpus, ``replaces`` that of the file whose place the upload takes
    ("" for none), ``digest`` that of the upload.
    """
    return {
        "base": corpus.digest,
        "digest": upload.digest,
        "replaces": sha256(target.read_bytes()).hexdigest() if target.exists() else "",
        "act": act.id,
        "title": act.title,
        "language": act.language,
        "edition": act.edition_id,
        "to": "",
        "warnings": [],
        "problems": [],
        "problem_counts": {},
        "errors": [],
        "changes": _counts(Change, (each["change"] for each in changes)),
        "changed": list(changes[:MAX_CHANGES]),
        "more_changes": max(0, len(changes) - MAX_CHANGES),
    }


def _counts(kinds: type[StrEnum], values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {kind.value: counts[kind.value] for kind in kinds}


def preview_lines(preview: Mapping[str, Any]) -> Iterator[str]:
    """Yield a preview for a terminal: counts, problems, and each change with its words."""
    changes = ", ".join(f"{number} {kind}" for kind, number in preview["changes"].items())
    yield f"{preview['act']}@{preview['edition']}: {changes}"
    if preview["to"]:
        left = ", ".join(f"{n} {kind}" for kind, n in preview["problem_counts"].items())
        yield f"{preview['shown']} translations; not shown: {left}; missing: {preview['missing']}"
        for each in preview["problems"]:
            yield f"  {each['problem']}  {each['eid']}  {each['part']}"
    else:
        yield (
            f"{preview['corrections']} corrections, {preview['acknowledged']} acknowledgements; "
            f"translations that are out of date after it: {preview['outdated']}"
        )
        for each in preview["errors"]:
            yield f"  error  {each['eid'] or '-'}  {each['text']}"
    signs = {"old": "-", "new": "+"}
    for each in preview["changed"]:
        yield f"  {each['change']}  {each['eid']}  {each['part']}"
        for run in each["words"]:
            if run["kind"] in signs:
                yield f"    {signs[run['kind']]} {run['text']}"
    if preview["more_changes"]:
        yield f"  and {preview['more_changes']} more changes"
