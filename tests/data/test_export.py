"""Acts written as Akoma Ntoso, HTML and JSON Lines; Akoma Ntoso is read back exactly."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from data.corpus import SHIPPED, load_corpus
from data.errors import SourceError
from data.export.akoma_ntoso import NAMESPACE, write_akoma_ntoso
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.readers.extract import extract
from data.readers.reading import Options
from web.cli.main import main

NOTED = """Глава 1. Общее

Статья 1. Права

1. Вправе:

1) первое; Сноска. Подпункт 1) изменен Законом РК от 01.02.2010 № 3-IV.

2) - 3) исключены Законом РК от 01.02.2010 № 3-IV;

4) четвертое

с продолжением без знака.

Вид | Сбор
Паспорт | 1 МРП

Сноска. Статья 1 с изменениями, внесенными Законом РК от 01.02.2010 № 3-IV.

Статья 21¹. Итог

Текст , как в источнике.

Президент Республики Казахстан
"""


def facts(act: Act) -> list[object]:
    chapters = [(chapter.eid, chapter.number, chapter.title) for chapter in act.chapters]
    provisions = [
        replace(p, lines=(0, 0), page=None, repairs=(), errata=()) for p in act.provisions
    ]
    return [*chapters, *provisions]


def test_the_law_survives_the_round_trip_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path / "home"))
    law, path = load_corpus().default, tmp_path / "law.xml"
    run = CliRunner()
    result = run.invoke(main, ["export", law.id, "--format", "akn", "--output", str(path)])
    assert result.exit_code == 0, result.stderr
    words = ["--act-id", "copy", "--title", law.title, "--language", "kk", "--kind", law.kind or ""]
    result = run.invoke(main, ["ingest", str(path), *words, "--no-review"])
    assert result.exit_code == 0, result.stderr
    assert "eIds of the file" not in result.stderr
    copy = load_corpus(SHIPPED, tmp_path / "home" / "acts").act("copy")
    assert facts(copy) == facts(law)


def test_notes_repeals_tables_and_raised_numbers_survive() -> None:
    act = parse_text(NOTED, Sidecar("a", "О правах", "ru", as_is=True), "a.txt")
    assert len(act.by_eid["art_1"].notes) == 1
    reading = extract(write_akoma_ntoso(act), Path("a.akn"), Options("ru"))
    assert set(reading.eids) <= {p.eid for p in act.provisions} | {"chp_1"}
    copy = parse_text(reading.text, Sidecar("a", "О правах", "ru", as_is=True), "a.txt")
    assert facts(copy) == facts(act)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<akomaNtoso", "is damaged or is no XML"),
        (b"<akomaNtoso/>", "of another schema than Akoma Ntoso"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><p>x</p></TEI>', "of another schema"),
        (f'<akomaNtoso xmlns="{NAMESPACE}"/>'.encode(), "holds no document"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso>&x;</akomaNtoso>',
            "declares a document type",
        ),
    ],
)
def test_other_xml_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        extract(content, Path("a.xml"), Options("ru"))


def test_akoma_ntoso_of_others_is_read() -> None:
    xml = f"""<akomaNtoso xmlns="{NAMESPACE}"><act name="law"><meta/>
    <preface><p>Title</p></preface>
    <body><section eId="sec_1"><num>1.</num><heading>Scope</heading>
    <subsection eId="sec_1__subsec_1"><num>(1)</num><content>
      <p>This <ref href="#x">Act</ref> applies<authorialNote><p>Added.</p></authorialNote>.</p>
    </content></subsection><subsection><num>(2)</num><intro><p>It covers
      —</p></intro><paragraph><num>(a)</num><content><p>land;</p></content></paragraph>
    </subsection>
    </section></body></act></akomaNtoso>"""
    text = extract(xml.encode(), Path("a.xml"), Options("en")).text
    assert [line.strip() for line in text.split("\n") if line.strip()] == [
        "1. Scope",
        "(1) This Act applies. Footnote. Added.",
        "(2) It covers —",
        "(a) land;",
    ]


def test_page_and_lines_have_every_provision(monkeypatch: pytest.MonkeyPatch) -> None:
    law = load_corpus().default
    run = CliRunner()
    page = run.invoke(main, ["export", law.id, "--format", "html"])
    tree = etree.fromstring(page.stdout_bytes, etree.HTMLParser(encoding="utf-8"))
    assert [one.get("id") for one in tree.iter("section")] == [p.eid for p in law.provisions]
    lines = run.invoke(main, ["export", law.id, "--format", "jsonl"]).stdout.splitlines()
    first, *others = [json.loads(line) for line in lines]
    assert (first["id"], len(first["chapters"])) == (law.id, 9)
    assert [(one["eid"], one["text"], one["sha256"]) for one in others] == [
        (p.eid, p.text, p.sha256) for p in law.provisions
    ]
    assert run.invoke(main, ["export", "nowhere"]).exit_code == 2
