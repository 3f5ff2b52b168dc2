"""The header of a passage: what a reader of the page sees above it, and the passage alone lacks.

What is indexed: one text for each passage, its words under the titles of act and article.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice

from data.corpus import Corpus
from data.model import Act, Provision
from data.passages import Passage, split_passages
from embeddings.encoder import Encoder, FloatMatrix, Progress
from embeddings.index.vectors import FlatIndex
from qa.citation import article_title

_BETWEEN = " · "


def lead_in(provision: Provision) -> str:
    """The words that the provision hangs on, or ""."""
    return provision.lead_in.text if provision.lead_in else ""


def in_list(provision: Provision, text: str) -> str:
    """``text`` between the lead-in and the closing that govern it: a duty reads as a duty."""
    closing = provision.closing.text if provision.closing else ""
    return " ".join(part for part in (lead_in(provision), text, closing) if part)


def with_headings(act: Act, provision: Provision, text: str) -> str:
    """The same under the titles of the act and the article, each where there is one."""
    titles = (act.title, article_title(act, provision.eid), in_list(provision, text))
    return _BETWEEN.join(part for part in titles if part)


PART = 4096
"""Texts of a build that are held at once."""

# Part of the digest: an index whose rows were made otherwise is stale.
_RECIPE = "titled, 2"


def corpus_passages(corpus: Corpus) -> tuple[Passage, ...]:
    """The passages of all acts, in the order of the corpus and of the acts."""
    return tuple(passage for act in corpus.acts for passage in split_passages(act))


def corpus_texts(corpus: Corpus) -> tuple[str, ...]:
    """What is embedded: text i is that of passage i, and row i of an index its vector."""
    return tuple(_texts_in(corpus.acts))


def _texts_in(acts: Iterable[Act]) -> Iterator[str]:
    for act in acts:
        for passage in split_passages(act):
            yield with_headings(act, act.by_eid[passage.eid], passage.text)


class Texts:
    """What is embedded of acts: made anew each time that it is gone through, and not kept."""

    def __init__(self, acts: Iterable[Act]) -> None:
        """``acts`` can be gone through more than once; they are once for the digest."""
        self._acts = acts
        self._number = 0
        self.digest = texts_digest(self._counted())

    def _counted(self) -> Iterator[str]:
        for text in self:
            self._number += 1
            yield text

    def __len__(self) -> int:
        """How many texts there are."""
        return self._number

    def __iter__(self) -> Iterator[str]:
        """Text i is that of passage i, and row i of an index its vector."""
        return _texts_in(self._acts)


def texts_digest(texts: Iterable[str]) -> str:
    """SHA-256 (hex) over all that decides the rows of an index but the model."""
    digest = sha256(_RECIPE.encode())
    for text in texts:
        digest.update(text.encode() + b"\x1e")
    return digest.hexdigest()


def build_index(
    texts: Texts | Sequence[str], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode ``texts``, a part at a time, and index them; ValueError where there is none."""
    return FlatIndex.of_parts(_encoded(texts, encoder, progress))


def _encoded(
    texts: Texts | Sequence[str], encoder: Encoder, progress: Progress | None
) -> Iterator[FloatMatrix]:
    waiting, done = iter(texts), 0
    while part := list(islice(waiting, PART)):
        told = progress and partial(_tell, progress, done, len(texts))
        yield encoder.encode_passages(part, told)
        done += len(part)


def _tell(progress: Progress, before: int, of: int, done: int, _of_part: int) -> None:
    progress(before + done, of)
