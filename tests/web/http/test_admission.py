"""Too many questions at once: those above the bound are sent away, and told when to come again."""

from pathlib import Path
from threading import Event

import pytest
from anyio import create_task_group, lowlevel, run

from tests.helpers.admission import full
from tests.helpers.web_app import client_of
from web.http.admission import AdmissionQueue
from web.http.problems import ProblemError


def test_a_place_is_given_back_also_after_an_error() -> None:
    async def asked() -> None:
        queue = AdmissionQueue(most=1, threads=1)
        with pytest.raises(KeyError):
            await queue.run(lambda: dict[str, str]()["nothing"])
        held = Event()
        async with create_task_group() as tasks:
            tasks.start_soon(queue.run, held.wait)
            await lowlevel.checkpoint()
            with pytest.raises(ProblemError) as caught:
                await queue.run(lambda: None)
            assert caught.value.problem.status == 503
            held.set()
        assert await queue.run(lambda: "answered") == "answered"

    run(asked)


def test_a_full_queue_says_when_to_ask_again_and_loses_nothing(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    with full(client.app.state.site.queue):  # type: ignore[attr-defined]
        refused = client.post("/api/chat", json={"question": "24-бап"})
        page = client.post("/", data={"question": "мой вопрос"})
        assert client.get("/acts").status_code == 200
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert refused.json() == {
        "type": "urn:bapta:problem:busy",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Сейчас поступает очень много вопросов. Попробуйте ещё раз через "
        "несколько секунд.",
    }
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert "\nмой вопрос</textarea>" in page.text
    assert client.post("/api/chat", json={"question": "24-бап"}).status_code == 200
