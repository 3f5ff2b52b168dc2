"""A run of the benchmark, with the ratios to the plain recipe in the same run."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from data.corpus import Corpus
from embeddings.bundled.install import check_model
from embeddings.encoder import Encoder, FloatMatrix, Progress
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.factory import available_cores
from embeddings.index.hnsw import choose_index
from embeddings.index.vectors import FlatIndex
from qa.answer import Question
from qa.answerer import Answerer
from qa.evaluation.dataset import read_questions
from qa.retrieval.indexing import build_index, corpus_texts
from web.bench.baseline import PlainRecipe, compare_rankings
from web.bench.corpora import Sample, sample
from web.bench.load_test import load_test, repeat_question, serve
from web.bench.measure import as_served, describe_machine, resident_mb, time_call, time_in_turn
from web.bench.peers import first_of, installed_peers, precision
from web.runtime.composition import (
    compose_answerer,
    compose_corpus,
    compose_encoder,
    load_shared_resources,
)
from web.settings import Settings

INDEXED = 500
"""Passages that both the served model and the plain recipe index."""

ASKED, LOADED = 200, 400
"""Questions that are asked one by one, and those asked under each load."""

CLIENTS = (1, 8, 32)


def run(
    settings: Settings,
    sizes: Sequence[int | None],
    *,
    drawn: bool,
    begin: Callable[[str], None],
    progress: Progress,
    questions: Sequence[Path] = (),
) -> dict[str, Any]:
    """Measure everything and return the figures.

    ``sizes`` are numbers of passages, the law included, or None for all acts; ``drawn`` uses random
    vectors for them, which suffice to time exact search. On each file of ``questions`` the served
    model is compared with sentence-transformers. ``begin`` receives the name of each measurement.
    Raises as :func:`web.runtime.composition.compose_answerer`, and BenchError.
    """
    law = compose_corpus(settings)
    # Loaded first, so that a missing model or index ends the run at once.
    parts = load_shared_resources(settings)
    answerer = compose_answerer(settings, parts=parts)
    encoder = parts.encoder()
    # Acts without a question bank are asked with the whole model.
    whole = compose_encoder(settings)
    asked = _bench_questions(law)
    figures: dict[str, Any] = {"machine": describe_machine()}
    begin("indexing")
    recipe = PlainRecipe(check_model(settings.home), available_cores())
    plain, figures["index"] = _time_indexing(recipe, law, whole)
    begin("one question after another")
    peers = list(installed_peers(recipe.encoder, corpus_texts(law)))
    calls = (
        as_served(lambda text: encoder.encode_queries([text])),
        as_served(lambda text: answerer.ask(Question(text))),
        recipe.ask,
        *(peer.ask for peer in peers),
    )
    encode, own, plain_recipe, *others = (
        found.figures() for found in time_in_turn(calls, asked[:ASKED])
    )
    figures.update(encode=encode, law=own, recipe=plain_recipe)
    figures["recipe"]["tokens_per_second"] = plain
    figures["ratios"] = {
        "question_p50": round(figures["recipe"]["p50"] / figures["law"]["p50"], 2),
        "tokens_indexed": round(
            figures["index"]["tokens_per_second"] / figures["recipe"]["tokens_per_second"], 2
        ),
    }
    if questions:
        begin("the dense ranking of the plain recipe")
    figures["same"] = compare_rankings(law, whole, recipe.encoder, questions)
    figures["peers"] = [
        {"name": peer.name, **times, "precision": _precisions(law, questions, first_of(law, peer))}
        for peer, times in zip(peers, others, strict=True)
    ]
    figures["precision"] = _precisions(law, questions, partial(_first, answerer))
    begin("over HTTP, the law")
    figures["http"] = _test_http(settings, asked)
    figures["processor"] = _processor_time(encode, own, figures["http"])
    figures["great"] = []
    for size in sizes:
        begin("all acts" if size is None else f"{size:,} passages")
        corpus = sample(law, size, settings.bench_dir)
        figures["great"].append(_test_corpus(settings, corpus, whole, asked, progress, drawn=drawn))
    return figures


def _precisions(
    law: Corpus, files: Sequence[Path], first: Callable[[str], tuple[str, str] | None]
) -> dict[str, float]:
    """Return P@1 of a search by the name of the file of questions. Raises QuestionSetError."""
    return {file.name: precision(first, read_questions(file, law)) for file in files}


def _first(answerer: Answerer, question: str) -> tuple[str, str] | None:
    candidates = answerer.rank(Question(question)).candidates
    return (candidates[0].act, candidates[0].eid) if candidates else None


def _processor_time(
    encode: Mapping[str, Any], own: Mapping[str, Any], http: Mapping[str, Any]
) -> dict[str, float] | None:
    """Return the milliseconds of processor time of one question of one client, by part.

    ``http`` is that of a question whose answer is cached; ``rest`` is what the three others leave.
    None where the system does not give the times of other processes.
    """
    total, cached = http["loads"][0]["cpu"], http["cached"]["cpu"]
    if total is None or cached is None:
        return None
    parts = {"encode": encode["cpu"], "rank": own["cpu"] - encode["cpu"], "http": cached}
    parts |= {"rest": total - sum(parts.values()), "total": total}
    return {name: round(value, 2) for name, value in parts.items()}


def _bench_questions(law: Corpus) -> list[str]:
    """Return distinct questions about the law, in the same order in every run."""
    from qa.retrieval.bank_index import shipped_bank

    questions = [entry.question for entry in shipped_bank(law) if entry.eids]
    # The order has to be the same in every run.
    random.Random(0).shuffle(questions)  # noqa: S311
    return questions


def _time_indexing(
    recipe: PlainRecipe, law: Corpus, encoder: Encoder
) -> tuple[int, dict[str, Any]]:
    """Return tokens a second of the plain recipe, and the figures of the model as it is served."""
    texts = corpus_texts(law)[:INDEXED]
    tokens = sum(len(ids) for ids in recipe.encoder.model.tokenizer(texts)["input_ids"])
    seconds = recipe.index(texts)
    start = perf_counter()
    encoder.encode_passages(texts)
    own = perf_counter() - start
    return round(tokens / seconds), {
        "passages": len(texts),
        "passages_per_second": round(len(texts) / own, 1),
        "tokens_per_second": round(tokens / own),
    }


def _test_http(settings: Settings, asked: Sequence[str]) -> dict[str, Any]:
    fresh = iter(asked[ASKED:])
    # A first start compiles the modules.
    with serve(settings.home, asked[0]):
        pass
    with serve(settings.home, asked[0]) as server:
        ready = resident_mb(server.pid)
        loads = [
            load_test(server, [next(fresh) for _ in range(LOADED)], clients) for clients in CLIENTS
        ]
        return {
            "start_up_s": round(server.start_up, 2),
            "start_up_cpu_s": server.start_up_cpu,
            "loads": loads,
            "cached": load_test(server, [asked[0]] * LOADED, 1),
            "repeated_per_second": repeat_question(server, asked[0]),
            "resident_mb": ready,
            "resident_mb_after_load": resident_mb(server.pid),
        }


def _test_corpus(
    settings: Settings,
    corpus: Sample,
    encoder: Encoder,
    asked: Sequence[str],
    progress: Progress,
    *,
    drawn: bool,
) -> dict[str, Any]:
    texts = corpus_texts(corpus.corpus)
    if drawn:
        index = FlatIndex.of(_random_vectors(len(texts), encoder.dimension))
    else:
        cached = DiskCachedEncoder(encoder, settings.home / "bench" / "vectors")
        index = build_index(texts, cached, progress)
    start = perf_counter()
    chosen = choose_index(index)
    seconds = perf_counter() - start
    answerer = Answerer(corpus.corpus, encoder, chosen.index)
    call = as_served(lambda text: answerer.ask(Question(text)))
    return {
        "name": corpus.name,
        "passages": corpus.passages,
        "rows": chosen.index.size,
        "synthetic": corpus.synthetic,
        "drawn": drawn,
        "kind": chosen.kind,
        "recall_at_10": chosen.recall_at_10,
        "index_s": round(seconds, 1),
        **time_call(call, asked[:ASKED]).figures(),
    }


def _random_vectors(rows: int, dimension: int) -> FloatMatrix:
    vectors = np.random.default_rng(0).standard_normal((rows, dimension), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
