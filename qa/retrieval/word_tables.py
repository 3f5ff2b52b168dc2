"""The stored tables of words: postings, vocabularies, letter models and stems of the glossary.

Each set has a folder named by the digest of its inputs. The set before the newest one stays, for
processes whose bank or acts are still the earlier ones. An index without tables works: a process
then computes them, which takes most of its start-up.
"""

import shutil
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain
from pathlib import Path

from data.glossary import Term
from data.model import Act
from embeddings.errors import IndexStaleError
from embeddings.index.tables import Tables, load_tables, save_tables
from qa.retrieval.bank_index import Bank
from qa.retrieval.indexing import with_headings

_FOLDER = "words"
_KEPT_SETS = 2


def tables_digest(
    acts: Iterable[Act], bank: Bank, terms: Iterable[Term], question_name: str
) -> str:
    """Return the SHA-256 (hex) of all that the tables are derived from.

    ``question_name`` is that of the encoder. The code is part of it, since another stemmer makes
    other terms.
    """
    digest = sha256(f"{_code_digest()}\x1e{question_name}\x1e".encode())
    for act in acts:
        digest.update("\x1f".join((act.id, act.language, act.title, "\x1e")).encode())
        for each in act.provisions:
            text = with_headings(act, each, each.text)
            digest.update("\x1f".join((each.eid, each.heading, text, "\x1e")).encode())
    for entry in chain(bank.entries, terms):
        digest.update(f"{entry}\x1e".encode())
    return digest.hexdigest()


@cache
def _code_digest() -> str:
    """Return the SHA-256 (hex) of the code and the lists that words are read with."""
    digest = sha256()
    for package in ("qa.query", "qa.retrieval"):
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".toml", ".tsv")):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def open_tables(index: Path, digest: str) -> Tables | None:
    """Return the tables of ``digest`` under the folder ``index``, None if they are not stored.

    Raises IndexDamagedError.
    """
    return load_tables(_folder(index, digest), digest)


def require_tables(index: Path, digest: str) -> None:
    """Raise IndexStaleError where the tables are not stored, IndexDamagedError."""
    if open_tables(index, digest) is None:
        raise IndexStaleError(
            f"The index in {index} has no tables of words for these acts and questions, as that of "
            "an earlier version. Bapta works without them and starts more slowly."
        )


def store_tables(index: Path, tables: Tables, digest: str) -> None:
    """Store ``tables`` and remove older sets, all but one. Raises OSError."""
    folder = _folder(index, digest)
    save_tables(folder, tables, digest)
    others = sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in others if path != folder][_KEPT_SETS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def remove_tables(index: Path) -> None:
    """Remove all sets, which may be damaged."""
    shutil.rmtree(index / _FOLDER, ignore_errors=True)


def _folder(index: Path, digest: str) -> Path:
    return index / _FOLDER / digest[:16]
