"""What is indexed: entries, each a text to embed and the passage that it reaches.

A passage is reached by several entries: its own words with lead-in and closing ("text"), and the
same under the titles of act and article ("titled"). Further kinds ("question") may follow; the
score of a passage is the best of its entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from data.corpus import Corpus
from data.passages import Passage, passages_of
from embeddings.encoder import Encoder, Progress
from embeddings.vectors import FlatIndex
from qa.centring import centred_rows
from qa.passage_header import in_list, titled

# Part of the digest: an index whose rows were made otherwise is stale.
_RECIPE = "text+titled, centred by language and kind, 1"


class EntryKind(StrEnum):
    """Which view of a passage an entry is."""

    TEXT = "text"
    TITLED = "titled"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Entry:
    """``text`` (in ``language``) is embedded; ``passage`` is a row of :func:`passages_in`."""

    passage: int
    kind: EntryKind
    language: str
    text: str


def passages_in(corpus: Corpus) -> tuple[Passage, ...]:
    """The passages of all acts, in the order of the corpus and of the acts."""
    return tuple(passage for act in corpus.acts for passage in passages_of(act))


def entries_of(corpus: Corpus) -> tuple[Entry, ...]:
    """Every entry, all of one kind together; row i of an index is entry i."""
    views: dict[EntryKind, list[Entry]] = {EntryKind.TEXT: [], EntryKind.TITLED: []}
    for row, passage in enumerate(passages_in(corpus)):
        act = corpus.act(passage.act)
        provision = act.by_eid[passage.eid]
        for kind, text in (
            (EntryKind.TEXT, in_list(provision, passage.text)),
            (EntryKind.TITLED, titled(act, provision, passage.text)),
        ):
            views[kind].append(Entry(row, kind, act.language, text))
    return tuple(entry for entries in views.values() for entry in entries)


def entries_digest(entries: Sequence[Entry]) -> str:
    """SHA-256 (hex) over all that decides the rows of an index but the model."""
    digest = sha256(_RECIPE.encode())
    for entry in entries:
        line = f"{entry.passage}\x1f{entry.kind}\x1f{entry.language}\x1f{entry.text}\x1e"
        digest.update(line.encode())
    return digest.hexdigest()


def build_index(
    entries: Sequence[Entry], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode ``entries`` and index them, centred; ValueError where there is none.

    An entry of kind "question" is encoded as a question, so that it meets questions as a peer.
    """
    rows = encoder.encode_passages([entry.text for entry in entries], progress)
    groups = [(entry.language, entry.kind.value) for entry in entries]
    return FlatIndex.of(centred_rows(rows, groups))
