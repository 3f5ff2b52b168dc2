"""Preview of an act that was uploaded, made in a separate process, as plain values.

Repair, parsing and checks take minutes on some files that are no acts, and one that is at a regular
expression holds up every thread of its process. So this module is run as a program with a limit of
time, and imports little. It is what ``bapta ingest --dry-run`` shows.
"""

import json
import os
import pickle
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.corpus import Corpus
from data.edition_diff import Change, diff_editions
from data.errors import BaptaError
from data.ingest import ReadAct, extend_corpus, read_act
from data.metadata import Sidecar
from data.readers.child_process import limit_error, run_module
from data.validation.alignment import check_alignment
from data.validation.reading import reading_notes
from web.administration.act_outline import outline, provision_counts

MAX_LINES = 1000
"""Lines of the outline, and findings, that are stored; their numbers are exact."""
MAX_SECONDS = 240


def preview_act(
    file: Path,
    sidecar: Sidecar,
    folder: Path,
    corpus: Corpus,
    column: str | None = None,
    *,
    seconds: int = MAX_SECONDS,
) -> Mapping[str, Any]:
    """Return the preview of the act in ``file``, as `data.ingest.read_act` reads it.

    Raises SourceError, also if it takes longer than ``seconds``.
    """
    near = {sidecar.id, sidecar.parallel_of}
    acts = tuple(act for act in corpus.acts if not near.isdisjoint({act.id, act.work}))
    past = tuple(act for act in corpus.past if act.id == sidecar.id)
    order = pickle.dumps((file, sidecar, folder, Corpus(acts, past), column))
    result = run_module(
        "web.administration.act_preview",
        content=order,
        path=file,
        seconds=seconds,
        environment=os.environ,
    )
    if not result:
        raise limit_error(file)
    return result | {"base": corpus.digest}


def preview_of(ready: ReadAct, corpus: Corpus) -> Mapping[str, Any]:
    """Return the preview as values of JSON.

    ``digest`` is that of its text.
    """
    act = ready.act
    extended = extend_corpus(corpus, act)
    findings = (*ready.findings, *check_alignment(extended, act))
    lines = list(outline(act))
    before = next((each for each in corpus.acts if each.id == act.id), None)
    changes = Counter(one.change for one in diff_editions(before, act)) if before else None
    return {
        "digest": act.digest,
        "act": act.id,
        "title": act.title,
        "language": act.language,
        "edition": act.edition_id,
        "supersedes": before.edition_id if before else None,
        "counts": provision_counts(act),
        "outline": [asdict(line) for line in lines[:MAX_LINES]],
        "more_lines": max(0, len(lines) - MAX_LINES),
        "findings": [
            {"severity": each.severity.value, "eid": each.eid, "line": each.line, "text": each.text}
            for each in findings[:MAX_LINES]
        ],
        "errors": len(ready.errors),
        "warnings": [{"text": each.text, "serious": each.is_serious} for each in ready.warnings],
        "notices": [*ready.notices, *reading_notes(act)],
        "changes": {kind.value: changes[kind] for kind in Change} if changes is not None else None,
    }


def main() -> None:
    """Make the preview of the order on standard input and print it, or the sentence of an error."""
    # The process that started this one wrote the order.
    file, sidecar, folder, corpus, column = pickle.load(sys.stdin.buffer)  # noqa: S301
    try:
        result = preview_of(read_act(file, sidecar, folder, corpus, column), corpus)
    except BaptaError as error:
        result = {"sentence": str(error)}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
