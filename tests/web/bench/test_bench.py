"""Tests of the benchmark: percentiles, corpora, the machine, the report and a whole run."""

import json
import lzma
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from threadpoolctl import threadpool_info

from data.corpus import load_corpus
from data.passages import split_passages
from qa.evaluation.dataset import EvaluationQuestion
from qa.retrieval.indexing import corpus_texts
from tests.helpers.small_delta import fetch_small_model
from tests.helpers.web_app import settings_of
from web.bench.corpora import ACTS, sample
from web.bench.measure import (
    Latency,
    as_served,
    describe_machine,
    latency,
    processor_seconds,
    resident_mb,
    time_call,
)
from web.bench.peers import first_of, precision
from web.bench.report import report
from web.cli.main import main
from web.runtime.composition import make_index

pytestmark = pytest.mark.slow

FOUND: dict[str, Any] = {
    "machine": {
        "processor": "Some CPU",
        "cores": 2,
        "abilities": ["avx2"],
        "memory_gb": 8.0,
        "load": 0.1,
        "python": "3.11.7",
    },
    "encode": {"n": 3, "p50": 9.0, "p95": 10.0, "p99": 11.0, "cpu": 14.0},
    "law": {"n": 3, "p50": 12.0, "p95": 14.0, "p99": 15.0, "cpu": None},
    "recipe": {
        "n": 3,
        "p50": 36.0,
        "p95": 40.0,
        "p99": 44.0,
        "cpu": None,
        "tokens_per_second": 900,
    },
    "index": {"passages": 3, "passages_per_second": 12.5, "tokens_per_second": 1800},
    "ratios": {"question_p50": 3.0, "tokens_indexed": 2.0},
    "peers": [
        {
            "name": "haystack 3",
            "n": 3,
            "p50": 25.0,
            "p95": 26.0,
            "p99": 27.0,
            "cpu": 26.5,
            "precision": {"held_back.jsonl": 0.3},
        }
    ],
    "precision": {"held_back.jsonl": 0.95},
    "processor": {"encode": 14.0, "rank": 5.0, "http": 1.5, "rest": 0.5, "total": 21.0},
    "same": [{"name": "held_back.jsonl", "served": 0.45, "sentence_transformers": 0.4549}],
    "http": {
        "start_up_s": 2.1,
        "start_up_cpu_s": 2.0,
        "loads": [
            {
                "clients": 8,
                "per_second": 99.0,
                "failed": 0,
                "n": 3,
                "p50": 1,
                "p95": 2,
                "p99": 3,
                "cpu": 21.0,
            }
        ],
        "cached": {"cpu": 1.5},
        "repeated_per_second": None,
        "resident_mb": 360.0,
        "resident_mb_after_load": None,
    },
    "great": [
        {
            "name": "all acts",
            "passages": 102570,
            "rows": 205140,
            "synthetic": False,
            "drawn": True,
            "kind": "hnsw",
            "recall_at_10": 0.99,
            "index_s": 200.0,
            "n": 3,
            "p50": 16.0,
            "p95": 20.0,
            "p99": 22.0,
            "cpu": None,
        }
    ],
}


def test_latency_has_nearest_rank_percentiles_in_milliseconds() -> None:
    seconds = [number / 1000 for number in range(100, 0, -1)]
    assert latency(seconds) == Latency(100, 51.0, 96.0, 100.0)
    assert latency([0.0021], 0.004) == Latency(1, 2.1, 2.1, 2.1, 4.0)
    with pytest.raises(ValueError, match="no call"):
        latency([])


def test_call_as_served_has_one_thread_for_products() -> None:
    def threads(_: object) -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads(None)
    assert before
    assert as_served(threads)("") == [1] * len(before)
    assert threads(None) == before


def test_inputs_are_called_once_after_warm_up() -> None:
    called: list[int] = []
    assert time_call(called.append, [1, 2, 3], warm=2).n == 3
    assert called == [1, 2, 1, 2, 3]


def test_law_is_copied_and_marked_synthetic_without_acts(tmp_path: Path) -> None:
    law = load_corpus()
    own = sum(len(split_passages(act)) for act in law.acts)
    found = sample(law, own + 1, tmp_path)
    assert (found.name, found.synthetic) == (f"{own + 1:,} passages", True)
    ids = [act.id for act in found.corpus.acts]
    assert ids == ["kz-internal-affairs", "kz-internal-affairs-2"]
    # No copy repeats a passage of the law.
    passages = [p.text for act in found.corpus.acts for p in split_passages(act)]
    assert found.passages == len(passages) > own
    assert len(set(passages)) > 1.9 * own


def test_acts_of_file_are_added_to_the_law(tmp_path: Path) -> None:
    file = tmp_path / ACTS
    file.parent.mkdir()
    acts = [
        {"id": "one", "title": "Бір", "text": "1-бап. Көлік\n1. Көлік тоқтатылады.\n"},
        {"id": "NOT AN ID", "title": "", "text": ""},
        {"id": "two", "title": "Екі", "text": "1-бап. Қару\n1. Қару сақталады.\n"},
    ]
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)
    found = sample(load_corpus(), None, tmp_path)
    assert (found.name, found.synthetic) == ("all acts", False)
    assert [act.id for act in found.corpus.acts][-2:] == ["one", "two"]


def test_machine_is_described_without_its_name() -> None:
    about = describe_machine()
    assert about.keys() == {"processor", "cores", "abilities", "memory_gb", "load", "python"}
    assert about["cores"] >= 1
    memory = resident_mb(os.getpid())
    assert memory is None or 10 < memory < 10_000
    assert resident_mb(2**31 - 1) is None
    used = processor_seconds(os.getpid())
    # Ticks of a hundredth of a second, and those of child processes.
    assert used is None or used > time.process_time() - 0.02
    assert processor_seconds(2**31 - 1) is None


def test_report_has_every_figure() -> None:
    lines = list(report(FOUND))
    assert lines[0] == ("Some CPU, 2 cores (avx2), 8.0 GB, load 0.1 at the start, Python 3.11.7.")
    assert lines[4:] == [
        "| encoding one question, p50 / p95 / p99 | 9.0 / 10.0 / 11.0 ms, processor 14.0 ms |",
        "| one question, the law, p50 / p95 / p99 | 12.0 / 14.0 / 15.0 ms |",
        "| the plain recipe, one question, p50 / p95 / p99 | 36.0 / 40.0 / 44.0 ms |",
        "| haystack 3, hybrid, one question, p50 / p95 / p99 | 25.0 / 26.0 / 27.0 ms, "
        "processor 26.5 ms |",
        "| times faster than the plain recipe (p50) | 3.0 |",
        "| indexed a second | 12.5 passages, 1800 tokens |",
        "| the plain recipe, indexed a second | 900 tokens |",
        "| times the tokens of the plain recipe | 2.0 |",
        "| P@1 of the dense channel, held_back.jsonl, as served / on sentence-transformers | "
        "0.450 / 0.455 |",
        "| P@1, held_back.jsonl, Bapta / haystack 3 | 0.950 / 0.300 |",
        "| distinct questions a second over HTTP, 8 clients | 99.0 (0 failed), 1 / 2 / 3 ms, "
        "processor 21.0 ms |",
        "| processor time of a question, 1 client: encode / rank / HTTP / rest | 21.0 ms: "
        "14.0 / 5.0 / 1.5 / 0.5 |",
        "| repeated questions a second (wrk) | no wrk here |",
        "| start-up to the first answer | 2.1 s, 2.00 s of processor time |",
        "| resident memory, ready / after the load | 360.0 / None MB |",
        "| one question, all acts (102,570 passages in 205,140 rows, hnsw with recall@10 0.99, "
        "vectors drawn at random), p50 / p95 / p99 | 16.0 / 20.0 / 22.0 ms |",
    ]


def test_run_has_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    fetch_small_model(home)
    make_index(settings_of(home))
    for name, count in {"ASKED": 3, "LOADED": 4, "INDEXED": 5}.items():
        monkeypatch.setattr(f"web.bench.run.{name}", count)
    monkeypatch.setattr("web.bench.load_test._SECONDS", 1)
    monkeypatch.setenv("BAPTA_HOME", str(home))
    monkeypatch.setenv("BAPTA_BENCH_DIR", str(tmp_path))
    questions = tmp_path / "few.jsonl"
    questions.write_text(
        '{"question": "24-бап", "language": "kk", "form": "reference", "gold": ["art_24"]}\n'
        '{"question": "Салық", "language": "kk", "form": "out_of_scope", "gold": []}\n',
        encoding="utf-8",
    )
    words = ("--drawn", "--passages", "10", "--questions", str(questions))
    result = CliRunner().invoke(main, ("bench", "--json", *words))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found.keys() == FOUND.keys()
    assert [load["clients"] for load in found["http"]["loads"]] == [1, 8, 32]
    assert [load["failed"] for load in found["http"]["loads"]] == [0, 0, 0]
    assert [load["n"] for load in found["http"]["loads"]] == [4, 4, 4]
    assert found["http"].keys() == FOUND["http"].keys()
    parts = found["processor"]
    assert parts["total"] == found["http"]["loads"][0]["cpu"] > parts["encode"] > 0
    others = parts["encode"] + parts["rank"] + parts["http"] + parts["rest"]
    assert others == pytest.approx(parts["total"], abs=0.05)
    assert found["precision"] == {"few.jsonl": 1.0}
    (same,) = found["same"]
    assert (same["name"], same["served"]) == ("few.jsonl", same["sentence_transformers"])
    assert found["great"][0].keys() == FOUND["great"][0].keys()
    assert (found["great"][0]["kind"], found["great"][0]["synthetic"]) == ("flat", True)
    assert list(report(found))


def test_wrong_number_of_passages_is_refused() -> None:
    result = CliRunner().invoke(main, ("bench", "--passages", "many"))
    assert result.exit_code == 2
    assert "a number of passages or all" in result.stderr


class LastWords:
    """A search that finds the passages with the question's last word."""

    name = "last words"

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def ask(self, question: str) -> Sequence[int]:
        word = question.split()[-1]
        return [number for number, text in enumerate(self._texts) if word in text]


def test_precision_of_a_search_counts_its_first_provision() -> None:
    law = load_corpus()
    texts = list(dict.fromkeys(corpus_texts(law)))
    first = first_of(law, LastWords(texts))
    act, eid = first("ескертусіз") or ("", "")
    assert "ескертусіз" in law.act(act).by_eid[eid].text
    asked = [
        EvaluationQuestion("ескертусіз", "kk", "plain", ((act, eid),)),
        EvaluationQuestion("ескертусіз", "kk", "plain", ((act, "art_1"),)),
        EvaluationQuestion("квадрокоптер", "kk", "plain", ((act, eid),)),
        EvaluationQuestion("салық", "kk", "out_of_scope", ()),
    ]
    assert precision(first, asked) == 0.3333
