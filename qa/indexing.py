"""What is indexed: one text for each passage, its words under the titles of act and article."""

from collections.abc import Sequence
from hashlib import sha256

from data.corpus import Corpus
from data.passages import Passage, passages_of
from embeddings.encoder import Encoder, Progress
from embeddings.vectors import FlatIndex
from qa.passage_header import titled

# Part of the digest: an index whose rows were made otherwise is stale.
_RECIPE = "titled, 2"


def passages_in(corpus: Corpus) -> tuple[Passage, ...]:
    """The passages of all acts, in the order of the corpus and of the acts."""
    return tuple(passage for act in corpus.acts for passage in passages_of(act))


def texts_of(corpus: Corpus) -> tuple[str, ...]:
    """What is embedded: text i is that of passage i, and row i of an index its vector."""
    return tuple(
        titled(act, act.by_eid[passage.eid], passage.text)
        for act in corpus.acts
        for passage in passages_of(act)
    )


def texts_digest(texts: Sequence[str]) -> str:
    """SHA-256 (hex) over all that decides the rows of an index but the model."""
    digest = sha256(_RECIPE.encode())
    for text in texts:
        digest.update(text.encode() + b"\x1e")
    return digest.hexdigest()


def build_index(
    texts: Sequence[str], encoder: Encoder, progress: Progress | None = None
) -> FlatIndex:
    """Encode ``texts`` and index them; ValueError where there is none."""
    return FlatIndex.of(encoder.encode_passages(texts, progress))
