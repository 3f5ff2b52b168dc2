"""The composition root: the parts that a process needs, built from the settings."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from filelock import FileLock

from data.bank import BankQuestion
from data.corpus import SHIPPED, Corpus, load_corpus
from data.glossary import load_glossary
from embeddings.batching import BatchingEncoder
from embeddings.choose import available_cores, open_encoder
from embeddings.encoder import Encoder, Progress
from embeddings.errors import IndexAwayError, IndexNewerError, ModelError, StoredIndexError
from embeddings.milvus import MilvusPlace, Tag, open_milvus
from embeddings.store import Manifest
from embeddings.vectors import FlatIndex
from qa.answerer import Answerer
from qa.bank_index import bank_digest, bank_of, build_bank_index, learn_metric, metric_digest
from qa.evaluation_parts import Part, weights_without
from qa.fusion import standard_weights
from qa.indexing import build_index, passages_in, texts_digest, texts_of
from web.live import LiveAnswerer
from web.settings import BUNDLED, Settings
from web.stores import FolderStore, MilvusStore, Store, folder_stamp, milvus_stamp

_BANK = "questions"
"""The folder, in that of the index, of the index of the bank."""
_METRIC = "metric"
"""The folder, in that, of the metric learned from the bank."""


def compose_corpus(settings: Settings) -> Corpus:
    """The shipped acts and the operator's; SourceError when a file of theirs cannot be used."""
    own = (settings.acts,) if settings.acts.is_dir() else ()
    return load_corpus(SHIPPED, *own)


@dataclass(frozen=True, slots=True)
class Lasting:
    """What is loaded once, when it is first needed, and outlives an index."""

    encoder: Callable[[], Encoder]
    milvus: Callable[[], MilvusPlace]


def lasting(settings: Settings, threads: int | None = None, *, batching: bool = False) -> Lasting:
    """The encoder, with up to ``threads`` threads a call, and the connection to Milvus."""

    def encoder() -> Encoder:
        one = compose_encoder(settings, threads)
        return BatchingEncoder(one) if batching else one

    return Lasting(cache(encoder), cache(lambda: open_milvus(settings.index_server or "")))


def compose_answerer(
    settings: Settings, without: Collection[Part] = (), parts: Lasting | None = None
) -> Answerer:
    """What answers questions, without the parts that an evaluation leaves out.

    Repair is no part of it: a question asks for that by itself (:attr:`qa.answer.Question.exact`).
    ``parts`` are those that are loaded already. Raises StoredIndexError when an index is missing,
    damaged, stale or away, ModelError when the model is missing or damaged or the device is not
    there.
    """
    parts = parts or lasting(settings)
    corpus = compose_corpus(settings)
    bank = () if Part.BANK in without else bank_of(corpus)
    passages = _passages(settings, corpus, parts)
    questions = _questions(settings, bank)
    for store in (passages, *questions):
        store.check()
    encoder = parts.encoder()
    return Answerer(
        corpus,
        encoder,
        passages.load(encoder),
        contacts=settings.contacts,
        bank=bank,
        bank_vectors=questions[0].load(encoder).vectors() if questions else None,
        bank_metric=questions[1].load(encoder).vectors() if questions else None,
        glossary=() if Part.GLOSSARY in without else load_glossary(),
        weights=weights_without(standard_weights(bank=bool(questions)), without),
        references=Part.REFERENCES not in without,
    )


def compose_live(settings: Settings, workers: int = 1) -> LiveAnswerer:
    """What a server answers with: the stored index of now, questions encoded in batches.

    Each of ``workers`` processes has its share of the cores. Raises as :func:`compose_answerer`.
    """
    parts = lasting(settings, max(1, available_cores() // workers), batching=True)

    def look() -> Hashable:
        server = milvus_stamp(parts.milvus()) if settings.index_server else None
        bank = settings.index / _BANK
        return server, *(folder_stamp(one) for one in (settings.index, bank, bank / _METRIC))

    return LiveAnswerer(lambda: compose_answerer(settings, parts=parts), look)


def check_ready(settings: Settings) -> Manifest:
    """The manifest of the index, which is whole and belongs to the acts and the model.

    Raises as :func:`compose_answerer`.
    """
    parts = lasting(settings)
    stores = _stores(settings, compose_corpus(settings), parts)
    for store in stores:
        store.check()
    manifest, *_ = (store.manifest(parts.encoder()) for store in stores)
    return manifest


def make_index(settings: Settings, progress: Progress | None = None) -> tuple[Manifest, bool]:
    """The manifest of the current index of passages, and whether anything had to be built.

    Only texts that are new are encoded, also after a build that was stopped. An older index stays
    in place until the new one is whole. Raises ModelError; IndexNewerError for an index of a newer
    version, which is not written over, and IndexAwayError; OSError when the folder cannot be
    written.
    """
    parts = lasting(settings)
    stores = _stores(settings, compose_corpus(settings), parts)
    encoder = parts.encoder()
    built = False
    settings.index.mkdir(parents=True, exist_ok=True)
    # One build at a time: another process may have built it while this one waited.
    with FileLock(settings.index / ".lock"):
        for store in stores:
            try:
                store.load(encoder)
            except (IndexNewerError, IndexAwayError):
                raise
            except StoredIndexError:
                store.build(encoder, progress)
                built = True
        return stores[0].manifest(encoder), built


def _stores(settings: Settings, corpus: Corpus, parts: Lasting) -> tuple[Store, ...]:
    """The index of passages, and where there is a bank that of its questions and its metric."""
    passages = _passages(settings, corpus, parts)
    return passages, *_questions(settings, bank_of(corpus))


def _passages(settings: Settings, corpus: Corpus, parts: Lasting) -> Store:
    texts = texts_of(corpus)
    digest, make = texts_digest(texts), partial(build_index, texts)
    if settings.index_server is None:
        return FolderStore(settings.index, digest, make, searched=True)

    def tags() -> list[Tag]:
        return [(one.act, corpus.act(one.act).language) for one in passages_in(corpus)]

    return MilvusStore(parts.milvus, settings.index, digest, make, tags)


def _questions(settings: Settings, bank: Sequence[BankQuestion]) -> tuple[FolderStore, ...]:
    if not bank:
        return ()
    folder = settings.index / _BANK
    questions = FolderStore(folder, bank_digest(bank), partial(build_bank_index, bank))

    def learn(encoder: Encoder, _: Progress | None) -> FlatIndex:
        return learn_metric(bank, questions.load(encoder).vectors())

    return questions, FolderStore(folder / _METRIC, metric_digest(bank), learn)


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
