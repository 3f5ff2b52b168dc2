"""Tests of references as people type them: the table of tests/labels/references.tsv."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from data.corpus import Corpus, load_corpus
from data.model import Kind, Provision
from qa.query.normalization import normalize_input
from qa.query.rewriting import QueryRewriter
from qa.references.act_catalog import ActCatalog, read_catalog
from qa.references.lookup import ReferencedProvisions, find_referenced_provisions
from tests.helpers.act_library import act_library, short_act

TABLE = Path(__file__).parents[2] / "labels" / "references.tsv"
LANGUAGE_VERSIONS = {"gardens-kk": "gardens"}


def _library() -> Corpus:
    """Return the library of short acts with an attachment and an English act."""
    roads = short_act("roads", "О дорожном движении", articles=(5, 6))
    attachment = Provision("att_1", Kind.ATTACHMENT, "1", "Перечень.", None, None)
    roads = replace(roads, provisions=(*roads.provisions, attachment))
    lights = short_act("lights", "Law on Lighthouses", "en", articles=(3, 6))
    return Corpus((*act_library().acts, roads, lights))


@pytest.fixture(scope="module")
def readers() -> Mapping[str, tuple[ActCatalog, QueryRewriter]]:
    corpora = {"law": load_corpus(), "library": _library()}
    return {name: (read_catalog(one), QueryRewriter(one)) for name, one in corpora.items()}


def _outcome(question: str, catalog: ActCatalog, rewriter: QueryRewriter) -> str:
    text = normalize_input(question)
    variants = rewriter.variants(text, None, exact=False)
    texts = (text, *(variant.text for variant in variants))
    found = find_referenced_provisions(texts, catalog, (), variants[0].language)
    return "none" if found is None else _named(found[1])


def _named(named: ReferencedProvisions) -> str:
    if named.is_other_act:
        return "other"
    if named.choices:
        return "which"
    if named.act is None or not named.eids:
        return "missing"
    act = LANGUAGE_VERSIONS.get(named.act.id, named.act.id)
    return f"{act}={'+'.join(named.eids)}"


@pytest.mark.parametrize("corpus", ["law", "library"])
def test_references_are_read_as_the_table_says(
    readers: Mapping[str, tuple[ActCatalog, QueryRewriter]], corpus: str
) -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = {row["question"]: row["expected"] for row in rows if row["corpus"] == corpus}
    found = {question: _outcome(question, *readers[corpus]) for question in expected}
    assert found == expected
