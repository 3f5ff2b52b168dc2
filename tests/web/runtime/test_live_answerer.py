"""Hot reload of the answerer: atomic replacement, and incomplete stored states."""

from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from data.errors import BaptaError
from embeddings.index.stores import ThrottledProbe
from tests.helpers.polling import until
from tests.helpers.reloading import QUESTION, Numbered, numbered
from tests.helpers.web_app import law_answerer
from web.runtime.live_answerer import ReloadingAnswerer


def texts(paths: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") if path.exists() else "" for path in paths)


def replaced(path: Path, text: str) -> None:
    path.with_suffix(".new").write_text(text, encoding="utf-8")
    path.with_suffix(".new").replace(path)


def test_refresh_replaces_the_answerer_and_its_cache() -> None:
    live = ReloadingAnswerer(numbered()[0], lambda: None)
    assert [live.ask(QUESTION).contacts for _ in range(2)] == ["1", "1"]
    live.refresh()
    assert live.ask(QUESTION).contacts == "2"
    assert live.corpus is law_answerer().corpus


def test_question_in_flight_keeps_its_answerer() -> None:
    gate = Event()
    answerers = [Numbered(1, gate), Numbered(2)]
    live = ReloadingAnswerer(lambda: answerers.pop(0), lambda: None)
    told: list[str | None] = []
    asking = Thread(target=lambda: told.append(live.ask(QUESTION).contacts))
    asking.start()
    live.refresh()
    assert live.ask(QUESTION).contacts == "2"
    gate.set()
    asking.join()
    assert told == ["1"]


def test_new_manifest_is_loaded_once(tmp_path: Path) -> None:
    compose, made = numbered()
    manifest = tmp_path / "manifest.json"
    manifest.write_text("1", encoding="utf-8")
    live = ReloadingAnswerer(compose, lambda: texts((manifest, tmp_path / "none")))
    live.watch(every=0.01)
    try:
        sleep(0.1)
        assert len(made) == 1
        replaced(manifest, "2")
        until(lambda: live.ask(QUESTION).contacts == "2")
        sleep(0.1)
        assert len(made) == 2
    finally:
        live.close()


def test_incomplete_change_keeps_the_old_answerer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manifests = (tmp_path / "manifest.json", tmp_path / "questions.json")
    for path in manifests:
        path.write_text("1", encoding="utf-8")
    made = []

    def compose() -> Numbered:
        one, other = texts(manifests)
        if one != other:
            raise BaptaError("The index was built for other acts.")
        made.append(one)
        return Numbered(len(made))

    live = ReloadingAnswerer(compose, lambda: texts(manifests))
    live.watch(every=0.01)
    try:
        replaced(manifests[0], "2")
        until(lambda: "is not taken up" in caplog.text)
        assert live.ask(QUESTION).contacts == "1"
        replaced(manifests[1], "2")
        until(lambda: live.ask(QUESTION).contacts == "2")
    finally:
        live.close()
    assert made == ["1", "2"]


def test_temporary_read_failure_is_retried(
    caplog: pytest.LogCaptureFixture,
) -> None:
    compose, made = numbered()
    stored = ["1"]

    def look() -> str:
        if not stored:
            raise OSError("Too many open files")
        return stored[0]

    def composed() -> Numbered:
        look()
        return compose()

    live = ReloadingAnswerer(composed, look)
    live.watch(every=0.01)
    try:
        stored.clear()
        until(lambda: "Too many open files" in caplog.text)
        sleep(0.1)
        stored.append("2")
        until(lambda: live.ask(QUESTION).contacts == "2")
    finally:
        live.close()
    assert caplog.text.count("Too many open files") == 1
    assert len(made) == 2


def test_throttled_probe_repeats_after_its_interval() -> None:
    now, looks = [0.0], iter("abc")
    look = ThrottledProbe(lambda: next(looks), 5, lambda: now[0])
    seen = []
    for moment in (0.0, 1.0, 4.9, 5.0, 9.0, 10.1):
        now[0] = moment
        seen.append(look())
    assert seen == ["a", "a", "a", "b", "b", "c"]
