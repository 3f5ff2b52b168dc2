"""The commands ``bapta ingest``, ``bapta check`` and ``bapta show``."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.model import LANGUAGES, Act, Kind, Provision
from web.settings import read_settings

if TYPE_CHECKING:
    from data.corpus import Corpus
    from data.validation.finding import Finding


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--act-id", "id", help="Id of the act, used in addresses and eIds: a-z, 0-9 and single hyphens."
)
@click.option("--title", help="Title, as the source states it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the text.")
@click.option("--edition", help="Edition, as the source states it.")
@click.option(
    "--edition-id", help="Id of the edition in addresses; derived from its name by default."
)
@click.option("--kind", help="Kind of act, e.g. law or order.")
@click.option(
    "--parallel-of", metavar="ACT", help="Id of the act that this is a language version of."
)
@click.option("--official-url", metavar="URL", help="Address of the official text of the act.")
@click.option("--name", "names", multiple=True, help="A common name of the act; repeatable.")
@click.option(
    "--column",
    type=click.Choice(LANGUAGES),
    help="Of two languages side by side, read the column in this one.",
)
@click.option("--verbose", is_flag=True, help="Print the time of each step and every finding.")
@click.option("--no-review", is_flag=True, help="Do not ask the act its own headings at the end.")
def ingest(
    files: tuple[str, ...],
    names: tuple[str, ...],
    *,
    column: str | None,
    verbose: bool,
    no_review: bool,
    **facts: str | None,
) -> None:
    """Add acts from files of text, HTML, Word (.docx) or PDF.

    Each FILE is read, repaired, parsed, validated and stored, whole or not at all. Errors that
    bapta check finds are counted, but FILE is stored. A second edition of an act, with --edition,
    takes the place of the first, which stays readable.

    Menus, hidden text, running heads and page numbers are left out, footnotes become notes of their
    provisions; what was left out or is doubtful is named and kept for bapta check. A file with two
    languages side by side is refused unless --column chooses one.

    At the end the act is asked its own headings, and the points of its long lists, as far as the
    model is there: articles that are not found first, and points that are confused, are named.

    A single FILE can be described by the options; --act-id, --title and --language are needed.
    Without options the description is read from a file beside FILE that has the same name and ends
    in .toml, with the entries id, title, language and perhaps edition, edition_id, kind,
    parallel_of, official_url and names.
    """
    from data.ingest import ingest_act
    from data.metadata import parse_sidecar, read_sidecar
    from web.cli.act_review import print_review
    from web.runtime.composition import compose_corpus

    settings = read_settings(os.environ)
    given: dict[str, object] = {name: value for name, value in facts.items() if value is not None}
    if names:
        given["names"] = list(names)
    if given and len(files) > 1:
        raise click.UsageError("Options that describe an act can be used with one FILE only.")
    needed = {"id": "--act-id", "title": "--title", "language": "--language"}
    if given and (missing := [option for name, option in needed.items() if name not in given]):
        raise click.UsageError(f"Missing: {', '.join(missing)}.")
    acts = []
    for path in map(Path, files):
        if given:
            sidecar = parse_sidecar(given, "the options")
        else:
            sidecar = read_sidecar(path.with_suffix(".toml"))
        ingested = ingest_act(path, sidecar, settings.acts, compose_corpus(settings), column)
        act = ingested.act
        acts.append(act)
        click.echo(f"{act.id} was stored in {settings.acts}: {_counts(act)}.")
        if verbose:
            for name, seconds in ingested.seconds.items():
                click.echo(f"  {name:<8} {seconds:7.3f} s")
            for line in _table(ingested.findings, act):
                click.echo(f"  {line}", err=True)
        if ingested.findings:
            click.echo(
                f"Errors found in {act.id}: {len(ingested.findings)}. Run: bapta check", err=True
            )
        for notice in ingested.notices:
            click.echo(f"  Source file: {notice}", err=True)
    click.echo("To use it in answers, rebuild the index. Run: bapta index build")
    for act in () if no_review else acts:
        print_review(settings, act)


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check acts for gaps, damage and quotes word for word; and the operator's own questions.

    Exit status 1 for an error. Damage that the errata acknowledge, provisions that one language
    version alone has, and reading aids that are not shown are only reported.
    """
    from data.corpus import SHIPPED
    from data.passages import split_passages
    from data.validation.aids import check_aids
    from data.validation.alignment import check_alignment
    from data.validation.check import check_act, check_words, corpus_lexicon
    from data.validation.finding import Severity
    from web.runtime.composition import compose_corpus

    settings = read_settings(os.environ)
    corpus = compose_corpus(settings)
    lexicon = corpus_lexicon((*corpus.acts, *corpus.past))
    is_valid = True
    for act in corpus.acts:
        click.echo(f"{act.id} ({act.language}), {act.title}")
        click.echo(f"  {_counts(act)}, {len(split_passages(act))} passages")
        findings = (
            *check_act(act),
            *check_words(act, lexicon),
            *check_alignment(corpus, act),
            *check_aids(act, SHIPPED, settings.acts),
        )
        for line in _table(findings, act):
            click.echo(f"  {line}")
        if all(finding.severity is not Severity.ERROR for finding in findings):
            click.echo("  no gaps; every quote is word for word")
        else:
            is_valid = False
    for line in _bank_report(corpus, settings.bank):
        click.echo(line)
    context.exit(0 if is_valid else 1)


def _bank_report(corpus: "Corpus", folder: Path) -> Iterator[str]:
    """Report on the operator's own bank, and on entries whose provision is gone."""
    from data.publications import (
        active_publications,
        read_publications,
        references_missing_provision,
    )

    publications = read_publications(folder)
    entries = active_publications(publications)
    if publications:
        yield f"Own questions: {len(entries)} in {len(publications)} publications"
    for entry in entries:
        if references_missing_provision(entry, corpus):
            place = f"{entry.act}:{','.join(entry.eids)}"
            yield f"  noted  {place}  is no longer in the act: {entry.question}"


def _table(findings: Sequence["Finding"], act: Act) -> Iterator[str]:
    """Yield the findings in columns: severity, provision, source line, text."""
    rows = [(f.severity.value, f.eid or act.source, str(f.line or ""), f.text) for f in findings]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        yield f"{'  '.join(cells)}  {row[3]}"


@click.command()
@click.argument("eid", metavar="EID")
def show(eid: str) -> None:
    """Show a provision and all below it.

    EID is an eId as art_24__para_3, or of another act than the first act-id:art_24__para_3.
    """
    from data.eid import split_reference
    from qa.citation import citation
    from web.runtime.composition import compose_corpus

    corpus = compose_corpus(read_settings(os.environ))
    act_id, bare = split_reference(eid)
    act = corpus.default if act_id is None else corpus.act(act_id)
    provision = corpus.provision(act.id, bare)
    cited = citation(act, bare, act.language, corpus.address(act))
    click.echo(f"{cited.label} · {cited.article_title}")
    click.echo(f"{act.title}, {act.edition}" if act.edition else act.title)
    click.echo(f"{act.id}:{bare} · {act.source}, lines {_range(act, bare)}")
    click.echo()
    for line in _texts(act, provision):
        click.echo(line)
    for erratum in provision.errata:
        state = "not corrected" if erratum.right is None else "corrected"
        click.echo(f"\nErratum, line {erratum.line}, {state}: {erratum.reason('en')[1]}")


def _counts(act: Act) -> str:
    kinds = Counter(provision.kind for provision in act.provisions)
    counts = [f"{len(act.chapters)} chapters"]
    counts += [
        f"{kinds[kind]} {kind.value}s"
        for kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT, Kind.PART, Kind.SENTENCE)
        if kinds[kind] or kind is Kind.ARTICLE
    ]
    return ", ".join(counts)


def _range(act: Act, eid: str) -> str:
    """Return the source lines of a provision and all below it."""
    lines = [number for provision in act.under(eid) for number in provision.lines]
    first, last = min(lines), max(lines)
    return str(first) if first == last else f"{first} to {last}"


def _texts(act: Act, provision: Provision) -> Iterator[str]:
    if provision.lead_in is not None:
        yield provision.lead_in.text
    top = provision.eid.count("__")
    for below in act.under(provision.eid):
        mark = {Kind.PARAGRAPH: f"{below.number}. ", Kind.POINT: f"{below.number}) "}
        if below.text:
            indent = "  " * (below.eid.count("__") - top)
            yield f"{indent}{mark.get(below.kind, '')}{below.text}"
    if provision.outer_closing is not None:
        yield provision.outer_closing.text
