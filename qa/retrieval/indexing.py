"""The indexed texts: each passage with its list context, under the titles of act and article."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from data.corpus import Corpus
from data.model import Act, Provision
from data.passages import Passage, split_passages
from embeddings.encoder import Encoder, FloatMatrix, Progress, part_progress
from embeddings.index.vectors import FlatIndex
from qa.citation import article_title

_TITLE_SEPARATOR = " · "

BATCH_TEXTS = 4096
"""Texts that a build holds in memory."""

# A part of the digest, so that a change of the texts' form makes an index stale.
_TEXT_FORMAT = "titled, 2"


def lead_in(provision: Provision) -> str:
    """Return the lead-in of the list that the provision is in, or ""."""
    return provision.lead_in.text if provision.lead_in else ""


def in_list(provision: Provision, text: str) -> str:
    """Return ``text`` between its lead-in and closing, which decide whether it is a duty."""
    closing = provision.closing.text if provision.closing else ""
    return " ".join(part for part in (lead_in(provision), text, closing) if part)


def with_headings(act: Act, provision: Provision, text: str) -> str:
    """Return :func:`in_list` after the titles of the act and the article, if there are any."""
    titles = (act.title, article_title(act, provision.eid), in_list(provision, text))
    return _TITLE_SEPARATOR.join(part for part in titles if part)


def corpus_passages(corpus: Corpus) -> tuple[Passage, ...]:
    """Return the passages of all acts, in order."""
    return tuple(passage for act in corpus.acts for passage in split_passages(act))


def corpus_texts(corpus: Corpus) -> tuple[str, ...]:
    """Return the indexed text of each passage, in order."""
    return tuple(_texts_in(corpus.acts))


def _texts_in(acts: Iterable[Act]) -> Iterator[str]:
    for act in acts:
        for passage in split_passages(act):
            yield with_headings(act, act.by_eid[passage.eid], passage.text)


class Texts:
    """The indexed texts of ``acts``, generated anew by each iteration, with their digest.

    ``acts`` are iterated several times, first for the digest.
    """

    def __init__(self, acts: Iterable[Act]) -> None:
        self._acts = acts
        self._number = 0
        self.digest = texts_digest(self._counted())

    def _counted(self) -> Iterator[str]:
        for text in self:
            self._number += 1
            yield text

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[str]:
        return _texts_in(self._acts)


def texts_digest(texts: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of the texts and of their format."""
    digest = sha256(_TEXT_FORMAT.encode())
    for text in texts:
        digest.update(text.encode() + b"\x1e")
    return digest.hexdigest()


def build_index(
    texts: Texts | Sequence[str], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode ``texts`` in batches and index them; raise ValueError if there are none."""
    return FlatIndex.of_parts(_encode(texts, encoder, progress))


def _encode(
    texts: Texts | Sequence[str], encoder: Encoder, progress: Progress | None
) -> Iterator[FloatMatrix]:
    remaining, done = iter(texts), 0
    while batch := list(islice(remaining, BATCH_TEXTS)):
        batch_progress = progress and part_progress(progress, done, len(texts))
        yield encoder.encode_passages(batch, batch_progress)
        done += len(batch)
