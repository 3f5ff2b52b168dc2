"""The operator's acts: each a text file with its sidecar in the folder of acts."""

import json
from dataclasses import asdict
from pathlib import Path

from data.act import Act
from data.corpus import Corpus
from data.errata import read_errata
from data.errors import SourceError
from data.parse import parse_text
from data.sidecar import Sidecar
from data.source import read_source
from embeddings.whole import replace_file


def store_act(source: Path, sidecar: Sidecar, folder: Path, corpus: Corpus) -> Act:
    """Parse the act in ``source`` and copy the file, unchanged, into ``folder``.

    An errata file beside it, ``NAME.errata.toml``, goes with it. The text is put in last, so that
    a reader meets the whole act or none of it. Raises SourceError, and then nothing is stored,
    when the file cannot be used or ``corpus`` has the id already.
    """
    taken = next((act for act in corpus.acts if act.id == sidecar.id), None)
    stored = folder / f"{sidecar.id}.txt"
    if taken is not None or stored.exists():
        by = taken.source if taken is not None else stored
        raise SourceError(f"The id “{sidecar.id}” is taken by {by}.")
    errata = source.with_suffix(".errata.toml")
    corrections = read_errata(errata) if errata.exists() else ()
    facts = sidecar_text(sidecar)
    act = parse_text(read_source(source), sidecar, stored.name, corrections)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(stored.with_suffix(".toml"), lambda path: _write(path, facts.encode()))
    if corrections:
        content = errata.read_bytes()
        replace_file(stored.with_suffix(".errata.toml"), lambda path: _write(path, content))
    replace_file(stored, lambda path: _write(path, source.read_bytes()))
    return act


def sidecar_text(sidecar: Sidecar) -> str:
    """The sidecar as TOML. Raises SourceError for a fact that is not printable text."""
    facts = {name: value for name, value in asdict(sidecar).items() if value is not None}
    for name, value in facts.items():
        if not value.isprintable():
            raise SourceError(f"The {name} of the act holds signs that are not text.")
    # A JSON string of printable signs is a TOML string of the same value.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items()
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
