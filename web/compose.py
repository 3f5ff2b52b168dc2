"""The composition root: the parts that a process needs, built from the settings."""

from data.corpus import SHIPPED, Corpus, load_corpus
from embeddings.choose import open_encoder
from embeddings.encoder import Encoder, Progress
from embeddings.errors import IndexStaleError, ModelError, StoredIndexError
from embeddings.store import FORMAT, Manifest, load_index, read_manifest, save_index
from embeddings.vectors import FlatIndex
from qa.answerer import Answerer
from qa.indexing import build_index, entries_digest, entries_of
from web.settings import BUNDLED, Settings


def compose_corpus(settings: Settings) -> Corpus:
    """The shipped acts and the operator's; SourceError when a file of theirs cannot be used."""
    own = (settings.acts,) if settings.acts.is_dir() else ()
    return load_corpus(SHIPPED, *own)


def compose_answerer(settings: Settings) -> Answerer:
    """What answers questions.

    Raises StoredIndexError when the index is missing, damaged or stale, ModelError when the model
    is missing or damaged or the device is not there.
    """
    corpus = compose_corpus(settings)
    entries = entries_of(corpus)
    corpus_digest = entries_digest(entries)
    _check_corpus(settings, corpus_digest)
    encoder = compose_encoder(settings)
    index = _load(settings, encoder, corpus_digest)
    return Answerer(corpus, encoder, index, contacts=settings.contacts, entries=entries)


def check_ready(settings: Settings) -> Manifest:
    """The manifest of the index, which is whole and belongs to the acts and the model.

    Raises as :func:`compose_answerer`.
    """
    corpus_digest = entries_digest(entries_of(compose_corpus(settings)))
    manifest = _check_corpus(settings, corpus_digest)
    _load(settings, compose_encoder(settings), corpus_digest)
    return manifest


def make_index(settings: Settings, progress: Progress | None = None) -> tuple[Manifest, bool]:
    """The manifest of the current index, and whether it had to be built.

    Raises ModelError; OSError when the folder cannot be written. An older index stays in place
    until the new one is whole.
    """
    entries = entries_of(compose_corpus(settings))
    corpus_digest = entries_digest(entries)
    encoder = compose_encoder(settings)
    try:
        _load(settings, encoder, corpus_digest)
    except StoredIndexError:
        index = build_index(entries, encoder, progress)
        manifest = Manifest(FORMAT, encoder.name, index.dimension, index.size, corpus_digest)
        save_index(settings.index, index, manifest)
        return manifest, True
    return read_manifest(settings.index), False


def compose_encoder(settings: Settings) -> Encoder:
    """The encoder of the settings; loading it takes seconds. Raises ModelError."""
    try:
        return open_encoder(settings.model, settings.home, settings.device)
    except ModelError as error:
        if error.mend is not None or settings.model == BUNDLED:
            raise
        # A model that the operator names is not ours to fetch: the bundled one is always to be had.
        raise ModelError(error.message, "unset BAPTA_MODEL") from error


def _check_corpus(settings: Settings, corpus_digest: str) -> Manifest:
    """What is wrong with an index is told before a model is loaded for it, where that can be."""
    manifest = read_manifest(settings.index)
    if manifest.corpus_digest != corpus_digest:
        raise IndexStaleError("The index was built for other acts, or other editions of them.")
    return manifest


def _load(settings: Settings, encoder: Encoder, corpus_digest: str) -> FlatIndex:
    return load_index(
        settings.index,
        model=encoder.name,
        dimension=encoder.dimension,
        corpus_digest=corpus_digest,
    )
