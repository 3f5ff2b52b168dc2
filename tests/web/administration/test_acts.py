"""Acts in the browser: upload, preview, publication, and withdrawal."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from data.errors import SourceError
from data.metadata import parse_sidecar
from data.readers.encoding import MAX_BYTES
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
from tests.helpers.desk import app_state, texts
from tests.helpers.teaching import hashing_parts
from tests.helpers.web_app import ACT, chat, settings_of, without_settings
from web.administration.act_preview import preview_act
from web.administration.uploads import MAX_AGE, MAX_UPLOADS, Staging
from web.cli.main import main
from web.runtime.composition import check_stored
from web.storage.base import utc_now

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return site_with_acts(tmp_path)


def test_upload_is_not_live_before_it_is_published_and_then_it_is(
    client: TestClient, tmp_path: Path
) -> None:
    page = send(client, GARDEN.encode())
    shown = read(client, page)
    assert "This is the first edition of the act." in shown
    assert texts(shown, r'<td lang="ru">(.*?)</td>') == ["Полив сада", "Сбор плодов"]
    assert client.get("/acts/garden").status_code == 404
    assert (tmp_path / "acts").exists() is False
    staged = next((tmp_path / "administration" / "uploads").glob("*/act.txt"))
    assert staged.parent.stat().st_mode & 0o077 == 0
    done = client.post(f"{page}/publish", data={"base": base_in(shown)})
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    wait_for_change(client)
    assert "Done: the new state is searched." in client.get(PAGE).text
    assert client.get("/acts/garden").status_code == 200
    answer = chat(client, "статья 2 закона о садах", acts=["garden"])
    assert answer["passages"][0]["quote"] == "Плоды собирает садовод."
    assert stored_files(tmp_path) == ["garden.toml", "garden.txt"]
    assert not staged.exists()
    assert trail(client) == [("act.upload", "garden.txt"), ("act.publish", "garden@2025")]


def test_new_edition_takes_the_place_and_is_withdrawn_and_put_back(
    client: TestClient, tmp_path: Path
) -> None:
    publish(client, GARDEN)
    page = send(client, GARDEN_LATER.encode(), of="garden")
    assert 'value="Закон о садах"' in client.get(page).text
    shown = read(client, page, edition="2026")
    assert "It takes the place of the edition 2025" in shown
    assert texts(shown, r"<dt>Changed provisions</dt><dd>(\d+)</dd>") == ["1"]
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    assert "garden@2026" in acts(client)
    assert client.get("/acts/garden@2025/art_2").status_code == 200
    assert client.post(f"{PAGE}/garden/take-back").status_code == 303
    wait_for_change(client)
    assert "garden@2025" in acts(client)
    assert "каждый сосед" not in client.get("/acts/garden/art_2").text
    assert "withdrawn/garden@2026.1/garden@2026.txt" in stored_files(tmp_path)
    back = client.post(f"{PAGE}/withdrawn/garden@2026.1/put-back")
    assert back.status_code == 303
    wait_for_change(client)
    assert "garden@2026" in acts(client)
    assert client.get("/acts/garden@2025/art_2").status_code == 200
    assert [action for action, _ in trail(client)][-2:] == ["act.take_back", "act.put_back"]
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))


def test_what_cannot_be_withdrawn_stays(client: TestClient) -> None:
    refused = client.post(f"{PAGE}/{ACT}/take-back")
    assert refused.status_code == 409
    assert "This edition comes with Bapta" in refused.text
    assert client.post(f"{PAGE}/unknown/take-back").status_code == 404
    assert client.post(f"{PAGE}/withdrawn/garden.1/put-back").status_code == 409
    publish(client, GARDEN)
    text = "1-бап. Бақты суару\n1. Бағбан ағаштарды суаруға міндетті.\n"
    publish(
        client, text, id="garden-kk", title="Бақтар туралы", language="kk", parallel_of="garden"
    )
    assert "garden-kk@2025" in acts(client)
    refused = client.post(f"{PAGE}/garden/take-back")
    assert refused.status_code == 409
    assert "version in another language" in refused.text
    assert trail(client)[-1] == ("act.publish", "garden-kk@2025")


@pytest.mark.parametrize(
    ("name", "content", "status", "sentence"),
    [
        ("garden.exe", b"MZ", 422, "Files of this format are not accepted."),
        ("garden.zip", b"PK", 422, "Files of this format are not accepted."),
        ("garden.txt", b"", 422, "The file is empty."),
    ],
)
def test_file_that_is_no_source_is_refused(
    client: TestClient, name: str, content: bytes, status: int, sentence: str
) -> None:
    refused = client.post(f"{PAGE}/files", files={"file": (name, content)})
    assert refused.status_code == status
    assert sentence in refused.text
    assert administration(client).staging.all() == ()


def test_request_without_a_file_and_broken_multipart_are_refused(client: TestClient) -> None:
    assert client.post(f"{PAGE}/files", data={"of": ""}).status_code == 422
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post(f"{PAGE}/files", content=b"broken", headers=headers).status_code == 422


def test_too_large_file_is_refused_and_leaves_nothing(client: TestClient, tmp_path: Path) -> None:
    refused = client.post(f"{PAGE}/files", files={"file": ("a.txt", b"a" * (MAX_BYTES + 1))})
    assert refused.status_code == 413
    assert "50 MB or smaller" in refused.text
    assert list((tmp_path / "administration" / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("damaged.pdf", b"%PDF-1.7 and nothing else", "damaged.pdf"),
        ("damaged.docx", b"PK\x03\x04 broken", "damaged.docx"),
        ("noise.txt", bytes(range(256)) * 40, "noise.txt"),
    ],
)
def test_damaged_file_is_told_by_its_name_and_cannot_be_published(
    client: TestClient, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    page = send(client, content, name)
    shown = read(client, page)
    assert "The file cannot be used with this description." in shown
    assert sentence in shown
    assert str(tmp_path) not in shown
    refused = client.post(f"{page}/publish", data={"base": app_state(client).corpus.digest})
    assert refused.status_code == 422
    assert stored_files(tmp_path) == []


def test_scripts_and_active_content_are_neither_run_nor_read(
    client: TestClient, tmp_path: Path
) -> None:
    law = "".join(f"<p>{line}</p>" for line in GARDEN.splitlines())
    hostile = f"<html><script>alert(1)</script><body onload='alert(2)'>{law}</body></html>"
    page = send(client, hostile.encode(), "<b>garden.html")
    shown = read(client, page, title="Закон <script>alert(3)</script>")
    assert "<script>alert" not in shown
    assert "&lt;b&gt;garden.html" in shown
    client.post(f"{page}/publish", data={"base": base_in(shown), "accept": "yes"})
    wait_for_change(client)
    text = (tmp_path / "acts" / "garden.txt").read_text(encoding="utf-8")
    assert "alert" not in text
    assert "Поливать сад квадрокоптером запрещено." in text
    # The original is kept, and no address leads to it.
    assert "originals/garden.html" in stored_files(tmp_path)


def test_letter_is_published_only_if_its_warning_is_accepted(
    client: TestClient, tmp_path: Path
) -> None:
    page = send(client, "Уважаемый начальник!\nПрошу вас разобраться с соседом.\n".encode())
    shown = read(client, page)
    assert "The text may be a letter or a complaint, not an act." in shown
    refused = client.post(f"{page}/publish", data={"base": base_in(shown)})
    assert refused.status_code == 422
    assert "Confirm that you have checked the warnings." in refused.text
    assert stored_files(tmp_path) == []


def test_description_that_cannot_be_used_is_told_and_kept(client: TestClient) -> None:
    page = send(client, GARDEN.encode())
    shown = read(client, page, id="Сад", edition="весна")
    assert "may contain only a-z" in shown
    assert 'value="весна"' in shown
    assert "is already used by" in read(client, page, id=ACT, title="Другой", edition="")
    assert client.post(f"{page}/read", data={"title": "x" * 3000}).status_code == 422


def test_uploads_are_bounded_in_number_and_age(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [send(client, b"x") for _ in range(MAX_UPLOADS)]
    full = client.post(f"{PAGE}/files", files={"file": ("a.txt", b"x")})
    assert full.status_code == 409
    assert client.post(f"{pages[0]}/discard").status_code == 303
    assert client.get(pages[0]).status_code == 404
    send(client, b"x")
    monkeypatch.setattr("web.administration.uploads.utc_now", lambda: utc_now() + MAX_AGE)
    assert client.get(pages[1]).status_code == 404
    assert Staging(tmp_path).all() == ()
    send(client, b"x")
    assert len(list((tmp_path / "administration" / "uploads").iterdir())) == 1


def test_index_is_built_for_acts_that_were_stored_on_the_server(
    client: TestClient, tmp_path: Path
) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (folder / "garden.txt").write_text(GARDEN, encoding="utf-8")
    (folder / "garden.toml").write_text('id = "garden"\ntitle = "Сад"\nlanguage = "ru"\n')
    assert "This edition is not searched yet" in client.get(PAGE).text
    assert client.post(f"{PAGE}/build").status_code == 303
    wait_for_change(client)
    assert client.get("/acts/garden").status_code == 200
    assert "This edition is not searched yet" not in client.get(PAGE).text


def test_damaged_sidecar_on_the_server_is_told(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "garden.txt").write_text(GARDEN, encoding="utf-8")
    (tmp_path / "acts" / "garden.toml").write_text("id = ", encoding="utf-8")
    shown = client.get(PAGE)
    assert shown.status_code == 200
    assert "is not valid TOML" in shown.text


def test_file_that_takes_too_long_is_told_and_holds_up_nothing(
    client: TestClient, tmp_path: Path
) -> None:
    upload = administration(client).staging.load(send(client, GARDEN.encode()).rsplit("/", 1)[1])
    file = administration(client).staging.file(upload)
    sidecar = parse_sidecar({"id": "garden", "title": "Сад", "language": "ru"}, "the form")
    corpus = app_state(client).corpus
    with pytest.raises(SourceError, match="took longer than 0 seconds"):
        preview_act(file, sidecar, tmp_path / "acts", corpus, seconds=0)
    assert preview_act(file, sidecar, tmp_path / "acts", corpus)["counts"]["article"] == 2


def test_second_reading_at_the_same_time_is_told_to_wait(client: TestClient) -> None:
    page = send(client, GARDEN.encode())
    reader = administration(client).reader
    with reader._reading:
        busy = client.post(f"{page}/read", data={"id": "garden", "edition": "весна"})
    assert busy.status_code == 503
    assert 'value="весна"' in busy.text


def test_commands_list_withdraw_and_put_back(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(client, GARDEN)
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    monkeypatch.setattr(
        "web.runtime.composition.load_shared_resources", lambda _: hashing_parts(tmp_path)
    )
    run = CliRunner().invoke
    assert "garden@2025\tcurrent\tЗакон о садах\n" in run(main, ["act", "list"]).stdout
    assert "comes with Bapta" in run(main, ["act", "withdraw", ACT]).stderr
    assert run(main, ["act", "withdraw", "garden"]).exit_code == 0
    assert "garden.1\twithdrawn" in run(main, ["act", "list"]).stdout
    assert run(main, ["act", "restore", "garden.1"]).exit_code == 0
    assert run(main, ["act", "restore", "garden.1"]).exit_code == 2
    assert "garden@2025\tcurrent" in run(main, ["act", "list"]).stdout
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))
