"""Too many questions at once: those above the bound are sent away, and told when to come again."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from anyio import create_task_group, lowlevel, move_on_after, run, wait_all_tasks_blocked

from tests.helpers.admission import full
from tests.helpers.web_app import client_of
from web.http.admission import AdmissionQueue
from web.http.problems import ProblemError


def test_a_place_is_given_back_also_after_an_error() -> None:
    async def asked() -> None:
        queue = AdmissionQueue(most=1, threads=1)
        with pytest.raises(KeyError):
            await queue.run(lambda: dict[str, str]()["nothing"], "a")
        held = Event()
        async with create_task_group() as tasks:
            tasks.start_soon(queue.run, held.wait, "a")
            await lowlevel.checkpoint()
            with pytest.raises(ProblemError) as caught:
                await queue.run(lambda: None, "b")
            assert caught.value.problem.status == 503
            held.set()
        assert await queue.run(lambda: "answered", "a") == "answered"

    run(asked)


def test_a_network_has_a_share_and_the_networks_take_turns() -> None:
    async def asked() -> list[str]:
        queue = AdmissionQueue(most=8, threads=2, share=4, thread_share=1)
        held, order = Event(), list[str]()

        def work(name: str) -> Callable[[], None]:
            return lambda: order.append(name)

        async with create_task_group() as tasks:
            tasks.start_soon(queue.run, held.wait, "flood")
            for number in range(3):
                tasks.start_soon(queue.run, work(f"flood {number}"), "flood")
            await wait_all_tasks_blocked()
            with pytest.raises(ProblemError) as caught:
                await queue.run(lambda: None, "flood")
            assert caught.value.problem.status == 503
            # A thread is free for others though the flood waits.
            await queue.run(work("visitor"), "visitor")
            held.set()
        assert (queue._inside, queue._free) == (0, 2)
        assert not queue._admitted
        assert not queue._running
        assert not queue._waiting
        return order

    assert run(asked) == ["visitor", "flood 0", "flood 1", "flood 2"]


def test_a_question_that_is_cancelled_while_it_waits_leaves_the_queue() -> None:
    async def asked() -> None:
        queue = AdmissionQueue(threads=1, thread_share=1)
        held = Event()
        async with create_task_group() as tasks:
            tasks.start_soon(queue.run, held.wait, "a")
            await wait_all_tasks_blocked()
            with move_on_after(0.01) as scope:
                await queue.run(lambda: None, "b")
            assert scope.cancelled_caught
            held.set()
        assert await queue.run(lambda: "answered", "b") == "answered"

    run(asked)


def test_a_full_queue_says_when_to_ask_again_and_loses_nothing(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    with full(client.app.state.site.queue):  # type: ignore[attr-defined]
        refused = client.post("/api/chat", json={"question": "24-бап"})
        page = client.post("/", follow_redirects=True, data={"question": "мой вопрос"})
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
