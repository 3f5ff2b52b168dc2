"""The commands ``bapta check`` and ``bapta show``."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.model import Act, Kind, Provision
from web.administration.act_outline import count_provisions, finding_rows
from web.settings import read_settings

if TYPE_CHECKING:
    from data.corpus import Corpus


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
        click.echo(f"  {count_provisions(act)}, {len(split_passages(act))} passages")
        findings = (
            *check_act(act),
            *check_words(act, lexicon),
            *check_alignment(corpus, act),
            *check_aids(act, SHIPPED, settings.acts),
        )
        for line in finding_rows(findings, act):
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
