"""The command ``bapta bank propose``."""

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from web.cli.progress import progress
from web.settings import read_settings

if TYPE_CHECKING:
    from data.model import Act
    from qa.proposals.selection import RankedProposal


@click.group()
def bank() -> None:
    """Propose questions for the question bank."""


@bank.command()
@click.argument("act_id", metavar="ACT")
@click.option(
    "--limit",
    type=click.IntRange(1, 200),
    default=30,
    show_default=True,
    help="Number of questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON.")
def propose(act_id: str, limit: int, as_json: bool) -> None:
    """Propose questions for ACT in the law's own words.

    Fixed templates are filled with headings, terms and norms of the act. The law is asked each
    question: those that it does not answer first yet are printed first. Questions that the bank
    has are left out. An editor accepts proposals at /desk/teaching/proposals.
    """
    from embeddings.encoders.caching import MemoryCachedEncoder
    from qa.proposals.asking import BATCH
    from qa.proposals.selection import rank_proposals
    from web.runtime.composition import compose_answerer, load_shared_resources

    settings = read_settings(os.environ)
    parts = load_shared_resources(settings)
    # An unknown act is refused before the model is loaded, which takes seconds.
    act = parts.sources.corpus().act(act_id)
    encoder = MemoryCachedEncoder(parts.encoder())
    answerer = compose_answerer(settings, parts=replace(parts, encoder=lambda: encoder))
    with progress("Questions asked") as report:
        found = rank_proposals(answerer, act, answerer.bank, batch=BATCH, progress=report)
    shown = found.ranked[:limit]
    if as_json:
        click.echo(json.dumps([_facts(one) for one in shown], ensure_ascii=False, indent=2))
        return
    for one in shown:
        for line in _lines(act, one):
            click.echo(line)
    if not shown:
        click.echo(f"There are no questions to propose for {act.id}.")
    else:
        open_count = sum(not one.is_answered for one in found.ranked)
        click.echo(
            f"{len(shown)} of {found.total} questions; {len(found.ranked)} were asked, "
            f"{open_count} of them are not answered first. "
            f"Accept them at /desk/teaching/proposals?act={act.id}"
        )


def _facts(one: "RankedProposal") -> dict[str, Any]:
    entry = one.proposal.entry
    return {
        "question": entry.question,
        "language": entry.language,
        "act": entry.act,
        "eids": list(entry.eids),
        "template": one.proposal.template.value,
        "words": one.proposal.words,
        "answered_first": one.is_answered,
    }


def _lines(act: "Act", one: "RankedProposal") -> tuple[str, str]:
    entry = one.proposal.entry
    state = "answered first" if one.is_answered else "not answered first"
    places = ", ".join(f"{act.id}:{eid}" for eid in entry.eids)
    return entry.question, f"  {one.proposal.template.value}, {state}; {places}"
