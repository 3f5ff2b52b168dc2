"""The cost of each kind of request, refused beyond the limit before it takes a place."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from tests.helpers.admission import full
from tests.helpers.editions import CorpusOnlyAnswerer, changed_edition
from tests.helpers.web_app import ACT, caching_answerer, client_of
from web.chat.suggestions import read_examples
from web.http.request_cost import MIN_QUOTE, QUOTE_CHARACTERS, quote_cost
from web.http.site import AppState
from web.reader.edition_cache import EditionCache, EditionCaches

pytestmark = pytest.mark.slow

TRAIN = f"/train/{ACT}"
SEVERAL = Corpus((load_corpus().default,), (changed_edition(load_corpus().default),))


def app_state(client: TestClient) -> AppState:
    site: AppState = client.app.state.site  # type: ignore[attr-defined]
    return site


def spent(client: TestClient) -> float:
    """Questions that the client of the tests has spent."""
    return sum(each.total for each in app_state(client).limiter._clients.values()) / 1000


def with_editions(home: Path, **variables: str) -> TestClient:
    return client_of(home, CorpusOnlyAnswerer(SEVERAL), language="en", **variables)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/acts/{ACT}/index"),
        ("GET", f"/acts/{ACT}/index/duty/all"),
        ("GET", f"/acts/{ACT}/changes"),
        ("GET", f"/acts/{ACT}/art_24?beside={ACT}@old"),
        ("GET", f"/acts/{ACT}/find/key"),
        ("GET", "/train"),
        ("GET", TRAIN),
        ("POST", f"{TRAIN}/session"),
        ("POST", f"{TRAIN}/answer"),
        ("POST", f"{TRAIN}/next"),
        ("POST", f"{TRAIN}/progress"),
        ("POST", f"{TRAIN}/export"),
        ("POST", f"{TRAIN}/import"),
        ("GET", f"{TRAIN}/exam"),
        ("POST", f"{TRAIN}/exam"),
        ("POST", f"{TRAIN}/exam/hand-in"),
        ("POST", f"{TRAIN}/exam/csv"),
        ("POST", "/feedback"),
        ("POST", "/sign-in"),
    ],
)
def test_a_page_is_refused_beyond_the_limit(tmp_path: Path, method: str, path: str) -> None:
    client = with_editions(tmp_path, BAPTA_RATE_LIMIT="1", BAPTA_SECRET="s" * 32)
    assert client.request(method, path).status_code != 429
    app_state(client).limiter.wait("unknown", 1 - spent(client))
    refused = client.request(method, path)
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    # Reading goes on.
    assert client.get(f"/acts/{ACT}/art_24").status_code == 200


def test_checking_quotes_costs_by_length(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="2")
    long = {"quote": "а" * (QUOTE_CHARACTERS + QUOTE_CHARACTERS // 2)}
    assert client.post("/api/quotes/check", json={"quote": "полиция"}).status_code == 200
    assert client.post("/api/quotes/check", json=long).status_code == 200
    assert spent(client) == pytest.approx(MIN_QUOTE + 1.5)
    refused = client.post("/api/quotes/check", json=long)
    assert refused.status_code == 429
    assert refused.json()["type"] == "urn:bapta:problem:rate"
    assert "retry-after" in refused.headers
    assert client.post("/api/quotes/check", json={"quote": ""}).status_code == 422
    assert quote_cost("") == MIN_QUOTE


def test_a_client_over_its_limit_takes_no_place_in_the_queue(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1", language="en")
    assert client.post("/api/chat", json={"question": "24-бап"}).status_code == 200
    # A full queue would answer with 503.
    with full(app_state(client).queue):
        assert client.post("/api/chat", json={"question": "24-бап"}).status_code == 429
        for path in ("/", "/widget/frame"):
            refused = client.post(path, data={"question": "24-бап"})
            assert refused.status_code == 429
            assert "\n24-бап</textarea>" in refused.text


def test_what_is_no_question_to_the_interface_is_not_counted(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1")
    assert client.post("/api/chat", json={"question": " "}).status_code == 422
    assert client.post("/api/chat", json={"question": "а", "acts": ["none"]}).status_code == 404
    assert client.post("/api/chat", json={"question": "24-бап"}).status_code == 200


def test_reading_costs_little_once_it_is_in_the_cache(tmp_path: Path) -> None:
    client = with_editions(tmp_path, BAPTA_RATE_LIMIT="60")
    costs = []
    for path in (
        f"/acts/{ACT}/index",
        f"/acts/{ACT}/changes",
        f"/acts/{ACT}/art_24?beside={ACT}@old",
    ):
        for _ in range(2):
            before = spent(client)
            assert client.get(path).status_code == 200
            costs.append(round(spent(client) - before, 3))
    assert costs == [1.0, 0.1] * 3
    for path in (f"/acts/{ACT}", f"/acts/{ACT}/art_24", f"/acts/{ACT}@old/art_24"):
        client.get(path)
    assert spent(client) == pytest.approx(3.3)


def test_pages_compute_once_what_editions_determine(tmp_path: Path) -> None:
    client = with_editions(tmp_path)
    calls: list[str] = []
    site = app_state(client)

    def counted(cache: EditionCache, name: str) -> EditionCache:  # type: ignore[type-arg]
        compute = cache._compute

        def computed(*given: object) -> object:
            calls.append(name)
            return compute(*given)

        return EditionCache(computed, 8)

    editions = EditionCaches(
        counted(site.features.get(EditionCaches).norms, "norms"),
        counted(site.features.get(EditionCaches).differences, "differences"),
        counted(site.features.get(EditionCaches).rows, "rows"),
    )
    site.features.add(editions)
    for _ in range(3):
        for path in ("index", "index/right", "changes", f"art_24?beside={ACT}@old"):
            assert client.get(f"/acts/{ACT}/{path}").status_code == 200
    assert sorted(calls) == ["differences", "norms", "rows"]


def test_earlier_questions_cost_where_they_are_answered_again(tmp_path: Path) -> None:
    client = client_of(tmp_path, caching_answerer(), BAPTA_RATE_LIMIT="60")
    earlier = ["~полиция", "=24-бап", "~қызмет"]
    asked = {"question": "25-бап", "earlier": earlier, "session": "tab"}
    assert client.post("/", data={**asked, "only_turn": "1"}).status_code == 200
    assert spent(client) == 1
    assert client.post("/", data=asked).status_code == 303
    assert spent(client) == 1 + 1 + 3
    # All are in the answer cache now.
    assert client.post("/", data=asked).status_code == 303
    assert spent(client) == 5 + 1
    carried = {"earlier": earlier, "session": "tab"}
    assert client.post("/prefs", data={"theme": "dark", **carried}).status_code == 303
    assert spent(client) == 6
    assert client.post("/prefs", data={"language": "en", **carried}).status_code == 303
    assert spent(client) == 6 + 3


def test_a_follow_up_costs_two_questions(tmp_path: Path) -> None:
    client = client_of(tmp_path, caching_answerer(), BAPTA_RATE_LIMIT="60")
    asked = {"question": "how soon?", "earlier": "~полиция", "only_turn": "1"}
    assert client.post("/", data=asked).status_code == 200
    assert spent(client) == 2
    turn = {"question": "полиция", "eid": None}
    told = client.post("/api/chat", json={"question": "how soon?", "context": [turn]})
    assert told.status_code == 200
    assert spent(client) == 4


def test_a_long_question_costs_by_its_length(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="60")
    for length, cost in ((500, 1), (1000, 2)):
        before = spent(client)
        asked = {"question": "24-бап " + "а" * (length - 7)}
        assert client.post("/api/chat", json=asked).status_code == 200
        assert spent(client) - before == cost


def test_no_cached_answer_tells_one_asker_of_another(tmp_path: Path) -> None:
    client = client_of(tmp_path, caching_answerer(), BAPTA_METRICS_TOKEN="token")

    def cached() -> float:
        told = client.get("/metrics", headers={"Authorization": "Bearer token"}).text
        found = re.search(r'bapta_step_seconds_count{step="cache"} (\S+)', told)
        return float(found[1]) if found else 0.0

    def ask(question: str, session: str) -> None:
        asked = {"question": question, "session": session}
        assert client.post("/api/chat", json=asked).status_code == 200

    example = read_examples(load_corpus())["kk"][0]
    for session, question, hits in (
        ("one", "24-бап 3-тармақ", 0),
        ("two", "24-бап 3-тармақ", 0),
        ("two", "24-бап 3-тармақ", 1),
        ("one", example, 1),
        ("two", example, 2),
    ):
        ask(question, session)
        assert cached() == hits


def test_earlier_questions_beyond_the_limit_are_refused_and_kept(tmp_path: Path) -> None:
    client = client_of(tmp_path, caching_answerer(), language="ru", BAPTA_RATE_LIMIT="3")
    first = client.post("/", data={"question": "24-бап", "earlier": ["~a1", "~a2"]})
    assert first.status_code == 303
    typed = {"language": "en", "question": "my text", "earlier": ["~полиция"]}
    refused = client.post("/prefs", data=typed)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "\nmy text</textarea>" in refused.text
    assert 'name="earlier" value="~полиция"' in refused.text
    assert client.post("/prefs", data={"language": "en"}).status_code == 303


def test_a_full_queue_refuses_prefs_and_loses_nothing(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    typed = {"language": "en", "question": "my text", "earlier": ["~полиция"]}
    with full(app_state(client).queue):
        refused = client.post("/prefs", data=typed)
        assert client.post("/prefs", data={"language": "en"}).status_code == 303
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert '<html lang="en"' in refused.text
    assert "\nmy text</textarea>" in refused.text
    assert 'name="earlier" value="~полиция"' in refused.text
    assert refused.headers["set-cookie"].startswith("prefs=en.auto.normal;")
    assert client.post("/prefs", data=typed).status_code == 303
