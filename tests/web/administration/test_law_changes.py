"""Changes of acts that meet, fail, are stopped or killed: nothing is lost, and no half is left."""

from pathlib import Path
from threading import Event, Timer
from time import monotonic

import pytest
from starlette.testclient import TestClient

from embeddings.encoder import Progress
from embeddings.errors import ModelError
from tests.helpers.administration import (
    GARDEN,
    GARDEN_LATER,
    PAGE,
    acts,
    administration,
    base_in,
    publish,
    read,
    send,
    site_with_acts,
    stored_files,
    trail,
    wait_for_change,
)
from tests.helpers.desk import app_state
from tests.helpers.teaching import hashing_parts
from tests.helpers.web_app import ACT, settings_of
from web.administration import law_changes
from web.administration.change_record import (
    ChangeKind,
    ChangeRecord,
    ChangeState,
    LawChange,
    recover,
)
from web.administration.law_changes import Order
from web.http.problems import ProblemError
from web.runtime.composition import check_stored, make_index
from web.storage.base import utc_now

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return site_with_acts(tmp_path)


def test_two_administrators_publish_at_once_and_the_second_is_told(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (send(client, text.encode()) for text in (GARDEN, GARDEN_LATER))
    bases = [base_in(read(client, page)) for page in (first, second)]
    going, go_on = Event(), Event()

    def slow(*values: object) -> object:
        going.set()
        assert go_on.wait(60)
        return make_index(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(law_changes, "make_index", slow)
    assert client.post(f"{first}/publish", data={"base": bases[0]}).status_code == 303
    assert going.wait(60)
    refused = client.post(f"{second}/publish", data={"base": bases[1]})
    assert refused.status_code == 409
    assert "Another change is in progress (admin)" in refused.text
    assert 'data-state="running"' in client.get(PAGE).text
    go_on.set()
    wait_for_change(client)
    # Nothing of the second is lost: it is read again, as an edition of the first.
    assert client.post(f"{second}/publish", data={"base": bases[1]}).status_code == 409
    assert "already has the edition" in read(client, second)
    shown = read(client, second, edition="2026")
    assert client.post(f"{second}/publish", data={"base": base_in(shown)}).status_code == 303
    wait_for_change(client)
    assert "garden@2026" in acts(client)


def test_order_during_the_end_of_another_change_waits_for_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(law_changes, "LOCK_TIMEOUT_SECONDS", 60.0)
    page = send(client, GARDEN.encode())
    base = base_in(read(client, page))
    going, go_on = Event(), Event()

    def slow(*values: object) -> object:
        going.set()
        assert go_on.wait(60)
        return make_index(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(law_changes, "make_index", slow)
    assert client.post(f"{page}/publish", data={"base": base}).status_code == 303
    assert going.wait(60)
    # What is not loaded yet can be withdrawn once it is.
    Timer(0.5, go_on.set).start()
    assert client.post(f"{PAGE}/garden/take-back").status_code == 303
    wait_for_change(client)
    assert [action for action, _ in trail(client)][-2:] == ["act.publish", "act.take_back"]
    assert "garden@2025" not in acts(client)


def test_order_waits_for_seconds_at_most_and_says_who_changes_the_acts(
    client: TestClient, tmp_path: Path
) -> None:
    record = ChangeRecord(tmp_path)
    with record.lock():
        record.write(LawChange(ChangeKind.BUILD, "dana", utc_now()))
        begun = monotonic()
        refused = client.post(f"{PAGE}/build")
        assert monotonic() - begun < law_changes.LOCK_TIMEOUT_SECONDS + 5
    assert refused.status_code == 409
    assert "Another change is in progress (dana)" in refused.text


def test_change_that_dies_while_an_order_waits_is_undone_before_it(
    client: TestClient, tmp_path: Path
) -> None:
    publish(client, GARDEN)
    before = stored_files(tmp_path)
    record = ChangeRecord(tmp_path)
    moves = tuple(
        (f"acts/garden.{end}", f"acts/withdrawn/garden.1/garden.{end}") for end in ("txt", "toml")
    )
    lock = record.lock()
    lock.acquire()
    record.write(LawChange(ChangeKind.WITHDRAW, "dana", utc_now(), "garden@2025", moves=moves))
    record.apply(moves)
    assert stored_files(tmp_path) != before
    # A lock without the end of its change in the record is what a killed process leaves.
    Timer(0.5, lock.release).start()
    ended = administration(client).changes.run(Order(ChangeKind.BUILD, "admin"))
    assert ended.state is ChangeState.DONE
    assert stored_files(tmp_path) == before
    assert "garden@2025" in acts(client)


def test_failure_while_the_index_is_built_changes_nothing(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(client, GARDEN.encode())
    shown = read(client, page)

    def failing(settings: object, progress: Progress | None, parts: object) -> object:
        if progress is not None:
            raise ModelError("The model is gone.", "bapta model fetch")
        return make_index(settings, progress, parts)  # type: ignore[arg-type]

    monkeypatch.setattr(law_changes, "make_index", failing)
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    after = client.get(PAGE).text
    assert "It failed; nothing was changed." in after
    assert "The model is gone. Run: bapta model fetch" in after
    assert stored_files(tmp_path) == []
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))
    assert client.get(page).status_code == 200


def test_failure_of_the_reload_brings_the_old_acts_back(client: TestClient, tmp_path: Path) -> None:
    page = send(client, GARDEN.encode())
    shown = read(client, page)
    changes = administration(client).changes
    refresh, calls = changes._refresh, []

    def failing() -> None:
        calls.append(1)
        raise ModelError("No memory.")

    changes._refresh = failing
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    assert calls == [1]
    assert stored_files(tmp_path) == []
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))
    changes._refresh = refresh
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    assert "garden@2025" in acts(client)


@pytest.mark.parametrize("is_built", [False, True])
def test_change_of_a_process_that_died_is_undone_or_completed(
    client: TestClient, tmp_path: Path, is_built: bool
) -> None:
    publish(client, GARDEN)
    record, settings = ChangeRecord(tmp_path), settings_of(tmp_path)
    parts = hashing_parts(tmp_path)
    before = stored_files(tmp_path)
    moves = tuple(
        (f"acts/garden.{end}", f"acts/withdrawn/garden.1/garden.{end}") for end in ("txt", "toml")
    )
    died = LawChange(ChangeKind.WITHDRAW, "dana", utc_now(), "garden@2025", moves=moves)
    record.write(died)
    record.apply(moves)
    if is_built:
        make_index(settings, parts=parts)
    found = record.read()
    assert found is not None
    assert found.state is ChangeState.INTERRUPTED
    recover(settings, parts)
    found = record.read()
    assert found is not None
    assert found.state is (ChangeState.DONE if is_built else ChangeState.INTERRUPTED)
    assert (stored_files(tmp_path) == before) is not is_built
    check_stored(settings, parts)


def test_change_is_not_made_without_the_audit_trail(client: TestClient, tmp_path: Path) -> None:
    page = send(client, GARDEN.encode())
    base = base_in(read(client, page))
    changes = administration(client).changes
    database = app_state(client).database
    database.close()
    for file in tmp_path.glob("bapta.sqlite*"):
        file.unlink()
    (tmp_path / "bapta.sqlite").mkdir()
    upload = administration(client).staging.all()[0].id
    ended = changes.run(Order(ChangeKind.PUBLISH, "admin", upload=upload, base=base))
    assert ended.state is ChangeState.FAILED
    assert stored_files(tmp_path) == []


def test_stopped_server_interrupts_a_change_that_is_not_made_yet(
    client: TestClient, tmp_path: Path
) -> None:
    page = send(client, GARDEN.encode())
    base = base_in(read(client, page))
    changes = administration(client).changes
    changes.close(0.0)
    upload = administration(client).staging.all()[0].id
    ended = changes.run(Order(ChangeKind.PUBLISH, "admin", upload=upload, base=base))
    assert ended.state is ChangeState.INTERRUPTED
    assert stored_files(tmp_path) == []
    with pytest.raises(ProblemError):
        changes.start(Order(ChangeKind.WITHDRAW, "admin", ACT))
