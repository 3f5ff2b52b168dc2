"""Milvus back end: the same results as FAISS, and reconnection."""

import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from embeddings.index.vectors import VectorIndex
from qa.answer import Question
from qa.answerer import Answerer
from tests.helpers.answerers import QUESTIONS
from tests.helpers.milvus_server import PATIENCE, MilvusServer
from tests.helpers.web_app import ACT, FIREARM, chat, model_answerer, settings_of
from web.app import create_app
from web.cli.main import main
from web.runtime.composition import (
    check_ready,
    compose_answerer,
    compose_live,
    load_shared_resources,
    make_index,
)
from web.settings import Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="milvus-lite is not for Windows"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "rows")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def settings(
    server: MilvusServer,
    bapta_home: Path,
    bundled_model: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """A home whose passages are in Milvus; what was encoded before is not encoded again."""
    model_answerer(bapta_home)
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(bapta_home / "index", home / "index")
    (home / "models").symlink_to(bapta_home / "models")
    settings = settings_of(home, BAPTA_INDEX=f"milvus+http://127.0.0.1:{server.port}")
    manifest, built = make_index(settings)
    assert (manifest.kind, built) == ("milvus", True)
    assert make_index(settings) == (manifest, False)
    assert check_ready(settings) == manifest
    return settings


def index_of(answerer: Answerer) -> VectorIndex:
    """Return the index of the passages, which both dense channels share."""
    dense = answerer._ranker._scorer._bank_dense
    assert dense is not None
    return dense._index


def test_milvus_finds_the_rows_that_faiss_finds(settings: Settings, bapta_home: Path) -> None:
    faiss = model_answerer(bapta_home)
    parts = load_shared_resources(settings)
    milvus = compose_answerer(settings, parts=parts)
    texts = [
        json.loads(line)["question"]
        for path in sorted(QUESTIONS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(texts) > 700
    vectors = parts.encoder().encode_queries(texts)
    one, other = (index_of(each) for each in (faiss, milvus))
    assert one.size == other.size
    scores, rows = one.search(vectors, 20)
    same_scores, same_rows = other.search(vectors, 20)
    assert np.allclose(scores, same_scores, atol=1e-5)
    # Rows of one score may stand in either order.
    assert (rows == same_rows).mean() > 0.999
    for text in texts[:10]:
        ranked = [
            [(c.act, c.eid) for c in each.rank(Question(text)).candidates[:10]]
            for each in (faiss, milvus)
        ]
        assert ranked[0] == ranked[1]


def test_unavailable_milvus_is_reported_and_reconnected(
    settings: Settings, server: MilvusServer
) -> None:
    live = compose_live(settings)
    with TestClient(create_app(live, settings), headers={"Accept-Language": "en"}) as client:
        assert chat(client, FIREARM)["passages"][0]["citation"]["act"] == ACT
        server.stop()
        try:
            refused = client.post("/api/chat", json={"question": "Полицей құжатты тексере ала ма?"})
            page = client.post(
                "/", follow_redirects=True, data={"question": "Полицей құжатты тексере ала ма?"}
            )
            # What was answered before is still known, and references need no search.
            assert chat(client, FIREARM)["status"] == "answered"
            assert chat(client, "24-бап")["status"] == "answered"
            told = CliRunner().invoke(
                main,
                ("ask", FIREARM),
                env={
                    "BAPTA_HOME": str(settings.home),
                    "BAPTA_INDEX": f"milvus+{settings.index_server}",
                },
            )
        finally:
            server.start()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert refused.json()["type"] == "urn:bapta:problem:away"
        assert page.status_code == 503
        assert "Полицей құжатты тексере ала ма?</textarea>" in page.text
        assert told.exit_code == 2
        assert told.stderr == (
            f"bapta: The index cannot be reached: Milvus at http://127.0.0.1:{server.port} is "
            "not responding.\n"
        )
        until = time.monotonic() + PATIENCE
        while True:
            again = client.post("/api/chat", json={"question": "Полицей құжатты тексере ала ма?"})
            if again.status_code == 200:
                break
            assert time.monotonic() < until
            time.sleep(0.2)
        assert again.json()["passages"]
