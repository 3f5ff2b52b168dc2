"""The operator's acts: each a text file with its sidecar in the folder of acts.

A later edition stands beside the one that it takes the place of, in files of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from data.act import Act
from data.corpus import Corpus
from data.errata import read_errata
from data.errors import SourceError
from data.extraction import extract
from data.parse import parse_text
from data.sidecar import Sidecar
from data.source import read_bytes
from data.squeeze import squeeze
from data.whole import replace_file

ORIGINALS = "originals"


def store_act(source: Path, sidecar: Sidecar, folder: Path, corpus: Corpus) -> Act:
    """Parse the act in ``source`` and put its text into ``folder``.

    A text file in UTF-8 is stored unchanged, any other format as the text that it holds, with the
    file itself beside it. An errata file beside it, ``NAME.errata.toml``, goes with it. The text
    is put in last, so that a reader meets the whole act or none of it. Raises SourceError, and then
    nothing is stored, when the file cannot be used or ``corpus`` has the act already.
    """
    sidecar, stored = _place(sidecar, folder, corpus)
    content = read_bytes(source)
    text = extract(source)
    errata = source.with_suffix(".errata.toml")
    corrections = read_errata(errata) if errata.exists() else ()
    facts = sidecar_text(sidecar)
    act = parse_text(text, sidecar, stored.name, corrections)
    plain = content if source.suffix.lower() == ".txt" and _is_utf_8(content) else text.encode()
    folder.mkdir(parents=True, exist_ok=True)
    if plain is not content:
        (folder / ORIGINALS).mkdir(exist_ok=True)
        original = folder / ORIGINALS / f"{stored.stem}{source.suffix.lower()}"
        replace_file(original, lambda path: _write(path, content))
    replace_file(folder / f"{stored.stem}.toml", lambda path: _write(path, facts.encode()))
    if corrections:
        noted = errata.read_bytes()
        replace_file(folder / f"{stored.stem}.errata.toml", lambda path: _write(path, noted))
    replace_file(stored, lambda path: _write(path, plain))
    return act


def _place(sidecar: Sidecar, folder: Path, corpus: Corpus) -> tuple[Sidecar, Path]:
    """Where the act goes, and its facts with what they imply. Raises SourceError."""
    if sidecar.parallel_of is not None:
        other = corpus.act(sidecar.parallel_of)
        if other.language == sidecar.language:
            raise SourceError(
                f"The act “{other.id}” is in the language {other.language} too; a parallel version "
                "is in another one."
            )
    current = next((act for act in corpus.acts if act.id == sidecar.id), None)
    stored = folder / f"{sidecar.id}.txt"
    if current is not None:
        editions = [act.edition_id for act in corpus.editions(sidecar.id)]
        _check_edition(sidecar, current, editions)
        stored = folder / f"{sidecar.id}@{sidecar.edition_name}.txt"
        sidecar = replace(sidecar, edition_id=sidecar.edition_name, supersedes=current.edition_id)
    if stored.exists():
        raise SourceError(f"The id “{sidecar.id}” is taken by {stored}.")
    return sidecar, stored


def _check_edition(sidecar: Sidecar, current: Act, editions: Sequence[str]) -> None:
    """Refuse what is no later edition of the act that has the id."""
    taken = f"The id “{sidecar.id}” is taken by {current.source}"
    if sidecar.language != current.language:
        raise SourceError(
            f"{taken}, which is in the language {current.language}; give the {sidecar.language} "
            f"text an id of its own and --parallel-of {current.id}."
        )
    if sidecar.edition is None and sidecar.edition_id is None:
        raise SourceError(f"{taken}.")
    if squeeze(sidecar.title).lower() != squeeze(current.title).lower():
        raise SourceError(f"{taken}, an act of another title: “{current.title}”.")
    if sidecar.edition_name in editions:
        raise SourceError(
            f"The act “{sidecar.id}” has the edition “{sidecar.edition_name}” already."
        )


def sidecar_text(sidecar: Sidecar) -> str:
    """The sidecar as TOML. Raises SourceError for a fact that is not printable text."""
    facts = {name: value for name, value in asdict(sidecar).items() if value}
    for name, value in facts.items():
        for text in (value,) if isinstance(value, str) else value:
            if not text.isprintable():
                raise SourceError(f"The {name} of the act holds signs that are not text.")
    # A JSON text or list of printable signs is a TOML text or list of the same value.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items()
    )


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
