"""Reading aids and errata in the browser and by command: preview, publication, refusal."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from data.reading_aids import ReadingAids
from tests.helpers.administration import (
    GARDEN,
    PAGE,
    administration,
    base_in,
    publish,
    send,
    site_with_acts,
    stored_files,
    trail,
    wait_for_change,
)
from tests.helpers.desk import app_state, texts
from tests.helpers.teaching import hashing_parts
from tests.helpers.web_app import ACT, settings_of, without_settings
from web.administration.change_record import (
    ChangeKind,
    ChangeRecord,
    ChangeState,
    LawChange,
    recover,
)
from web.administration.law_changes import REPLACED
from web.cli.main import main
from web.runtime.composition import check_stored, make_index
from web.storage.base import utc_now

pytestmark = pytest.mark.slow

WATER = "Садовод обязан поливать деревья."
WRONG = "Поливать сад квадрокоптером запрещено."
ERRATA = f"""[[erratum]]
line = 4
wrong = "{WRONG}"
right = "Поливать сад вертолётом запрещено."
reason = "Слово искажено."
"""


def aid(words: str, text: str, eid: str = "art_1__para_1") -> str:
    digest = sha256(words.encode()).hexdigest()
    return json.dumps({"eid": eid, "part": "text", "sha256": digest, "text": text})


AIDS = "\n".join(
    (
        aid(WATER, "A gardener must water the trees. <script>alert(1)</script>"),
        aid("Другое.", "Other.", "art_1__para_2"),
        aid("Нет такой.", "None.", "art_9"),
        aid("Плоды собирает садовод.", " ", "art_2"),
    )
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    client = site_with_acts(tmp_path)
    publish(client, GARDEN)
    return client


def previewed(client: TestClient, content: str, name: str, **fields: str) -> tuple[str, str]:
    """Upload and read a supplement of the garden act: the address and the text of its page."""
    page = send(client, content.encode(), name, of="garden")
    done = client.post(f"{page}/read", data={"id": "garden", **fields})
    assert done.status_code == 303, done.text
    return page, client.get(page).text


def publish_supplement(client: TestClient, content: str, name: str, **fields: str) -> None:
    page, shown = previewed(client, content, name, **fields)
    done = client.post(f"{page}/publish", data={"base": base_in(shown)})
    assert done.status_code == 303, done.text
    wait_for_change(client)


def facts(page: str) -> dict[str, str]:
    return dict(zip(texts(page, r"<dt>(.*?)</dt>"), texts(page, r"<dd>(.*?)</dd>"), strict=True))


def garden_aids(client: TestClient, home: Path) -> ReadingAids:
    act = app_state(client).corpus.act("garden")
    return ReadingAids.for_act(act, "en", home / "acts")


def test_aids_are_previewed_with_their_problems_and_published(
    client: TestClient, tmp_path: Path
) -> None:
    page, shown = previewed(client, AIDS, "garden.aids.en.jsonl", language="en")
    told = facts(shown)
    assert told["Translations that are shown"] == "1"
    assert told["The act has no such part"] == "1"
    assert told["The text of the act has changed"] == "1"
    assert told["The translation is empty"] == "1"
    assert told["Added translations"] == "1"
    assert "<ins>A gardener must water the trees. &lt;script&gt;" in shown
    assert texts(shown, r"<td>(art_9)</td>") == ["art_9"]
    # Nothing is live before it is published.
    assert "must water" not in client.get("/acts/garden/art_1").text
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    read = client.get("/acts/garden/art_1").text
    assert "A gardener must water the trees. &lt;script&gt;" in read
    assert "<script>alert" not in read
    assert "garden.aids.en.jsonl" in stored_files(tmp_path)
    assert trail(client)[-2:] == [
        ("act.upload", "garden.aids.en.jsonl"),
        ("act.aids", "garden (en)"),
    ]
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))


def test_second_file_of_aids_replaces_the_first_which_is_kept(
    client: TestClient, tmp_path: Path
) -> None:
    publish_supplement(client, AIDS, "a.aids.en.jsonl", language="en")
    later = aid("Плоды собирает садовод.", "The gardener picks the fruit.", "art_2")
    page, shown = previewed(client, later, "b.jsonl", language="en")
    told = facts(shown)
    assert (told["Added translations"], told["Removed translations"]) == ("1", "1")
    # Another administrator publishes in between: nothing of it is overwritten unseen.
    publish_supplement(client, aid(WATER, "Water!"), "c.jsonl", language="en")
    refused = client.post(f"{page}/publish", data={"base": base_in(shown)})
    assert refused.status_code == 303
    wait_for_change(client)
    assert "has changed since the preview" in client.get(PAGE).text
    assert garden_aids(client, tmp_path).find("art_1__para_1") == "Water!"
    assert (tmp_path / REPLACED / "garden.aids.en.jsonl").read_text() == AIDS
    client.post(f"{page}/read", data={"id": "garden", "language": "en"})
    client.post(f"{page}/publish", data={"base": base_in(client.get(page).text)})
    wait_for_change(client)
    assert garden_aids(client, tmp_path).find("art_2") == "The gardener picks the fruit."


def test_sheet_of_translations_is_completed_and_published(
    client: TestClient, tmp_path: Path
) -> None:
    sheet = client.get(f"{PAGE}/garden/aids/en")
    assert sheet.headers["content-disposition"].endswith('"garden.aids.en.jsonl"')
    lines = [json.loads(line) for line in sheet.text.splitlines()]
    heading = {"eid": "art_1", "part": "heading", "source": "Полив сада"}
    assert any(heading.items() <= line.items() for line in lines)
    done = "".join(f"{json.dumps(each | {'text': each['source'].upper()})}\n" for each in lines)
    publish_supplement(client, done, "garden.aids.en.jsonl", language="en")
    aids = garden_aids(client, tmp_path)
    assert (len(aids.texts), aids.unused) == (len(lines), ())
    assert client.get(f"{PAGE}/garden/aids/ru").status_code == 404
    assert client.get(f"{PAGE}/unknown/aids/en").status_code == 404


def refuse(
    client: TestClient, home: Path, content: str, name: str, sentence: str, **fields: str
) -> None:
    """Assert that the preview of a file says ``sentence``, and that nothing is published."""
    page, shown = previewed(client, content, name, **fields)
    assert sentence in shown
    assert str(home) not in shown
    assert client.post(f"{page}/publish", data={"base": ""}).status_code == 422
    assert stored_files(home) == ["garden.toml", "garden.txt"]


UNUSABLE_AIDS = (
    (AIDS, "", "State the language"),
    (AIDS, "ru", "is in the language ru itself"),
    (aid("Другое.", "Other."), "en", "No line of the file translates present words"),
    ("{", "en", "line 1 needs"),
    ("[" * 200_000, "en", "line 1 needs"),
    (aid(WATER, "\ud800"), "en", "line 1 needs"),
    ('{"eid": "\\ud800", "part": "text", "sha256": "", "text": ""}', "en", "line 1 needs"),
)


def test_aids_that_cannot_be_used_are_told_and_not_published(
    client: TestClient, tmp_path: Path
) -> None:
    for content, language, sentence in UNUSABLE_AIDS:
        refuse(client, tmp_path, content, "garden.aids.xx.jsonl", sentence, language=language)


def test_errata_are_previewed_published_and_taken_out_again(
    client: TestClient, tmp_path: Path
) -> None:
    page, shown = previewed(client, ERRATA, "garden.errata.toml")
    told = facts(shown)
    assert (told["Corrections"], told["Changed provisions"]) == ("1", "1")
    assert "<del>квадрокоптером</del> <ins>вертолётом</ins>" in shown
    client.post(f"{page}/publish", data={"base": base_in(shown)})
    wait_for_change(client)
    assert "Done" in client.get(PAGE).text
    assert "Поливать сад вертолётом запрещено." in client.get("/acts/garden/art_1").text
    assert client.get(f"{PAGE}/garden/errata").text == ERRATA
    assert trail(client)[-1] == ("act.errata", "garden@2025")
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))
    publish_supplement(client, "# No corrections.\n", "garden.errata.toml")
    assert "квадрокоптером" in client.get("/acts/garden/art_1").text
    assert (tmp_path / REPLACED / "garden.errata.toml").read_text() == ERRATA
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))


UNUSABLE_ERRATA = (
    ("erratum = ", "garden", "is not valid TOML"),
    ("[other]\n", "garden", "must contain only"),
    (ERRATA.replace("line = 4", "line = 1"), "garden", "does not match that line"),
    (ERRATA.replace("line = 4", "line = 2020-01-01"), "garden", "needs a line number"),
    ("# Nothing.\n", "garden", "has these corrections already"),
    (ERRATA, ACT, "comes with Bapta"),
    (ERRATA, "unknown", "There is no act"),
    (f"{'a.' * 60_000}b = 1", "garden", "cannot be used with"),
    (f"a = {'[' * 100_000}", "garden", "memory"),
    ("PK\x03\x04\x00\x01", "garden", "garden.errata.toml"),
)


def test_errata_that_cannot_be_used_are_told_and_not_published(
    client: TestClient, tmp_path: Path
) -> None:
    for content, act, sentence in UNUSABLE_ERRATA:
        refuse(client, tmp_path, content, "garden.errata.toml", sentence, id=act)
    for name, size in (("a.jsonl", 5), ("a.toml", 1)):
        large = b"#" * (size * 1024 * 1024 + 1)
        refused = client.post(f"{PAGE}/files", files={"file": (name, large)})
        assert refused.status_code == 413
        assert f"{size} MB or smaller" in refused.text


def test_supplement_of_a_process_that_died_is_undone_or_completed(
    client: TestClient, tmp_path: Path
) -> None:
    publish_supplement(client, ERRATA, "garden.errata.toml")
    settings, parts, record = settings_of(tmp_path), hashing_parts(tmp_path), ChangeRecord(tmp_path)
    target, staged = tmp_path / "acts" / "garden.errata.toml", tmp_path / "staged.toml"
    moves = (
        ("acts/garden.errata.toml", f"{REPLACED}/garden.errata.toml"),
        ("staged.toml", "acts/garden.errata.toml"),
    )
    died = LawChange(ChangeKind.ERRATA, "dana", utc_now(), "garden@2025", moves=moves)
    for made in (0, 1, 2):
        staged.write_text("# None.\n")
        record.write(died)
        record.apply(moves[:made])
        if made == 2:
            make_index(settings, parts=parts)
        recover(settings, parts)
        ended = record.read()
        assert ended is not None
        is_done = ended.state is ChangeState.DONE
        assert is_done is (made == 2)
        assert target.read_text() == ("# None.\n" if is_done else ERRATA)
        check_stored(settings, parts)


def test_commands_preview_publish_and_print_supplements(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    monkeypatch.setattr(
        "web.runtime.composition.load_shared_resources", lambda _: hashing_parts(tmp_path)
    )
    run = CliRunner().invoke
    aids, errata = tmp_path / "translations.jsonl", tmp_path / "corrections.toml"
    aids.write_text(AIDS)
    errata.write_text(ERRATA)
    tried = run(main, ["act", "aids", "garden", "en", str(aids), "--dry-run"])
    assert tried.exit_code == 0, tried.output
    assert "1 added" in tried.stdout
    assert "1 gone, 1 changed, 1 empty" in tried.stdout
    assert "gone  art_9  text" in tried.stdout
    assert "+ A gardener must water the trees." in tried.stdout
    assert stored_files(tmp_path) == ["garden.toml", "garden.txt"]
    assert run(main, ["act", "aids", "garden", "en", str(aids)]).exit_code == 0
    sheet = run(main, ["act", "aids", "garden", "en"]).stdout
    assert '"text": "A gardener must water the trees.' in sheet
    assert "- квадрокоптером" in run(main, ["act", "errata", "garden", str(errata)]).stdout
    assert run(main, ["act", "errata", "garden"]).stdout == ERRATA
    refused = run(main, ["act", "errata", "garden", str(errata)])
    assert refused.exit_code == 2
    assert "has these corrections already" in refused.stderr
    assert administration(client).staging.all() == ()
    assert trail(client)[-2:] == [("act.aids", "garden (en)"), ("act.errata", "garden@2025")]
    check_stored(settings_of(tmp_path), hashing_parts(tmp_path))
