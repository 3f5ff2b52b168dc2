"""Prometheus metrics: their token, and no words of questions."""

import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from data.corpus import load_corpus
from qa.answer_cache import AnswerCache
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.paths import ROOT
from tests.helpers.web_app import chat, client_of
from web.journal.journal import Journal

pytestmark = pytest.mark.slow

STEPS = "bapta_step_seconds_count"


def test_metrics_count_answers_and_steps(tmp_path: Path) -> None:
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    answerer = Answerer(corpus, encoder, index, cache=AnswerCache())
    client = client_of(tmp_path, answerer, BAPTA_METRICS_TOKEN="token", BAPTA_JOURNAL="on")
    chat(client, "статья 24")
    chat(client, "статья 24")
    client.post("/", data={"question": "плов"})
    client.app.state.site.features.get(Journal).writer.close()  # type: ignore[attr-defined]
    page = client.get("/metrics", headers={"Authorization": "Bearer token"})
    assert page.status_code == 200
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }
    labels = (("channel", "api"), ("language", "ru"), ("status", "answered"))
    assert samples["bapta_answers_total", labels] == 2
    assert samples["bapta_answer_seconds_count", (("channel", "page"),)] == 1
    steps = {labels[0][1]: n for (name, labels), n in samples.items() if name == STEPS}
    # A reference skips the search; the same question again comes from the cache.
    assert steps.pop("retrieve") == steps.pop("fuse") == steps.pop("cache") == 1
    names = ("validate", "greeting", "letter", "rewrite", "references", "decide", "quote")
    assert steps == dict.fromkeys(names, 2)
    assert samples["bapta_journal_dropped", ()] == 0
    assert samples["bapta_journal_waiting", ()] == 0
    assert "плов" not in page.text


def test_metrics_require_their_token(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_METRICS_TOKEN="token")
    for given in ("", "token", "Bearer", "Bearer tokens", "Bearer  token"):
        refused = client.get("/metrics", headers={"Authorization": given})
        assert refused.status_code == 401, given
        assert refused.headers["www-authenticate"] == "Bearer"
    assert client_of(tmp_path).get("/metrics").status_code == 404


def test_files_of_a_process_have_all_their_blocks_before_they_are_mapped(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "folder = Path(os.environ['PROMETHEUS_MULTIPROC_DIR'])\n"
        "from web.runtime.worker_processes import reserve_files\n"
        "reserve_files(folder)\n"
        "from prometheus_client import Counter\n"
        "Counter('asked', 'Questions').inc()\n"
        "print(len(list(folder.iterdir())))\n"
    )
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    # Counters, histograms and gauges of three modes; the counter has made no file of its own.
    assert done.stdout == "5\n"
    facts = [path.stat() for path in tmp_path.iterdir()]
    assert all(each.st_blocks * 512 >= each.st_size == 1 << 20 for each in facts)
