"""Tests of the command line: output, and errors in one sentence."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.helpers.paths import ROOT
from tests.helpers.web_app import ACT, FIREARM, FIREARM_WORDS, without_settings
from web.chat.context import ContextError, read_context
from web.cli.main import main
from web.runtime.composition import make_index
from web.settings import SETTINGS, Settings, read_settings

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


@pytest.fixture
def bapta(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a function that runs the command with an empty home."""

    def run(*words: str, stdin: bytes | None = None, **settings: str) -> Result:
        without_settings(monkeypatch)
        for name, value in {"BAPTA_HOME": str(tmp_path / "home"), **settings}.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, words, input=stdin)

    return run


@pytest.fixture(scope="module")
def ready(bapta_home: Path, bundled_model: Path) -> Settings:
    """Return settings of a home with the model and a current index."""
    settings = read_settings({"BAPTA_HOME": str(bapta_home)})
    make_index(settings)
    return settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_help_names_every_command_and_setting(bapta: Run) -> None:
    help_text = bapta("--help").stdout
    for command in main.commands:
        assert re.search(rf"^  {command}  ", help_text, re.MULTILINE), command
    for setting in SETTINGS:
        assert setting.name in help_text


def test_start_of_the_command_line_loads_no_heavy_library() -> None:
    heavy = {"fastapi", "faiss", "numpy", "onnxruntime", "sqlalchemy", "torch", "uvicorn"}
    code = "import sys, web.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert heavy.isdisjoint(loaded.stdout.decode().split())


def test_modules_of_ask_load_no_database_and_no_web_framework() -> None:
    heavy = {"fastapi", "pydantic", "sqlalchemy", "torch"}
    modules = "web.cli.answer_text, web.http.translations, web.runtime.composition"
    code = f"import sys, {modules}, embeddings.encoders.onnx; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert heavy.isdisjoint(loaded.stdout.decode().split())


def test_help_does_not_need_good_settings(bapta: Run) -> None:
    assert bapta("ask", "--help", BAPTA_RATE_LIMIT="many").exit_code == 0


def test_ask_prints_quote_and_citation(bapta: Run, ready: Settings) -> None:
    told = bapta("ask", FIREARM, "--top-k", "2", BAPTA_HOME=str(ready.home))
    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[2].startswith("1. 24-баптың 3-тармағы · ")
    assert lines[4:6] == [
        f"   «{FIREARM_WORDS}»",
        "   /acts/kz-internal-affairs/art_24#art_24__para_3",
    ]
    assert (
        lines[-1]
        == "Мәтін бізге берілген күйінде көрсетілген және қолданыстағы редакциямен салыстырылмаған."
    )
    assert [line for line in lines if line.startswith("3.")] == []


def test_ask_prints_json(bapta: Run, ready: Settings) -> None:
    told = bapta("ask", "-", "--json", stdin=FIREARM.encode(), BAPTA_HOME=str(ready.home))
    answer = json.loads(told.stdout)
    assert answer["status"] == "answered"
    assert answer["question"] == FIREARM
    assert answer["passages"][0]["quote"] == FIREARM_WORDS
    assert answer["passages"][0]["citation"]["label"] == "24-баптың 3-тармағы"


def test_ask_explains_each_step(bapta: Run, ready: Settings) -> None:
    home = str(ready.home)
    told = bapta("ask", FIREARM, "--explain", BAPTA_HOME=home).stdout
    assert f"«{FIREARM_WORDS}»" in told
    names = (
        "validate",
        "greeting",
        "letter",
        "rewrite",
        "references",
        "retrieve",
        "fuse",
        "decide",
        "quote",
    )
    assert re.findall(r"^([a-z]+) +\d+\.\d\d ms", told, re.MULTILINE) == [*names, "all"]
    for words in ("(as typed)", "      asked_dense: art_", "weights: dense ", "band high"):
        assert words in told
    both = json.loads(bapta("ask", FIREARM, "--explain", "--json", BAPTA_HOME=home).stdout)
    assert list(both) == ["answer", "steps"]
    assert both["answer"]["passages"][0]["quote"] == FIREARM_WORDS
    assert [step["step"] for step in both["steps"]] == list(names)
    assert both["steps"][6]["candidates"][0]["eid"] == "art_24__para_3"
    plain = json.loads(bapta("ask", FIREARM, "--json", BAPTA_HOME=home).stdout)
    assert {**plain, "answer_id": ""} == {**both["answer"], "answer_id": ""}


def test_ask_takes_context_from_a_file(bapta: Run, ready: Settings, tmp_path: Path) -> None:
    file = tmp_path / "context.json"
    before = "Must the police take back false statements about me?"
    file.write_text(json.dumps([{"question": before, "eid": f"{ACT}:art_6__para_4"}]), "utf-8")
    given = ("ask", "how soon?", "--context", str(file), "--explain")
    told = bapta(*given, BAPTA_HOME=str(ready.home)).stdout
    assert f"    bare message; together: {before} how soon?\n" in told
    assert f"{ACT}:art_6__para_4, characters" in told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        ("{", "is no context: give a JSON list of at most 2 earlier turns"),
        ('[{"question": " "}]', "is no context: 0.question: Value error, The question is empty"),
        ('[{"question": "?", "eid": "art_1"}]', "is no context: 0.eid: String should match"),
        ('[{"question": "?"}, {"question": "?"}, {"question": "?"}]', "is no context: List should"),
    ],
)
def test_bad_context_is_one_sentence(tmp_path: Path, content: str | None, sentence: str) -> None:
    file = tmp_path / "context.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(ContextError) as raised:
        read_context(file)
    assert sentence in str(raised.value)


def test_found_and_missing_references_are_explained(bapta: Run, ready: Settings) -> None:
    told = bapta("ask", "31-бап, 99-бап", "--explain", BAPTA_HOME=str(ready.home)).stdout
    assert "    found: art_31\n    missing: article 99\n" in told
    assert "retrieve" not in told


def test_show_prints_point_between_lead_in_and_closing(bapta: Run) -> None:
    lines = bapta("show", "kz-internal-affairs:art_16__para_2__point_9").stdout.splitlines()
    assert lines[0].startswith("16-баптың 2-тармағының 9) тармақшасы · ")
    assert lines[4] == "Ішкі істер органдары:"
    assert lines[5].startswith("9) заңсыз митингілердің, шерулердің,")
    assert lines[6] == "құқылы"


def test_check_finds_no_gap(bapta: Run) -> None:
    told = bapta("check")
    assert told.exit_code == 0
    assert "9 chapters, 32 articles, 76 paragraphs, 218 points" in told.stdout
    assert told.stdout.endswith("  no gaps; every quote is word for word\n")


def test_evaluate_prints_figures(bapta: Run, ready: Settings, tmp_path: Path) -> None:
    rows = [
        {"question": FIREARM, "language": "kk", "form": "plain", "gold": ["art_24__para_3"]},
        {"question": "Борщ рецепті", "language": "kk", "form": "out_of_scope", "gold": []},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = bapta("evaluate", str(questions), "--json", BAPTA_HOME=str(ready.home))
    figures = json.loads(told.stdout)
    assert figures["overall"]["n"] == 2
    assert figures["by_form"]["plain"]["p_at_1"] == 1.0
    assert figures["by_form"]["out_of_scope"]["p_at_1"] is None
    assert set(figures["by_language"]) == {"kk"}


def test_current_index_is_not_rebuilt(bapta: Run, ready: Settings) -> None:
    told = bapta("index", "build", BAPTA_HOME=str(ready.home))
    assert told.stdout.startswith(f"The index in {ready.index} is up to date: ")
    assert "The index is up to date." in bapta("index", "info", BAPTA_HOME=str(ready.home)).stdout


def one_sentence(told: Result, sentence: str) -> None:
    assert (told.exit_code, told.stdout, told.stderr) == (2, "", f"bapta: {sentence}\n")


def test_missing_index_is_one_sentence(bapta: Run, tmp_path: Path, free_port: int) -> None:
    sentence = f"There is no index in {tmp_path / 'home' / 'index'}. Run: bapta index build"
    one_sentence(bapta("ask", "Полиция"), sentence)
    one_sentence(bapta("serve", "--port", str(free_port)), sentence)
    one_sentence(bapta("serve", "--port", str(free_port), "--workers", "2"), sentence)


def test_damaged_index_is_one_sentence(bapta: Run, ready: Settings, tmp_path: Path) -> None:
    shutil.copytree(ready.index, tmp_path / "index")
    (vectors,) = (tmp_path / "index").glob("vectors-*.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    told = bapta("ask", "Полиция", BAPTA_HOME=str(ready.home), BAPTA_INDEX=str(tmp_path / "index"))
    one_sentence(
        told,
        f"The file of vectors of the index in {tmp_path / 'index'} is damaged. "
        "Run: bapta index build",
    )


def test_stale_index_is_one_sentence(bapta: Run, ready: Settings, tmp_path: Path) -> None:
    shutil.copytree(ready.index, tmp_path / "index")
    manifest = tmp_path / "index" / "manifest.json"
    stated = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**stated, "corpus_digest": "0" * 64}), encoding="utf-8")
    told = bapta("ask", "Полиция", BAPTA_HOME=str(ready.home), BAPTA_INDEX=str(tmp_path / "index"))
    one_sentence(
        told,
        "The index was built for other acts, editions or questions. Run: bapta index build",
    )


def test_missing_model_is_one_sentence(bapta: Run, tmp_path: Path) -> None:
    told = bapta("index", "build")
    folder = tmp_path / "home" / "models" / "multilingual-e5-small"
    one_sentence(
        told, f"The model folder {folder} is missing or incomplete. Run: bapta model fetch"
    )


def test_wrong_model_folder_is_one_sentence(bapta: Run, ready: Settings, tmp_path: Path) -> None:
    told = bapta("index", "build", BAPTA_MODEL=str(tmp_path / "none"))
    one_sentence(
        told, f"The model folder {tmp_path / 'none'} does not exist. Run: unset BAPTA_MODEL"
    )
    (tmp_path / "empty").mkdir()
    model = {"BAPTA_MODEL": str(tmp_path / "empty"), "BAPTA_HOME": str(ready.home)}
    told = bapta("ask", "Полиция", **model)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"bapta: The model {tmp_path / 'empty'} cannot be loaded on cpu:")
    assert told.stderr.endswith(" Run: unset BAPTA_MODEL\n")


def test_port_in_use_is_one_sentence(bapta: Run, taken_port: int) -> None:
    one_sentence(
        bapta("serve", "--port", str(taken_port)),
        f"Port {taken_port} of 127.0.0.1 is already in use. "
        f"Run: bapta serve --port {taken_port + 1}",
    )


def test_unknown_host_is_one_sentence(bapta: Run) -> None:
    told = bapta("serve", "--host", "no such host")
    one_sentence(told, "The host 'no such host' was not found.")


def test_bad_setting_is_one_sentence(bapta: Run) -> None:
    one_sentence(
        bapta("check", BAPTA_RETENTION_DAYS="ever"),
        "BAPTA_RETENTION_DAYS is 'ever', but must be a whole number, at least 1.",
    )


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (b" \n", "The question is empty."),
        (b"\xff\xfe\x00", "The question contains characters that are not text."),
        ("қ".encode() * 4001, "The question is longer than 4,000 characters."),
    ],
)
def test_invalid_question_is_one_sentence(bapta: Run, question: bytes, sentence: str) -> None:
    one_sentence(bapta("ask", "-", stdin=question), sentence)


@pytest.mark.parametrize(
    ("eid", "sentence"),
    [
        ("art_33", "The act “kz-internal-affairs” has no provision “art_33”."),
        ("other:art_1", "There is no act “other” in this corpus."),
    ],
)
def test_unknown_provision_is_one_sentence(bapta: Run, eid: str, sentence: str) -> None:
    one_sentence(bapta("show", eid), sentence)


def test_output_is_utf_8_in_any_locale() -> None:
    code = "from web.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "show", "art_24__para_3"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    assert FIREARM_WORDS in done.stdout.decode("utf-8")
