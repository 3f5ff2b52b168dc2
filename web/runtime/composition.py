"""Composition root: the parts of a process, built from the settings."""

import logging
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from filelock import FileLock, Timeout

from data.atomic_files import file_stamp
from data.corpus import Corpus
from data.glossary import load_glossary
from data.model import Act
from data.passages import split_passages
from data.publications import publication_names
from data.question_bank import BankQuestion
from embeddings.encoder import Encoder, Progress
from embeddings.errors import IndexNewerError, IndexUnavailableError, ModelError, StoredIndexError
from embeddings.factory import available_cores, open_encoder
from embeddings.index.milvus import MilvusConnection, Tag, open_milvus
from embeddings.index.storage import Manifest
from embeddings.index.stores import (
    FolderStore,
    MilvusStore,
    Store,
    ThrottledProbe,
    folder_stamp,
    milvus_stamp,
)
from embeddings.index.tables import Tables
from qa.abstention import standard_abstention
from qa.answer_cache import AnswerCache
from qa.answerer import Answerer
from qa.danger_notice import DangerNotices
from qa.evaluation.dataset import Part
from qa.retrieval.bank_index import (
    Bank,
    BankIndex,
    evict_stale_vectors,
    metric_store,
    question_vector_store,
    remove_stale_stores,
)
from qa.retrieval.fusion import standard_weights, weights_without
from qa.retrieval.indexing import Texts, build_index
from qa.retrieval.word_tables import (
    open_tables,
    remove_tables,
    require_tables,
    store_tables,
    tables_digest,
)
from web.runtime.live_answerer import ReloadingAnswerer
from web.runtime.sources import Sources
from web.settings import BUNDLED, Settings

_log = logging.getLogger("bapta.index")


def compose_corpus(settings: Settings) -> Corpus:
    """Load the shipped and the operator's acts; SourceError if one of their files is invalid."""
    return Sources(settings).corpus()


@dataclass(frozen=True, slots=True)
class SharedResources:
    """Resources loaded lazily once per process and shared across reloads of index and bank."""

    encoder: Callable[[], Encoder]
    milvus: Callable[[], MilvusConnection]
    sources: Sources
    workers: int = 1


def load_shared_resources(
    settings: Settings, threads: int | None = None, *, batching: bool = False
) -> SharedResources:
    """Return the lazy resources; the encoder uses up to ``threads`` threads a call.

    The smaller model encodes questions while every act has a shipped question bank.
    """
    sources = Sources(settings)

    @cache
    def opened(small_questions: bool) -> Encoder:
        return compose_encoder(
            settings, threads, small_questions=small_questions, batching=batching
        )

    milvus = cache(lambda: open_milvus(settings.index_server or ""))

    def encoder() -> Encoder:
        # Other models encode questions and passages alike.
        return opened(settings.model == BUNDLED and sources.all_have_a_bank())

    return SharedResources(encoder, milvus, sources)


def compose_answerer(
    settings: Settings,
    without: Collection[Part] = (),
    parts: SharedResources | None = None,
    own: Sequence[BankQuestion] | None = None,
    cache: AnswerCache | None = None,
    *,
    stores_tables: bool = False,
    fold: BankIndex | None = None,
) -> Answerer:
    """Compose the answerer, without the parts that an evaluation leaves out.

    Correction of questions is no part: it is an option of each (:attr:`qa.answer.Question.exact`).
    ``own`` replaces the operator's entries; ``stores_tables`` stores the tables of words that the
    index lacks; ``fold`` replaces the bank in a fit. Raises StoredIndexError for an index that is
    missing, damaged, stale or unavailable; BankError; LexiconError; ModelError for a missing or
    damaged model, or a missing device.
    """
    parts = parts or load_shared_resources(settings)
    corpus = parts.sources.corpus()
    bank = Bank() if Part.BANK in without else parts.sources.bank(own)
    if fold is not None:
        bank = fold.bank
    passages = _passages(settings, corpus.acts, parts)
    questions = () if fold is not None else _questions(settings, bank)
    for store in (passages, *questions):
        store.check()
    encoder = parts.encoder()
    terms = () if Part.GLOSSARY in without else load_glossary()
    digest = tables_digest(corpus.acts, bank, terms, encoder.question_name)
    tables = open_tables(settings.index, digest) or Tables(is_recording=stores_tables)
    answerer = Answerer(
        corpus,
        encoder,
        passages.load(encoder),
        contacts=settings.contacts,
        abstention=standard_abstention(settings.min_confidence),
        bank=fold or _bank_index(bank, questions, encoder),
        glossary=terms,
        lexicon=None if Part.GLOSSARY in without else parts.sources.lexicon(),
        weights=weights_without(standard_weights(), without),
        references=Part.REFERENCES not in without,
        cache=cache,
        notices=DangerNotices(settings.emergency, settings.helplines),
        aids=parts.sources.aids,
        tables=tables,
    )
    if tables.is_recording:
        answerer.prepare()
        _store_tables(settings, tables, digest)
    return answerer


def _store_tables(settings: Settings, tables: Tables, digest: str) -> None:
    """Store tables that this process had to compute, unless another one is at it."""
    try:
        with index_lock(settings).acquire(timeout=0):
            store_tables(settings.index, tables, digest)
    except Timeout:
        return
    except OSError as error:
        _log.warning("The tables of words cannot be stored: %s.", error.strerror)


def build_tables(settings: Settings, parts: SharedResources | None = None) -> bool:
    """Store the tables of words unless they are current; return whether they were built.

    Nothing is encoded anew. Raises as :func:`compose_answerer`.
    """
    parts = parts or load_shared_resources(settings)
    try:
        check_tables(settings, parts)
    except StoredIndexError:
        remove_tables(settings.index)
        compose_answerer(settings, parts=parts, stores_tables=True)
        check_tables(settings, parts)
        return True
    return False


def check_tables(settings: Settings, parts: SharedResources) -> None:
    """Raise IndexStaleError where the index lacks tables of words, IndexDamagedError."""
    corpus, bank = parts.sources.corpus(), parts.sources.bank()
    name = parts.encoder().question_name
    require_tables(settings.index, tables_digest(corpus.acts, bank, load_glossary(), name))


def _bank_index(bank: Bank, stores: Sequence[FolderStore], encoder: Encoder) -> BankIndex | None:
    """Return the bank with its vectors and its metric, from ``stores``; None without a bank."""
    if not stores:
        return None
    vectors, metric = (store.load(encoder).vectors() for store in stores)
    return BankIndex(bank, vectors, metric)


def compose_bank_index(settings: Settings, parts: SharedResources) -> BankIndex | None:
    """Return the stored index of the bank, None without a bank; raises as compose_answerer."""
    bank = parts.sources.bank(None)
    stores = _questions(settings, bank)
    for store in stores:
        store.check()
    return _bank_index(bank, stores, parts.encoder())


def serving_parts(settings: Settings, workers: int = 1) -> SharedResources:
    """Return the resources of one of ``workers`` processes: batching, and a share of the cores."""
    parts = load_shared_resources(settings, max(1, available_cores() // workers), batching=True)
    return replace(parts, workers=workers)


def compose_live(settings: Settings, parts: SharedResources | None = None) -> ReloadingAnswerer:
    """Compose the reloading answerer of a server from the stored index, bank and lexicon.

    Raises as :func:`compose_answerer`.
    """
    parts = parts or serving_parts(settings)
    # Folders are polled often, so that each worker loads a publication soon; a poll of Milvus takes
    # two calls over the network.
    server = ThrottledProbe(lambda: milvus_stamp(parts.milvus()), settings.reload_seconds)

    def look() -> Hashable:
        # The index of passages is written last, and that of a bank before the bank itself.
        return (
            server() if settings.index_server else None,
            folder_stamp(settings.index),
            publication_names(settings.bank),
            file_stamp(settings.lexicon),
            parts.sources.aids.stamp(),
        )

    def compose() -> Answerer:
        return compose_answerer(settings, parts=parts, cache=AnswerCache(), stores_tables=True)

    return ReloadingAnswerer(compose, look)


def check_ready(settings: Settings) -> Manifest:
    """Return the manifest of the index after checking that it is complete and current.

    Raises as :func:`compose_answerer`.
    """
    parts = load_shared_resources(settings)
    manifest, *_ = (store.manifest(parts.encoder()) for store in check_stored(settings, parts))
    check_tables(settings, parts)
    return manifest


def check_stored(settings: Settings, parts: SharedResources | None = None) -> tuple[Store, ...]:
    """Return the stores after the checks that need no model. Raises as :func:`compose_answerer`."""
    parts = parts or load_shared_resources(settings)
    acts, bank = parts.sources.to_build()
    stores = _stores(settings, acts, parts, bank)
    for store in stores:
        store.check()
    return stores


def make_index(
    settings: Settings, progress: Progress | None = None, parts: SharedResources | None = None
) -> tuple[Manifest, bool]:
    """Return the manifest of the current index of passages, and whether anything was built.

    The acts are read one by one. Only new texts are encoded, also after an interrupted build. An
    older index stays in use until the new one is complete. Raises ModelError; IndexNewerError for
    an index of a newer version; IndexUnavailableError; SourceError; BankError; OSError if the
    folder cannot be written.
    """
    parts = parts or load_shared_resources(settings)
    acts, bank = parts.sources.to_build()
    stores = _stores(settings, acts, parts, bank)
    encoder = parts.encoder()
    settings.index.mkdir(parents=True, exist_ok=True)
    # One build at a time: another process may have built it while this one waited.
    with index_lock(settings):
        # Servers reload when the passages change, so the rest is built before.
        built = [build_missing(store, encoder, progress) for store in reversed(stores)]
        if any(built):
            evict_stale_vectors(settings.index, bank, encoder)
        remove_stale_stores(settings.index, [bank])
        return stores[0].manifest(encoder), any(built)


def index_lock(settings: Settings) -> FileLock:
    """Return the lock of building and removing an index."""
    return FileLock(settings.index / ".lock")


def build_missing(store: Store, encoder: Encoder, progress: Progress | None = None) -> bool:
    """Build a missing or stale index, under the lock; return whether anything was built.

    Raises as :func:`make_index`.
    """
    try:
        store.load(encoder)
    except (IndexNewerError, IndexUnavailableError):
        raise
    except StoredIndexError:
        store.build(encoder, progress)
        return True
    return False


def _stores(
    settings: Settings, acts: Iterable[Act], parts: SharedResources, bank: Bank
) -> tuple[Store, ...]:
    """Return the index of passages and, if there is a bank, those of its questions and metric."""
    return _passages(settings, acts, parts), *_questions(settings, bank)


def _passages(settings: Settings, acts: Iterable[Act], parts: SharedResources) -> Store:
    """Return the store of passages; ``acts`` must allow several iterations."""
    texts = Texts(acts)
    make = partial(build_index, texts)
    if settings.index_server is None:
        return FolderStore(settings.index, texts.digest, make, is_searched=True)

    def tags() -> list[Tag]:
        return [(act.id, act.language) for act in acts for _ in split_passages(act)]

    return MilvusStore(parts.milvus, settings.index, texts.digest, make, tags)


def _questions(settings: Settings, bank: Bank) -> tuple[FolderStore, ...]:
    if not bank.entries:
        return ()
    return question_vector_store(settings.index, bank), metric_store(settings.index, bank)


def compose_encoder(
    settings: Settings,
    threads: int | None = None,
    *,
    small_questions: bool = False,
    batching: bool = False,
) -> Encoder:
    """Load the encoder of the settings, which takes seconds. Raises ModelError.

    ``threads`` bounds the threads of one call, all cores by default; ``small_questions`` and
    ``batching`` are as in :func:`embeddings.factory.open_encoder`.
    """
    try:
        return open_encoder(
            settings.model,
            settings.home,
            settings.device,
            threads,
            small_questions=small_questions,
            batching=batching,
        )
    except ModelError as error:
        if error.fix is not None or settings.model == BUNDLED:
            raise
        # Bapta cannot fetch a model that the operator names, but the bundled one always works.
        raise ModelError(error.message, "unset BAPTA_MODEL") from error
