"""One run of the benchmark: every figure, and the ratios to the plain recipe of the same run."""

import random
from collections.abc import Callable, Sequence
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
from qa.retrieval.indexing import build_index, corpus_texts
from web.bench.baseline import PlainRecipe, compare_rankings
from web.bench.corpora import Sample, sample
from web.bench.load_test import load_test, memory, repeated, serve
from web.bench.measure import as_served, machine, timed, timed_in_turn
from web.runtime.composition import compose_answerer, compose_corpus, compose_encoder
from web.settings import Settings

INDEXED = 500
"""Passages of the sample that both ways index."""

ASKED = 200
LOADED = 400
"""Questions that are asked one by one, and those asked under each load."""

CLIENTS = (1, 8, 32)
ProgressCallback = Callable[[str], None]


def run(
    settings: Settings,
    sizes: Sequence[int | None],
    *,
    drawn: bool,
    tell: ProgressCallback,
    progress: Progress,
    questions: Sequence[Path] = (),
) -> dict[str, Any]:
    """All figures. ``sizes`` are numbers of passages beside the law itself, None for all acts;
    on each file of ``questions`` the model is held against itself on sentence-transformers.

    ``drawn`` takes random vectors for these, which suffice to time exact search; ``tell`` is told
    what begins. Raises as :func:`web.runtime.composition.compose_answerer`, and BenchError.
    """
    law = compose_corpus(settings)
    # Loaded once more than a server needs, so that a run begins with what is wrong with it.
    answerer = compose_answerer(settings)
    encoder = compose_encoder(settings)
    asked = bench_questions(law)
    found: dict[str, Any] = {"machine": machine()}
    tell("indexing")
    recipe = PlainRecipe(check_model(settings.home), available_cores())
    plain, found["index"] = _indexed(recipe, law, encoder)
    tell("one question after another")
    calls = (
        as_served(lambda text: encoder.encode_queries([text])),
        as_served(lambda text: answerer.ask(Question(text))),
        recipe.ask,
    )
    times = timed_in_turn(calls, asked[:ASKED])
    found["encode"], found["law"], found["recipe"] = (one.figures() for one in times)
    found["recipe"]["tokens_per_second"] = plain
    found["ratios"] = {
        "question_p50": round(found["recipe"]["p50"] / found["law"]["p50"], 2),
        "tokens_indexed": round(
            found["index"]["tokens_per_second"] / found["recipe"]["tokens_per_second"], 2
        ),
    }
    if questions:
        tell("the ranking of the same model on sentence-transformers")
    found["same"] = compare_rankings(law, encoder, recipe.encoder, questions)
    tell("over HTTP, the law")
    found["http"] = _over_http(settings, asked)
    found["great"] = []
    for size in sizes:
        tell("all acts" if size is None else f"{size:,} passages")
        one = sample(law, size, settings.bench_dir)
        found["great"].append(_great(settings, one, encoder, asked, progress, drawn=drawn))
    return found


def bench_questions(law: Corpus) -> list[str]:
    """Distinct plain questions about the law, in an order that is the same in every run."""
    from qa.retrieval.bank_index import shipped_bank

    found = [each.question for each in shipped_bank(law) if each.eids]
    random.Random(0).shuffle(found)
    return found


def _asked(answerer: Answerer, asked: Sequence[str]) -> dict[str, Any]:
    call = as_served(lambda text: answerer.ask(Question(text)))
    return timed(call, asked[:ASKED]).figures()


def _indexed(recipe: PlainRecipe, law: Corpus, encoder: Encoder) -> tuple[int, dict[str, Any]]:
    """Tokens a second of the plain recipe, and the figures of this model as it is served."""
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


def _over_http(settings: Settings, asked: Sequence[str]) -> dict[str, Any]:
    fresh = iter(asked[ASKED:])
    with serve(settings.home, asked[0]) as server:
        ready = memory(server)
        loads = [
            load_test(server, [next(fresh) for _ in range(LOADED)], clients) for clients in CLIENTS
        ]
        return {
            "start_up_s": round(server.start_up, 2),
            "loads": loads,
            "repeated_per_second": repeated(server, asked[0]),
            "resident_mb": ready,
            "resident_mb_after_load": memory(server),
        }


def _great(
    settings: Settings,
    one: Sample,
    encoder: Encoder,
    asked: Sequence[str],
    progress: Progress,
    *,
    drawn: bool,
) -> dict[str, Any]:
    texts = corpus_texts(one.corpus)
    if drawn:
        index = FlatIndex.of(_drawn(len(texts), encoder.dimension))
    else:
        kept = DiskCachedEncoder(encoder, settings.home / "bench" / "vectors")
        index = build_index(texts, kept, progress)
    start = perf_counter()
    chosen = choose_index(index)
    built = perf_counter() - start
    answerer = Answerer(one.corpus, encoder, chosen.index)
    return {
        "name": one.name,
        "passages": one.passages,
        "rows": chosen.index.size,
        "synthetic": one.synthetic,
        "drawn": drawn,
        "kind": chosen.kind,
        "recall_at_10": chosen.recall_at_10,
        "index_s": round(built, 1),
        **_asked(answerer, asked),
    }


def _drawn(rows: int, dimension: int) -> FloatMatrix:
    vectors = np.random.default_rng(0).standard_normal((rows, dimension), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
