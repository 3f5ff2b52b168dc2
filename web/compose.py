"""The composition root: the parts that a process needs, built from the settings."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from filelock import FileLock

from data.bank import BankQuestion
from data.corpus import SHIPPED, Corpus, load_corpus
from data.glossary import load_glossary
from embeddings.approximate import Chosen, suited
from embeddings.batching import BatchingEncoder
from embeddings.choose import available_cores, open_encoder
from embeddings.encoder import Encoder, Progress
from embeddings.errors import IndexNewerError, IndexStaleError, ModelError, StoredIndexError
from embeddings.kept import KeepingEncoder
from embeddings.store import FORMAT, MANIFEST, Manifest, load_index, read_manifest, save_index
from embeddings.vectors import FaissIndex, FlatIndex
from qa.answerer import Answerer
from qa.bank_index import bank_digest, bank_of, build_bank_index
from qa.evaluation_parts import Part, weights_without
from qa.fusion import standard_weights
from qa.indexing import Entry, build_index, entries_digest, entries_of
from web.live import LiveAnswerer
from web.settings import BUNDLED, Settings

_QUESTIONS = "questions"
"""The folder, in that of the index, of the index of the bank."""

_KEPT = "kept"
"""The folder, in that of an index, of its vectors by the text that they were made of."""


def compose_corpus(settings: Settings) -> Corpus:
    """The shipped acts and the operator's; SourceError when a file of theirs cannot be used."""
    own = (settings.acts,) if settings.acts.is_dir() else ()
    return load_corpus(SHIPPED, *own)


def compose_answerer(
    settings: Settings,
    without: Collection[Part] = (),
    encoder: Callable[[], Encoder] | None = None,
) -> Answerer:
    """What answers questions, without the parts that an evaluation leaves out.

    Repair is no part of it: a question asks for that by itself (:attr:`qa.answer.Question.exact`).
    ``encoder`` gives the encoder, by default a new one. Raises StoredIndexError when an index is
    missing, damaged or stale, ModelError when the model is missing or damaged or the device is not
    there.
    """
    corpus = compose_corpus(settings)
    entries = entries_of(corpus)
    bank = () if Part.BANK in without else bank_of(corpus)
    stores = _stores(settings, entries, bank)
    for store in stores:
        _check_current(store)
    loaded = encoder() if encoder else compose_encoder(settings)
    passages, *questions = (_load(store, loaded) for store in stores)
    return Answerer(
        corpus,
        loaded,
        passages,
        contacts=settings.contacts,
        entries=entries,
        bank=bank,
        bank_vectors=questions[0].vectors() if questions else None,
        glossary=() if Part.GLOSSARY in without else load_glossary(),
        weights=weights_without(standard_weights(bank=bool(questions)), without),
        references=Part.REFERENCES not in without,
    )


def compose_live(settings: Settings, workers: int = 1) -> LiveAnswerer:
    """What a server answers with: the stored index of now, questions encoded in batches.

    Each of ``workers`` processes has its share of the cores. Raises as :func:`compose_answerer`.
    """
    threads = max(1, available_cores() // workers)
    encoder = cache(lambda: BatchingEncoder(compose_encoder(settings, threads)))
    return LiveAnswerer(lambda: compose_answerer(settings, encoder=encoder), manifests_of(settings))


def manifests_of(settings: Settings) -> tuple[Path, ...]:
    """The files that change, each in one step, when another index is stored."""
    return tuple(folder / MANIFEST for folder in (settings.index, settings.index / _QUESTIONS))


def check_ready(settings: Settings) -> Manifest:
    """The manifest of the index, which is whole and belongs to the acts and the model.

    Raises as :func:`compose_answerer`.
    """
    corpus = compose_corpus(settings)
    stores = _stores(settings, entries_of(corpus), bank_of(corpus))
    manifest, *_ = (_check_current(store) for store in stores)
    encoder = compose_encoder(settings)
    for store in stores:
        _load(store, encoder)
    return manifest


def make_index(settings: Settings, progress: Progress | None = None) -> tuple[Manifest, bool]:
    """The manifest of the current index of passages, and whether anything had to be built.

    Only texts that are new are encoded, also after a build that was stopped. An older index stays
    in place until the new one is whole. Raises ModelError; IndexNewerError for an index of a newer
    version, which is not written over; OSError when the folder cannot be written.
    """
    corpus = compose_corpus(settings)
    stores = _stores(settings, entries_of(corpus), bank_of(corpus))
    encoder = compose_encoder(settings)
    built = False
    settings.index.mkdir(parents=True, exist_ok=True)
    # One build at a time: another process may have built it while this one waited.
    with FileLock(settings.index / ".lock"):
        for store in stores:
            try:
                _load(store, encoder)
            except IndexNewerError:
                raise
            except StoredIndexError:
                _build(store, encoder, progress)
                built = True
    return read_manifest(settings.index), built


@dataclass(frozen=True, slots=True)
class _Store:
    """One index: its folder, the digest of what it is built from, how it is built, and whether its
    rows are searched or read.
    """

    folder: Path
    digest: str
    build: Callable[[Encoder, Progress | None], FlatIndex]
    searched: bool = False


def _stores(
    settings: Settings, entries: Sequence[Entry], bank: Sequence[BankQuestion]
) -> tuple[_Store, ...]:
    """The index of passages, and that of the bank where there is one."""
    passages = _Store(settings.index, entries_digest(entries), partial(build_index, entries), True)
    if not bank:
        return (passages,)
    folder = settings.index / _QUESTIONS
    return passages, _Store(folder, bank_digest(bank), partial(build_bank_index, bank))


def compose_encoder(settings: Settings, threads: int | None = None) -> Encoder:
    """The encoder of the settings; loading it takes seconds. Raises ModelError.

    ``threads`` bounds the threads of one call, all cores by default.
    """
    try:
        return open_encoder(settings.model, settings.home, settings.device, threads)
    except ModelError as error:
        if error.mend is not None or settings.model == BUNDLED:
            raise
        # A model that the operator names is not ours to fetch: the bundled one is always to be had.
        raise ModelError(error.message, "unset BAPTA_MODEL") from error


def _build(store: _Store, encoder: Encoder, progress: Progress | None) -> None:
    kept = KeepingEncoder(encoder, store.folder / _KEPT)
    index = store.build(kept, progress)
    # What is learned from the questions of the bank needs their very vectors.
    chosen = suited(index) if store.searched else Chosen(index, "flat")
    save_index(
        store.folder,
        chosen.index,
        Manifest(
            format=FORMAT,
            model=encoder.name,
            dimension=index.dimension,
            rows=index.size,
            corpus_digest=store.digest,
            kind=chosen.kind,
            recall_at_10=chosen.recall_at_10,
        ),
    )
    kept.forget_unused()


def _check_current(store: _Store) -> Manifest:
    """What is wrong with an index is told before a model is loaded for it, where that can be."""
    manifest = read_manifest(store.folder)
    if manifest.corpus_digest != store.digest:
        raise IndexStaleError("The index was built for other acts, editions or questions of them.")
    return manifest


def _load(store: _Store, encoder: Encoder) -> FaissIndex:
    return load_index(
        store.folder,
        model=encoder.name,
        dimension=encoder.dimension,
        corpus_digest=store.digest,
    )
