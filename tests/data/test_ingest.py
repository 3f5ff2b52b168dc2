"""Acts of the operator are taken in whole or not at all."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner

from data.corpus import SHIPPED, Corpus, load_corpus, parallel_provisions
from data.edition_diff import diff_editions
from data.errors import SourceError
from data.ingest import validate
from data.metadata import Sidecar
from data.validation.finding import Severity
from tests.helpers.ingestion import FACTS, TEXT, ingest, ingest_act, stored
from web.cli.main import main

pytestmark = pytest.mark.slow


def test_act_is_stored_unchanged_with_its_sidecar(source: Path, home: Path) -> None:
    result = ingest(source, *FACTS, "--edition", "первая")
    assert result.exit_code == 0, result.stderr
    assert "2 articles, 2 paragraphs" in result.stdout
    _, index, review = result.stdout.splitlines()
    assert index.endswith("Run: bapta index build")
    assert review.startswith("questions was not reviewed: The model folder ")
    assert stored(home) == ["questions.toml", "questions.txt"]
    assert (home / "acts" / "questions.txt").read_bytes() == source.read_bytes()
    act = load_corpus(SHIPPED, home / "acts").act("questions")
    assert (act.title, act.language, act.edition, act.kind) == (
        "О «вопросах» \\ и \U0001f4dc",
        "ru",
        "первая",
        None,
    )
    shown = CliRunner().invoke(main, ["show", "questions:art_1__para_2"])
    assert shown.stdout.splitlines()[4] == "2. Вопрос задают своими словами."


def test_sidecar_next_to_the_file_is_used(source: Path, home: Path) -> None:
    source.with_suffix(".toml").write_text(
        'id = "beside"\ntitle = "Рядом"\nlanguage = "ru"\n', encoding="utf-8"
    )
    errata = '[[erratum]]\nline = 8\nwrong = "Ответ дают"\nright = "Ответы дают"\nreason = "test"\n'
    source.with_suffix(".errata.toml").write_text(errata, encoding="utf-8")
    assert ingest(source).exit_code == 0
    assert stored(home) == ["beside.errata.toml", "beside.toml", "beside.txt"]
    act = load_corpus(SHIPPED, home / "acts").act("beside")
    assert act.by_eid["art_2"].text == "Ответы дают словами закона."


@pytest.mark.parametrize(
    ("content", "facts", "sentence"),
    [
        (b"", FACTS, "The file {} is empty."),
        (
            b"\xff\xfe\x00",
            FACTS,
            "The file {} is not text in UTF-8, UTF-16 or Windows-1251, nor surely in another code "
            "page. Save it as UTF-8.",
        ),
        (b"a\x00b", FACTS, "The file {} is binary, not text."),
        (TEXT.encode(), (), "The file {toml} does not exist."),
        (
            TEXT.encode(),
            ("--act-id", "../x", *FACTS[2:]),
            "The id “../x” in the options may contain only a-z, 0-9 and single hyphens.",
        ),
        (
            TEXT.encode(),
            ("--act-id", "kz-internal-affairs", *FACTS[2:]),
            "The id “kz-internal-affairs” is already used by 000_bd92600af3e91630.txt, "
            "which is in the "
            "language kk; give the ru text its own id and --parallel-of kz-internal-affairs.",
        ),
        (
            TEXT.encode(),
            (*FACTS, "--edition", "a\nb"),
            "The edition of the act contains characters that are not text.",
        ),
    ],
)
def test_rejected_file_stores_nothing(
    source: Path, home: Path, content: bytes, facts: tuple[str, ...], sentence: str
) -> None:
    source.write_bytes(content)
    result = ingest(source, *facts)
    expected = sentence.format(source, toml=source.with_suffix(".toml"))
    assert (result.exit_code, result.stderr) == (2, f"bapta: {expected}\n")
    assert stored(home) == []


def test_existing_act_is_not_overwritten(source: Path, home: Path) -> None:
    assert ingest(source, *FACTS).exit_code == 0
    before = (home / "acts" / "questions.txt").read_bytes()
    source.write_text("Статья 1. Другая\n\nДругой текст.\n", encoding="utf-8")
    result = ingest(source, *FACTS)
    assert result.stderr == "bapta: The id “questions” is already used by questions.txt.\n"
    assert (home / "acts" / "questions.txt").read_bytes() == before


@pytest.mark.parametrize(
    ("editions", "refused"),
    [((None, None), 1), (("1", "1"), 1), (("1", "2"), 0)],
    ids=["same act", "same edition", "two editions"],
)
def test_concurrent_ingests_lose_no_act(
    source: Path, tmp_path: Path, editions: tuple[str | None, ...], refused: int
) -> None:
    folder = tmp_path / "home" / "acts"
    folder.mkdir(parents=True)

    def compose() -> Corpus:
        corpus = load_corpus(SHIPPED, folder)
        sleep(0.2)
        return corpus

    def store(edition: str | None) -> bool:
        sidecar = Sidecar("questions", "Вопросы", "ru", edition=edition)
        try:
            ingest_act(source, sidecar, folder, compose)
        except SourceError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        stored = list(pool.map(store, editions))
    assert stored.count(False) == refused
    kept = load_corpus(SHIPPED, folder).editions("questions")
    assert len(kept) == stored.count(True)


def test_leftovers_of_a_killed_ingest_are_removed(source: Path, home: Path) -> None:
    (home / "acts").mkdir(parents=True)
    for name in (".questions.txt.x7", ".questions.toml.y8"):
        (home / "acts" / name).write_text("half")
    assert ingest(source, *FACTS).exit_code == 0
    assert stored(home) == ["questions.toml", "questions.txt"]


def test_file_at_the_target_path_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acts"
    (folder / "questions.txt").mkdir(parents=True)
    with pytest.raises(
        SourceError, match=r"The id “questions” is already used by .*questions\.txt\."
    ):
        ingest_act(source, Sidecar("questions", "Вопросы", "ru"), folder, load_corpus)
    assert [path.name for path in folder.iterdir()] == ["questions.txt"]


def test_incomplete_options_are_rejected(source: Path, home: Path) -> None:
    result = ingest(source, *FACTS[:2])
    assert result.exit_code == 2
    assert "Missing: --title, --language." in result.stderr
    assert stored(home) == []


def test_unknown_formats_are_rejected(source: Path, home: Path) -> None:
    source.rename(source.with_suffix(".odt"))
    result = ingest(source.with_suffix(".odt"), *FACTS)
    assert result.exit_code == 2
    assert result.stderr.endswith(
        "act.odt has an unsupported format. Use one of these: .txt, .md, .markdown, .html, .htm, "
        ".docx, .doc, .rtf, .pdf, .xml, .akn.\n"
    )
    assert stored(home) == []


NEW = TEXT.replace("своими словами", "как хотят")


def test_second_edition_supersedes_the_first(source: Path, home: Path) -> None:
    assert ingest(source, *FACTS, "--edition", "первая").exit_code == 0
    source.write_text(NEW, encoding="utf-8")
    result = ingest(source, *FACTS, "--edition", "вторая редакция")
    assert result.exit_code == 0, result.stderr
    assert stored(home) == [
        "questions.toml",
        "questions.txt",
        "questions@vtoraia-redaktsiia.toml",
        "questions@vtoraia-redaktsiia.txt",
    ]
    corpus = load_corpus(SHIPPED, home / "acts")
    assert corpus.act("questions").edition == "вторая редакция"
    assert [act.edition_id for act in corpus.editions("questions")] == [
        "vtoraia-redaktsiia",
        "pervaia",
    ]
    first = corpus.edition("questions", "pervaia")
    assert first.by_eid["art_1__para_2"].text == "Вопрос задают своими словами."
    changed = diff_editions(first, corpus.act("questions"))
    assert [(each.eid, each.change.value) for each in changed] == [("art_1__para_2", "changed")]
    assert [(run.kind, run.text) for run in changed[0].words] == [
        ("kept", "Вопрос задают"),
        ("old", "своими словами."),
        ("new", "как хотят."),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            (*FACTS, "--edition", "первая"),
            "The act “questions” already has the edition “pervaia”.",
        ),
        (
            (*FACTS[:3], "О другом", *FACTS[4:], "--edition", "вторая"),
            "The id “questions” is already used by questions.txt, an act with another title: "
            "“О «вопросах» "
            "\\ и \U0001f4dc”.",
        ),
        (
            (*FACTS[:5], "kk", "--edition", "вторая"),
            "The id “questions” is already used by questions.txt, which is in the language ru; "
            "give the "
            "kk text its own id and --parallel-of questions.",
        ),
        (
            ("--act-id", "other", *FACTS[2:], "--parallel-of", "questions"),
            "The act “questions” is also in the language ru; a language version must be in "
            "another language.",
        ),
        (
            ("--act-id", "other", *FACTS[2:], "--parallel-of", "nowhere"),
            "There is no act “nowhere” in this corpus.",
        ),
        (
            (*FACTS, "--edition", "в", "--edition-id", "Ж"),
            "The edition_id “Ж” in the options may contain only a-z, 0-9 and single hyphens.",
        ),
    ],
)
def test_rejected_edition_stores_nothing(
    source: Path, home: Path, facts: tuple[str, ...], sentence: str
) -> None:
    assert ingest(source, *FACTS, "--edition", "первая").exit_code == 0
    before = {path.name: path.read_bytes() for path in (home / "acts").iterdir()}
    result = ingest(source, *facts)
    assert (result.exit_code, result.stderr) == (2, f"bapta: {sentence}\n")
    assert {path.name: path.read_bytes() for path in (home / "acts").iterdir()} == before


def test_parallel_versions_are_linked_by_eid(source: Path, home: Path) -> None:
    assert ingest(source, *FACTS, "--name", "закон о вопросах").exit_code == 0
    kazakh = source.with_name("kk.txt")
    kazakh.write_text("1-бап. Сұрақ\n\n1. Әркім сұрақ қояды.\n", encoding="utf-8")
    facts = ("--act-id", "questions-kk", "--title", "Сұрақтар", "--language", "kk")
    assert ingest(kazakh, *facts, "--parallel-of", "questions").exit_code == 0
    corpus = load_corpus(SHIPPED, home / "acts")
    assert corpus.act("questions").names == ("закон о вопросах",)
    found = parallel_provisions(corpus, "questions", "art_1__para_1")
    assert [(act.id, each.text) for act, each in found] == [("questions-kk", "Әркім сұрақ қояды.")]
    assert parallel_provisions(corpus, "questions", "art_2") == ()
    back = parallel_provisions(corpus, "questions-kk", "art_1__para_1")
    assert [act.id for act, _ in back] == ["questions"]


def test_options_with_several_files_are_rejected(source: Path, home: Path) -> None:
    result = ingest(source, source, *FACTS)
    assert result.exit_code == 2
    assert "Options that describe an act can be used with one FILE only." in result.stderr


def test_output_lists_the_steps_with_their_durations(source: Path, home: Path) -> None:
    result = ingest(source, *FACTS, "--verbose")
    assert result.exit_code == 0, result.stderr
    steps = re.findall(r"^  (\w+) +\d+\.\d{3} s$", result.stdout, re.MULTILINE)
    assert steps == ["read", "repair", "parse", "validate", "store"]
    assert result.stderr == ""


def test_check_findings_are_reported_without_rejecting_the_act(source: Path, home: Path) -> None:
    gap = TEXT.replace("2. Вопрос", "3. Вопрос")
    source.write_text(gap, encoding="utf-8")
    result = ingest(source, *FACTS)
    assert (result.exit_code, result.stderr) == (
        0,
        "Errors found in questions: 1. Run: bapta check\n",
    )
    assert (home / "acts" / "questions.txt").read_text("utf-8") == gap
    result = ingest(source, "--act-id", "other", *FACTS[2:], "--verbose")
    assert result.stderr.splitlines() == [
        "  error  art_1__para_3  4  The paragraph 3 follows the paragraph 1.",
        "Errors found in other: 1. Run: bapta check",
    ]


def test_act_with_non_verbatim_quotes_is_rejected(source: Path) -> None:
    act = load_corpus().default
    assert all(each.severity is not Severity.ERROR for each in validate(act, source))
    last = act.by_eid["art_19__para_1__point_8"]
    assert last.closing is not None
    wrong = replace(last, closing=replace(last.closing, text="міндетті"))
    provisions = tuple(wrong if each is last else each for each in act.provisions)
    with pytest.raises(SourceError) as caught:
        validate(replace(act, provisions=provisions), source)
    assert caught.value.message == (
        f"The file {source} is not stored, for art_19__para_1__point_8: “міндетті” is no slice of "
        "art_19__para_1__point_8."
    )


def test_what_the_reader_left_out_is_told_stored_and_checked(tmp_path: Path, home: Path) -> None:
    page = tmp_path / "act.html"
    page.write_text(
        f"<nav><a href=/>Главная</a></nav><p hidden>Тайна</p><pre>{TEXT}</pre>", encoding="utf-8"
    )
    result = ingest(page, *FACTS, "--no-review")
    told = [line for line in result.stderr.splitlines() if line.startswith("  Source file: ")]
    assert told == [
        "  Source file: Left out as no part of the act: “Главная”.",
        "  Source file: 1 hidden passage left out.",
        "  Source file: 1 menu or list of links left out.",
    ]
    assert load_corpus(SHIPPED, home / "acts").act("questions").notices == tuple(
        line.removeprefix("  Source file: ") for line in told
    )
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 0
    assert all(line.strip() in checked.stdout for line in told)


def test_one_column_of_two_languages_is_stored(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "act.txt"
    rows = ["1-бап. Қызметкердің міндеттері | Статья 1. Обязанности сотрудника"]
    rows += [f"{n}. Құқықты түсіндіреді. | {n}. Разъясняет права лица." for n in (1, 2)]
    source.write_text("\n".join(rows), encoding="utf-8")
    refused = ingest(source, *FACTS)
    assert refused.exit_code == 2
    assert "Add --column ru to read that column alone." in refused.stderr
    assert "is stated to be in the language ru" in ingest(source, *FACTS, "--column", "kk").stderr
    assert stored(home) == []
    assert ingest(source, *FACTS, "--column", "ru", "--no-review").exit_code == 0
    act = load_corpus(SHIPPED, home / "acts").act("questions")
    assert act.by_eid["art_1__para_2"].text == "Разъясняет права лица."
    assert (home / "acts" / "originals" / "questions.txt").read_bytes() == source.read_bytes()
